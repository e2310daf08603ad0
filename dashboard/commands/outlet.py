"""``init``, ``add``, ``sources``, ``sync``: the outlet and where its publications come from."""

from __future__ import annotations

import gc
import signal
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from connectors.contract import ConnectorError
from connectors.environment import Environment
from connectors.newsletter.address import without_password
from dashboard.commands.common import (
    CommandError,
    Db,
    Json,
    PartlyFailed,
    complain,
    console,
    print_json,
    print_table,
    read_file,
    settings_for,
    store_for,
    told,
)
from dashboard.config import Settings
from dashboard.processes import when_parent_ends
from dashboard.publish.quota import quota_left
from dashboard.publish.rows import source_json
from dashboard.store import Store
from dashboard.store.model import Source
from dashboard.sync import Syncer, SyncResult
from dashboard.sync.environment import make_environment, youtube_settings
from dashboard.sync.health import health
from dashboard.sync.rhythm import UNKNOWN, rhythms
from dashboard.sync.upkeep import Upkeep

if TYPE_CHECKING:
    from dashboard.sync.onboarding import Added

WATCH_BUDGET_S = 5.0
"""How long a watching worker pairs at a time: a large first archive must not hold up the news."""


def init(
    url: Annotated[str, typer.Argument(help="The outlet's home page, or just its domain.")],
    db: Db = None,
    json: Json = False,
) -> None:
    """Find an outlet's feeds and YouTube channel from its home page, and add them."""
    from dashboard.sync.onboarding import init_outlet  # imported late: a sync does without

    settings = settings_for(db)
    store = store_for(settings)
    found = init_outlet(store, settings, url)
    for warning in found.warnings:
        complain(warning)
    if json:
        outlet = {
            "name": found.outlet.name,
            "home_url": found.outlet.home_url,
            "timezone": str(store.timezone),
            "language": found.outlet.language,
        }
        now = store.clock()
        replaced = [source_json(source, now) for source in found.replaced]
        sources = _added_json(store, found.added)
        print_json({"outlet": outlet, "sources": sources, "replaced": replaced})
        return
    console.print(f"[bold]{found.outlet.name}[/bold] · {found.outlet.home_url}")
    _show_added(found.added)
    if found.replaced:
        console.print("\nThese are needed no more and were removed; what they brought is kept:")
        print_table(("kind", "name", "address"), ((s.kind, s.name, s.url) for s in found.replaced))
    console.print("\nNext: [bold]rundown sync[/bold], then [bold]rundown serve[/bold].")


def add(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            help="Feed or site addresses, @handles, YouTube channel ids, mailboxes (imaps://…)."
        ),
    ] = None,
    opml: Annotated[Path | None, typer.Option(help="An OPML file with feeds.")] = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Add sources."""
    from dashboard.sync.onboarding import add_opml, add_sources  # imported late: as above

    if not what and not opml:
        raise typer.BadParameter("Name at least one source, or an OPML file with --opml.")
    settings = settings_for(db)
    store = store_for(settings)
    added = add_opml(store, read_file(opml)) if opml else []
    failed = False
    for entry in what or []:
        try:
            added += add_sources(store, settings, entry)
        except ConnectorError as error:
            failed = True
            complain(f"{without_password(entry)}: {told(error)}")
    if json:
        print_json(_added_json(store, added))
    elif added:
        _show_added(added)
    if failed:
        raise PartlyFailed


def sources(db: Db = None, json: Json = False) -> None:
    """Show each source and how it is."""
    settings = settings_for(db)
    store = store_for(settings)
    found, quota = store.sources.list(), quota_left(store, youtube_settings(settings))
    if json:
        known, now = rhythms(store), store.clock()
        spends = {"youtube": {"quota": quota.json()}} if quota else {}
        print_json(
            [source_json(s, now, known.get(s.id, UNKNOWN)) | spends.get(s.kind, {}) for s in found]
        )
    elif found:
        _show(store, found)
        if quota:
            console.print(f"\n{quota.sentence(store)}")
    else:
        console.print("No sources yet. Add your site: [bold]rundown init https://your.site[/bold]")


def sync(
    everything: Annotated[bool, typer.Option("--all", help="Also what is not due yet.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on for ever.")] = False,
    source: Annotated[str | None, typer.Option(help="Only this source, by id.")] = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Fetch what is new from every source that is due."""
    settings = settings_for(db)
    store = store_for(settings)
    if source and store.sources.get(source) is None:
        raise CommandError(f"There is no source {source!r}; see rundown sources.")
    _collect_rarely()
    env = make_environment(settings, store.sources, store.quotas)
    with closing(env.http):
        syncer = make_syncer(store, settings, env, budget_s=WATCH_BUDGET_S if watch else None)
        if watch:
            _watch(syncer, json)
            return
        progress = _say_nothing if json else _say_how_far
        result = syncer.once(everything=everything, only=source, progress=progress)
    _report(result, json)
    if result.failed:
        raise PartlyFailed


def _collect_rarely() -> None:
    """Look for garbage cycles less often: a sync makes many objects and next to no cycles.

    Looked for as often as Python does by default, and through all that was imported, they cost a
    seventh of a first sync.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def make_syncer(
    store: Store, settings: Settings, env: Environment, *, budget_s: float | None = None
) -> Syncer:
    """A syncer that also keeps topics and pairs up to date, pairs for ``budget_s`` at a time."""
    return Syncer(
        store,
        env,
        workers=settings.sync_workers,
        refresh_s=settings.refresh_s,
        understand=lambda: _understand(store, budget_s),
        waits=lambda: _waits(store),
        upkeep=Upkeep(store, settings, env),
    )


def _understand(store: Store, budget_s: float | None) -> float:
    from dashboard.understand import bring_up_to_date  # imported late: it computes with numpy

    return bring_up_to_date(store, budget_s=budget_s).seconds


def _waits(store: Store) -> bool:
    from dashboard.understand import waits  # imported late, as above

    return waits(store)


def _watch(syncer: Syncer, json: bool) -> None:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    when_parent_ends(stop.set)
    syncer.watch(stop, report=lambda result: _report(result, json))


def _say_nothing(_: SyncResult) -> None:
    """For programs, which read one line."""


def _say_how_far(result: SyncResult) -> None:
    console.print(f"{result.items_new:,} new so far; there is more, reading on …")


def _report(result: SyncResult, json: bool) -> None:
    if json:
        print_json(result.json())
    else:
        console.print(
            f"{result.sources} sources: {result.items_new} new, {result.items_changed} changed, "
            f"{result.items_gone} gone; {result.unchanged} had nothing new "
            f"({result.requests} requests, {result.seconds:.1f} s)"
        )
    for failure in result.failed:
        complain(f"{failure['url']}: {failure['error']} {failure['advice']}".strip())


def _show(store: Store, found: list[Source]) -> None:
    known, now = rhythms(store), store.clock()

    def state(source: Source) -> str:
        return source.error or str(health(source, now, known.get(source.id, UNKNOWN)).state)

    print_table(
        ("id", "kind", "state", "items", "usually", "name", "address"),
        (
            (s.id, s.kind, state(s), str(s.items), known.get(s.id, UNKNOWN).words(), s.name, s.url)
            for s in found
        ),
    )


def _show_added(added: Sequence[Added]) -> None:
    print_table(
        ("id", "kind", "name", "address", "gives", "why"),
        (
            (a.source.id, a.source.kind, a.source.name, a.source.url, a.found.gives, a.found.why)
            for a in added
        ),
    )


def _added_json(store: Store, added: Sequence[Added]) -> list[dict[str, object]]:
    now = store.clock()
    return [
        source_json(a.source, now) | {"gives": a.found.gives, "why": a.found.why} for a in added
    ]
