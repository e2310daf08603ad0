"""``demo``: the demo outlet, made by the same connectors as any other, or a synthetic archive."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from connectors.contract import Batch, SourceSpec
from connectors.items import Reading
from connectors.newsletter.message import read_message
from dashboard.commands.bulk import draw_archive, unfinished_archive
from dashboard.commands.common import CommandError, Db, Json, console, print_json, settings_for
from dashboard.commands.serving import Host, Port, is_free, run, worker_command
from dashboard.config import Settings, load_settings
from dashboard.coverage.understand import bring_up_to_date as bring_topics_up_to_date
from dashboard.demo.history import history
from dashboard.demo.newsletters import newsletters
from dashboard.demo.plan import Edition
from dashboard.demo.rendering import Clock
from dashboard.demo.server import DemoSite
from dashboard.processes import python_module
from dashboard.store import Store, open_store
from dashboard.store.engine import database_url
from dashboard.store.model import ReadingRow
from dashboard.store.sources import IMPORT_ID
from dashboard.sync import Syncer
from dashboard.sync.environment import make_environment
from dashboard.sync.onboarding import init_outlet
from dashboard.understand import bring_up_to_date

DEMO_DB = "rundown-demo.db"
SITE_PORT = 8600
REFRESH_S = 10.0
"""How often the demo's sources are asked: its outlet publishes something every minute."""
PAST_SYNCS_H = (1440, 1080, 720, 480, 336, 240, 168, 120, 96, 72, 48, 36, 24, 12, 6, 3, 1, 0.2)
"""Hours before the opening at which the outlet had been synced, so that it has a past."""
Letter = tuple[datetime, bytes]
IS_DEMO = "demo"
SEED = 1


def demo(
    items: Annotated[
        int | None, typer.Option(min=1, help="Instead: a synthetic archive of so many items.")
    ] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Only make the database.")] = False,
    host: Host = "127.0.0.1",
    port: Port = 8501,
    site_port: Annotated[
        int, typer.Option(min=1, max=65435, help="Where the outlet's own site is.")
    ] = SITE_PORT,
    db: Db = None,
    json: Json = False,
) -> None:
    """Make the demo outlet and serve it."""
    settings = settings_for(db or os.environ.get("RUNDOWN_DB") or DEMO_DB)
    if not no_serve and not is_free(host, port):
        raise CommandError(
            f"Port {port} on {host} is in use, or {host} is not this machine. "
            "Choose another with --port."
        )
    _start_afresh(settings, items or 0)
    started, opening = time.perf_counter(), settings.clock()
    if items:
        store = _open(settings)
        counts = _synthetic(store, items)
    else:
        site_port = next(p for p in range(site_port, site_port + 100) if is_free("127.0.0.1", p))
        settings = _demo_settings(settings, site_port)
        counts = _fill(settings, opening, site_port)
    counts["seconds"] = round(time.perf_counter() - started, 2)
    if json:
        print_json(counts)
    else:
        console.print(", ".join(f"{value} {name}" for name, value in counts.items()))
    if no_serve:
        return
    companions = {"sync": worker_command()}
    if not items:
        outlet = python_module("dashboard.demo", str(site_port), opening.isoformat())
        companions = {"demo outlet": outlet, **companions}
    run(settings, host, port, companions)


def _start_afresh(settings: Settings, items: int) -> None:
    """Make room for the demo, never at the cost of anyone's own data.

    A synthetic archive of as many ``items`` that was left unfinished stays.
    """
    url = database_url(settings.db)
    if url.get_backend_name() != "sqlite" or not url.database:
        if _open(settings).timeline.total():
            raise CommandError("This database has items already; give the demo one of its own.")
        return
    path = Path(url.database)
    if not path.exists():
        return
    store = _open(settings)
    is_demo, total = store.meta.get(IS_DEMO, default=False), store.timeline.total()
    unfinished = unfinished_archive(store.sources.get(IMPORT_ID), items)
    store.close()
    if total and not is_demo:
        raise CommandError(
            f"{path} holds items that are not the demo's. Nothing was changed; "
            "name another file with --db."
        )
    if is_demo and unfinished:
        return
    for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        file.unlink(missing_ok=True)


def _open(settings: Settings) -> Store:
    return open_store(settings.db, timezone=settings.timezone, clock=settings.clock)


def _demo_settings(settings: Settings, site_port: int) -> Settings:
    """The demo's surroundings, also for the processes that are started from here."""
    site = f"http://127.0.0.1:{site_port}"
    surroundings = {
        "RUNDOWN_ALLOW_HOSTS": "127.0.0.1",
        "RUNDOWN_YOUTUBE_API_KEY": DemoSite.api_key,
        "RUNDOWN_YOUTUBE_API_ENDPOINT": f"{site}/",
        "RUNDOWN_YOUTUBE_FEED_ENDPOINT": f"{site}/feeds/videos.xml",
        "RUNDOWN_YOUTUBE_EMBED_ENDPOINT": f"{site}/embed/",
        "RUNDOWN_YOUTUBE_TOKEN_FILE": "",  # nobody is signed in to the demo's channel
        "RUNDOWN_REFRESH_S": str(REFRESH_S),
    }
    os.environ.update(surroundings)
    return load_settings(db=settings.db)


def _fill(settings: Settings, opening: datetime, site_port: int) -> dict[str, int | float]:
    """Sync the outlet at moments of its past and at its opening, as a worker would have."""
    now = [opening]

    def clock() -> datetime:
        return now[0]

    with (
        DemoSite(clock, opening=opening, port=site_port) as site,
        _opened(settings, clock) as store,
    ):
        init_outlet(store, settings, site.site_url)
        store.meta.set(IS_DEMO, True)
        letters = list(newsletters(site.edition, site.site_url))
        env = replace(make_environment(settings, store.sources, store.quotas), clock=clock)
        with closing(env.http):
            for now[0] in _moments(site.edition):
                workers, refresh_s = settings.sync_workers, settings.refresh_s
                syncer = Syncer(store, env, workers=workers, refresh_s=refresh_s)
                syncer.once(everything=True)
                letters = _delivered(store, letters, now[0])
        _readings(store, history(opening, site.site_url, edition=site.edition))
        bring_up_to_date(store)
        counts = {"items": store.timeline.total(), "sources": len(store.sources.list())}
    return dict(counts)


def _delivered(store: Store, letters: list[Letter], now: datetime) -> list[Letter]:
    """Take in the newsletters that were sent until now; returns those still to come."""
    source = store.sources.importing()
    issues = tuple(read_message(message, now) for sent, message in letters if sent <= now)
    store.write.batch(source.id, source.kind, Batch(items=issues))
    return [letter for letter in letters if letter[0] > now]


def _moments(edition: Edition) -> list[datetime]:
    """When to sync: now and then, and whenever a headline was about to be corrected."""
    regular = [edition.opening - timedelta(hours=hours) for hours in (*PAST_SYNCS_H, 0)]
    wordings = edition.headline_history()
    corrected = [w.until - timedelta(seconds=30) for w in wordings if w.until is not None]
    corrections = [w.since + timedelta(seconds=30) for w in wordings if w.until is None]
    return sorted({*regular, *corrected, *(m for m in corrections if m < edition.opening)})


@contextmanager
def _opened(settings: Settings, clock: Clock) -> Iterator[Store]:
    store = open_store(settings.db, timezone=settings.timezone, clock=clock)
    try:
        yield store
    finally:
        store.close()


def _readings(store: Store, batches: Iterator[Batch]) -> None:
    for batch in batches:
        ids = store.timeline.ids_of({reading.ref for reading in batch.readings})
        store.readings.add(_row(ids[r.ref], r) for r in batch.readings if r.ref in ids)


def _row(item_id: str, reading: Reading) -> ReadingRow:
    return ReadingRow(
        item_id=item_id,
        metric=reading.metric,
        origin=reading.origin,
        observed_at=reading.observed_at,
        value=reading.value,
    )


def _synthetic(store: Store, items: int) -> dict[str, int | float]:
    """A large archive, a small one in no time; one that was stopped goes on where it was.

    Its pairs are left to ``rundown understand``: the headlines are random words.
    """
    store.meta.set(IS_DEMO, True)
    store.set_outlet(name="Synthetic archive")
    source = store.sources.add(SourceSpec("import", "", "Synthetic archive"))
    store.sources.pause(source.id)
    new = store.timeline.total()
    for written in draw_archive(store, source, items, SEED):
        new += written.new
        print(f"  {new:,} of {items:,}", file=sys.stderr)
    bring_topics_up_to_date(store)
    return {"items": new, "sources": 1}
