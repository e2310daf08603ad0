"""A sync that is killed anywhere leaves a store that the next sync completes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from connectors.contract import SourceSpec
from dashboard.store import TimelineQuery, open_store
from dashboard.store.model import ItemRow
from tests.loopback import LoopbackSite
from tests.sync.feeds import rss

SITES = 12
KILLS = 12


def contents(db: Path) -> list[tuple[object, ...]]:
    """What matters of a store: everything but when it was seen."""
    store = open_store(str(db))
    assert store.check() == []

    def essence(row: ItemRow) -> tuple[object, ...]:
        return (row.id, row.url, row.title, row.published_at, row.sources, row.labels, row.topics)

    page = store.timeline.page(TimelineQuery(), limit=100_000)
    found = [essence(row) for row in page.items]
    assert [s.items for s in store.sources.list()] == [60] * SITES
    assert all(s.checkpoint for s in store.sources.list())
    store.close()
    return found


def prepare(db: Path, site: LoopbackSite) -> None:
    store = open_store(str(db))
    for n in range(SITES):
        store.sources.add(SourceSpec("feed", site.url(f"/{n}"), str(n)))
    store.close()


def sync(db: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"RUNDOWN_DB": str(db), "RUNDOWN_ALLOW_HOSTS": "127.0.0.1"}
    command = [sys.executable, "-m", "dashboard.cli", "sync", "--all", "--json"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


@pytest.mark.slow
def test_killed_at_random_moments_and_then_completed(tmp_path: Path) -> None:
    chance = random.Random(11)
    with LoopbackSite({f"/{n}": rss(f"s{n}", range(60)) for n in range(SITES)}) as site:
        quiet, killed = tmp_path / "quiet.db", tmp_path / "killed.db"
        prepare(quiet, site)
        prepare(killed, site)
        started = time.monotonic()
        assert sync(quiet).wait() == 0
        whole = time.monotonic() - started
        for _ in range(KILLS):
            process = sync(killed)
            time.sleep(chance.uniform(0.4, 1.0) * whole)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert sync(killed).wait() == 0
        assert contents(killed) == contents(quiet)
