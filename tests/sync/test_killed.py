"""A sync that is killed anywhere leaves a store that the next sync completes."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import SourceSpec
from dashboard.publish.pairs import as_json
from dashboard.publish.rows import row_json, source_json
from dashboard.store import TimelineQuery, open_store
from tests.loopback import LoopbackSite
from tests.sync.feeds import rss
from tests.wordpress_lookalike import WordPressLookalike
from tests.youtube_lookalike import CHANNEL_ID, KEY, YouTube, films

SITES, ENTRIES, FILMS, POSTS = 12, 40, 130, 330
KILLS = 3
"""So often each store's sync is killed before it is let finish."""
STORES = -(-int(os.environ.get("KILLED_TIMES", "9")) // KILLS)
NOW = "2026-11-24T12:00:00Z"


def settings(db: Path, site: LoopbackSite) -> dict[str, str]:
    return {
        "RUNDOWN_DB": str(db),
        "RUNDOWN_NOW": NOW,
        "RUNDOWN_ALLOW_HOSTS": "127.0.0.1",
        "RUNDOWN_YOUTUBE_API_KEY": KEY,
        "RUNDOWN_YOUTUBE_API_ENDPOINT": site.url("/"),
        "RUNDOWN_YOUTUBE_FEED_ENDPOINT": site.url("/feeds/videos.xml"),
    }


def prepare(db: Path, site: LoopbackSite) -> None:
    store = open_store(str(db))
    for n in range(SITES):
        store.sources.add(SourceSpec("feed", site.url(f"/{n}"), str(n)))
    store.sources.add(SourceSpec("youtube", CHANNEL_ID, "channel"))
    store.sources.add(SourceSpec("wordpress", site.url("/wp-json/"), "archive"))
    store.close()


def sync(db: Path, site: LoopbackSite) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dashboard.cli", "sync", "--all", "--json"]
    environment = os.environ | settings(db, site)
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def until_it_asked(process: subprocess.Popen[bytes], site: LoopbackSite, asked: int) -> None:
    """Wait until so many questions were asked altogether, or the sync is over."""
    while len(site.asked) < asked and process.poll() is None:
        time.sleep(0.005)


def contents(db: Path) -> dict[str, Any]:
    """Everything that a store tells: items, pairs, the newest readings, sources."""
    store = open_store(str(db))
    assert store.check() == []
    rows = store.timeline.page(TimelineQuery(), limit=100_000).items
    found = {
        "items": [row_json(row) for row in rows],
        "texts": [store.timeline.detail(row.id) for row in rows[::25]],
        "pairs": as_json(store, store.pairs.list()),
        "sources": [
            source_json(source, datetime.fromisoformat(NOW)) for source in store.sources.list()
        ],
        "waiting": store.queue.waiting("topics") + store.queue.waiting("pairs"),
        "readings": store.readings.series([row.id for row in rows], "views", "youtube"),
    }
    store.close()
    return found


@pytest.mark.slow
def test_killed_at_random_moments_and_then_completed(tmp_path: Path) -> None:
    chance = random.Random(11)
    feeds = {f"/{n}": rss(f"s{n}", range(ENTRIES)) for n in range(SITES)}
    with LoopbackSite(feeds) as site:
        YouTube(site, films(FILMS))
        WordPressLookalike(site, count=POSTS)
        empty, quiet = tmp_path / "empty.db", tmp_path / "quiet.db"
        prepare(empty, site)
        shutil.copy(empty, quiet)
        process = sync(quiet, site)
        until_it_asked(process, site, 1)
        begun = time.monotonic()
        assert process.wait() == 0
        work, questions = time.monotonic() - begun, len(site.asked)
        undisturbed = contents(quiet)
        assert len(undisturbed["items"]) == SITES * ENTRIES + FILMS + POSTS
        assert undisturbed["waiting"] == 0

        stopped_early = 0
        for number in range(STORES):
            killed = tmp_path / f"killed{number}.db"
            shutil.copy(empty, killed)
            for _ in range(KILLS):
                before = len(site.asked)
                process = sync(killed, site)
                # By what it has done, not by the clock alone: a busy machine must not matter.
                until_it_asked(process, site, before + chance.randint(1, questions // 2))
                time.sleep(chance.uniform(0, work / 3))
                process.send_signal(signal.SIGKILL)
                stopped_early += process.wait() == -signal.SIGKILL
            assert sync(killed, site).wait() == 0
            completed = contents(killed)
            for what, expected in undisturbed.items():
                assert completed[what] == expected, what
        assert stopped_early > STORES * KILLS // 2, "most were killed at work"
