"""``doctor``: whether Rundown can work here, and what to do where it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.youtube.signin import standing
from dashboard.commands.common import (
    Db,
    Json,
    PartlyFailed,
    console,
    print_json,
    settings_for,
    store_for,
)
from dashboard.config import Settings
from dashboard.publish.quota import quota_left
from dashboard.store import Store
from dashboard.sync.environment import youtube_settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    detail: str


def doctor(db: Db = None, json: Json = False) -> None:
    """Check the settings, the database and each source; change nothing."""
    settings = settings_for(db)
    store = store_for(settings)
    found = [
        *_store(store, settings),
        *_youtube(settings, store),
        *_pushes(settings, store),
        *_sources(store),
    ]
    if json:
        print_json([{"what": f.what, "ok": f.ok, "detail": f.detail} for f in found])
    else:
        for finding in found:
            mark = "[green]fine[/green]" if finding.ok else "[yellow]look[/yellow]"
            console.print(f"{mark}  [bold]{finding.what}[/bold]  {finding.detail}")
    if not all(finding.ok for finding in found):
        raise PartlyFailed


def _store(store: Store, settings: Settings) -> Iterator[Finding]:
    faults = store.check()
    where = "the database" if "://" in settings.db else settings.db
    detail = f"{store.timeline.total():,} items in {where}"
    yield Finding("database", not faults, "; ".join(faults) or detail)
    if server := store.server.look():
        well = server.encoding == "UTF8" and server.connections < server.most_connections * 0.9
        yield Finding(
            "server",
            well,
            f"PostgreSQL {server.version}, {server.encoding}, {server.connections} of "
            f"{server.most_connections} connections, answers in {server.answer_ms:.1f} ms",
        )
    yield Finding("time zone", True, str(store.timezone))
    waiting = store.queue.waiting("topics") + store.queue.waiting("pairs")
    yield Finding(
        "understanding",
        True,
        f"{waiting} items wait (rundown understand)" if waiting else "up to date",
    )


def _youtube(settings: Settings, store: Store) -> Iterator[Finding]:
    kinds = {source.kind for source in store.sources.list()}
    has_key = bool(settings.youtube_api_key.get_secret_value())
    if "youtube" in kinds and not has_key:
        yield Finding(
            "YouTube key",
            False,
            "A source needs the Data API, but RUNDOWN_YOUTUBE_API_KEY is not set.",
        )
    elif "youtube-feed" in kinds and not has_key:
        yield Finding(
            "YouTube key", True, "none: the channel's feed shows its 15 newest videos, no durations"
        )
    elif has_key:
        yield Finding("YouTube key", True, "set")
    if quota := quota_left(store, youtube_settings(settings)):
        yield Finding("YouTube quota", quota.left > 0, quota.amounts(store))
    if signed := standing(youtube_settings(settings), store.clock()):
        detail = signed.sentence.removeprefix("YouTube sign-in").strip(" :")
        yield Finding("YouTube sign-in", not signed.needs_person, detail)


def _pushes(settings: Settings, store: Store) -> Iterator[Finding]:
    """Whether YouTube's hub tells of new videos, where it was given an address to tell them to."""
    for source in store.sources.list() if settings.public_url else ():
        if (held := store.pushes.get(source.id)) is None:
            continue
        name, until = f"push for {source.name}", held.lease_until
        if held.error:
            yield Finding(name, False, held.error)
        elif until is None or until < store.clock():
            yield Finding(name, False, f"The hub has not asked back at {settings.public_url} yet.")
        else:
            yield Finding(name, True, f"until {until.astimezone(store.timezone):%d %b %H:%M}")


def _sources(store: Store) -> Iterator[Finding]:
    found = store.sources.list()
    if not found:
        yield Finding("sources", False, "none yet: rundown init https://your.site")
    for source in found:
        ok = not source.error
        detail = f"{source.error} {source.advice}".strip() if source.error else ""
        detail = detail or f"{source.items} items"
        yield Finding(f"{source.kind} {source.name}", ok, detail)
