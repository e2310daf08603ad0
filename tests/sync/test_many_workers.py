"""Several workers on one database, some of which die, and a database that goes away meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from connectors.contract import SourceSpec
from dashboard.config import Settings
from dashboard.store import Store, TimelineQuery, open_store
from dashboard.sync import Syncer
from dashboard.sync.environment import make_environment
from tests.loopback import Asked, LoopbackSite, Reply
from tests.postgres import PASSWORD, PostgresServer
from tests.sync.feeds import rss

FEEDS, ENTRIES = 24, 5


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[str]:
    url = postgres.new()
    yield url
    postgres.drop(url)


@pytest.fixture
def feeds(site: LoopbackSite, store: Store) -> LoopbackSite:
    """Feeds that take a moment to answer, each of them a source."""
    for n in range(FEEDS):
        body = rss(f"s{n}", range(ENTRIES))

        def page(_: Asked, body: bytes = body) -> Reply:
            time.sleep(0.05)
            return Reply(body, headers={"Cache-Control": "no-store"})

        site.pages[f"/{n}"] = page
        store.sources.add(SourceSpec("feed", site.url(f"/{n}"), str(n)))
    return site


def until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def asked(site: LoopbackSite) -> Counter[str]:
    return Counter(one.path for one in site.asked if one.path.strip("/").isdigit())


def all_is_read(store: Store) -> bool:
    return all(s.next_due_at and not s.syncing for s in store.sources.list())


def everything(store: Store) -> list[tuple[str, str]]:
    return [(r.id, r.title) for r in store.timeline.page(TimelineQuery(), limit=1000).items]


def test_a_server_restarted_in_the_middle_of_a_sync_loses_nothing(
    feeds: LoopbackSite, store: Store, syncer: Syncer, postgres: PostgresServer
) -> None:
    with ThreadPoolExecutor(1) as pool:
        syncing = pool.submit(syncer.once)
        for share in (4, 2):
            until(lambda share=share: len(asked(feeds)) >= FEEDS // share)  # type: ignore[misc]
            postgres.stop()
            time.sleep(0.3)
            postgres.start()
        result = syncing.result()
    assert (result.failed, result.sources) == ([], FEEDS)
    assert len(everything(store)) == FEEDS * ENTRIES
    assert all(source.items == ENTRIES for source in store.sources.list())
    assert set(asked(feeds).values()) == {1}, "nothing was fetched twice for it"


def test_a_worker_outlives_a_server_that_is_away_for_long(
    feeds: LoopbackSite, store: Store, syncer: Syncer, postgres: PostgresServer
) -> None:
    stop = threading.Event()
    syncer._store._database.patience.seconds = 0.2
    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(_patiently, syncer, stop)
        until(lambda: len(asked(feeds)) >= FEEDS // 3)
        postgres.stop()
        time.sleep(1.5)
        postgres.start()
        until(lambda: all_is_read(store))
        stop.set()
        watching.result()
    assert len(everything(store)) == FEEDS * ENTRIES


def _patiently(syncer: Syncer, stop: threading.Event) -> None:
    syncer._store._database.patience.seconds = 0.2  # it is each thread's own
    syncer.watch(stop)


@pytest.fixture
def workers(settings: Settings) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Three ``rundown sync --watch`` on the database, which end with the test."""
    environment = os.environ | {
        "RUNDOWN_DB": settings.db,
        "RUNDOWN_ALLOW_HOSTS": "127.0.0.1",
        "RUNDOWN_SYNC_WORKERS": "3",
        "RUNDOWN_REFRESH_S": "3600",
    }
    command = [sys.executable, "-m", "dashboard.cli", "sync", "--watch"]
    started = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(3)
    ]
    yield started
    for process in started:
        process.terminate()
    for process in started:
        said, _ = process.communicate(timeout=30)
        assert PASSWORD.encode() not in said


@pytest.mark.slow
def test_workers_share_and_inherit(
    feeds: LoopbackSite, store: Store, workers: list[subprocess.Popen[bytes]]
) -> None:
    until(lambda: all_is_read(store))
    assert set(asked(feeds).values()) == {1}, "no feed was fetched by two"
    assert len(everything(store)) == FEEDS * ENTRIES

    before = sum(asked(feeds).values())
    for source in store.sources.list():
        store.sources.sync_now(source.id)
    until(lambda: sum(asked(feeds).values()) > before + 3)
    workers[0].send_signal(signal.SIGKILL)
    until(lambda: all_is_read(store))
    assert min(asked(feeds).values()) >= 2
    assert len(everything(store)) == FEEDS * ENTRIES


def test_two_workers_that_see_the_same_articles_make_them_once(
    site: LoopbackSite, store: Store, settings: Settings
) -> None:
    """Every feed carries the same entries: two workers write one item at the same time."""
    for n in range(8):
        site.pages[f"/{n}"] = rss("same", range(30))
        store.sources.add(SourceSpec("feed", site.url(f"/{n}"), str(n)))
    other = open_store(settings.db, clock=settings.clock)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: _sync(one, settings), (store, other)))
    assert len(everything(store)) == 30
    assert {len(row.sources) for row in store.timeline.page(TimelineQuery()).items} == {8}
    other.close()


def _sync(store: Store, settings: Settings) -> None:
    env = make_environment(settings, store.sources)
    with closing(env.http):
        while not all_is_read(store):
            claimed = [s.id for s in store.sources.list() if not s.next_due_at][:1]
            Syncer(store, env, workers=2, refresh_s=60).once(only=claimed[0] if claimed else "-")
