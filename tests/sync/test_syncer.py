"""Syncing real connectors from a real server into a real store."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from connectors import registry
from connectors.contract import Batch, SourceSpec
from connectors.items import Article
from dashboard.config import Settings
from dashboard.store import Store, TimelineQuery
from dashboard.store.model import SourceState
from dashboard.sync import Syncer, leases
from dashboard.sync.environment import make_environment
from dashboard.sync.leases import dead, owner_name
from tests.loopback import Asked, LoopbackSite, Reply
from tests.sync.feeds import rss


def feed(store: Store, site: LoopbackSite, path: str) -> str:
    return store.sources.add(SourceSpec("feed", site.url(path), path)).id


def test_what_feeds_carry_is_on_the_timeline(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    site.pages = {"/a": rss("a", range(3)), "/b": rss("b", range(2))}
    feed(store, site, "/a"), feed(store, site, "/b")
    result = syncer.once()
    assert (result.sources, result.items_new, result.failed) == (2, 5, [])
    assert result.requests >= 2
    assert store.timeline.total() == 5
    assert {s.name for s in store.sources.list()} == {"a", "b"}


def test_nothing_new_is_said_and_changes_nothing(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    site.pages = {"/a": rss("a", range(3))}
    feed(store, site, "/a")
    syncer.once()
    version = store.version()
    assert syncer.once().sources == 0, "it is not due yet"
    result = syncer.once(everything=True)
    assert (result.sources, result.unchanged) == (1, 1)
    assert (result.items_new, result.items_changed) == (0, 0)
    assert store.version() == version


def test_one_broken_source_stops_no_other(site: LoopbackSite, store: Store, syncer: Syncer) -> None:
    site.pages = {
        "/good": rss("good", range(3)),
        "/html": Reply(b"<html><body>Welcome</body></html>", headers={"Content-Type": "text/html"}),
        "/down": Reply(b"", 503),
    }
    ids = {path: feed(store, site, path) for path in ("/good", "/html", "/down", "/missing")}
    result = syncer.once()
    assert result.items_new == 3
    assert {f["source"] for f in result.failed} == {ids["/html"], ids["/down"], ids["/missing"]}
    for path in ("/html", "/down", "/missing"):
        source = store.sources.get(ids[path])
        assert source is not None
        assert source.error
        assert source.advice
        assert source.failures == 1
    down = store.sources.get(ids["/down"])
    assert down is not None
    assert down.state is SourceState.ACTIVE


def test_a_mended_source_is_well_again_and_lost_nothing(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    site.pages = {"/a": rss("a", range(3))}
    source_id = feed(store, site, "/a")
    syncer.once()
    site.pages = {"/a": Reply(b"<html>Sorry</html>", headers={"Content-Type": "text/html"})}
    assert syncer.once(everything=True).failed
    assert store.timeline.total() == 3
    site.pages = {"/a": rss("a", range(4))}
    result = syncer.once(everything=True)
    assert (result.items_new, result.failed) == (1, [])
    source = store.sources.get(source_id)
    assert source is not None
    assert (source.state, source.error, source.failures) == (SourceState.ACTIVE, "", 0)


def test_a_source_that_asks_for_patience_gets_it(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    site.pages = {"/a": Reply(b"", 429, {"Retry-After": "7200"})}
    source_id = feed(store, site, "/a")
    syncer.once()
    source = store.sources.get(source_id)
    assert source is not None
    assert source.next_due_at is not None
    assert source.next_due_at - store.clock() > timedelta(minutes=115)


def test_paused_sources_rest_and_removed_ones_leave_their_items(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    site.pages = {"/a": rss("a", range(3))}
    source_id = feed(store, site, "/a")
    syncer.once()
    store.sources.pause(source_id)
    assert syncer.once(everything=True).sources == 0
    store.sources.remove(source_id)
    assert store.sources.list() == []
    assert store.timeline.total() == 3
    assert len(store.timeline.page(TimelineQuery()).items) == 3


def test_a_fault_of_ours_is_told_and_stops_no_other(
    site: LoopbackSite, store: Store, syncer: Syncer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setitem(registry.KINDS, "broken", broken)
    site.pages = {"/a": rss("a", range(3))}
    feed(store, site, "/a")
    store.sources.add(SourceSpec("broken", "https://b.example", "b"))
    result = syncer.once()
    assert result.items_new == 3
    [failure] = result.failed
    assert "ZeroDivisionError" in failure["error"]


def test_a_batch_that_cannot_be_stored_stops_no_other_and_skips_nothing(
    site: LoopbackSite, store: Store, syncer: Syncer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Odd:
        def pull(self, checkpoint: Mapping[str, Any]) -> Iterator[Batch]:
            lone = Article(ref="1", url="https://b.example/1", title="\ud800")
            yield Batch(items=(lone,), checkpoint={"read": 1})
            fine = Article(ref="2", url="https://b.example/2", title="Fine")
            yield Batch(items=(fine,), checkpoint={"read": 2})

    monkeypatch.setitem(registry.KINDS, "odd", lambda *_: Odd())
    site.pages = {"/a": rss("a", range(3)), "/b": rss("b", range(2))}
    feed(store, site, "/a"), feed(store, site, "/b")
    odd = store.sources.add(SourceSpec("odd", "https://b.example", "b"))
    result = syncer.once()
    assert result.items_new == 5
    [failure] = result.failed
    assert failure["source"] == odd.id
    stored = store.sources.get(odd.id)
    assert stored is not None
    assert stored.checkpoint == {}, "the next sync begins where this one failed"
    assert stored.error
    assert store.sources.lease_owners() == set()


def test_who_removes_a_source_has_the_last_word(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    source_id = feed(store, site, "/missing")

    def page(_: Asked) -> Reply:
        store.sources.remove(source_id)
        return Reply(b"", 404)

    site.pages = {"/missing": page}
    assert syncer.once().failed
    assert store.sources.list() == []


def test_the_lease_of_a_dead_process_holds_nobody_up(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    site.pages = {"/a": rss("a", range(3))}
    feed(store, site, "/a")
    host, _, unique = owner_name().split("/")
    assert store.sources.claim(f"{host}/999999999/{unique}", 600)
    assert syncer.once().items_new == 3


def test_a_living_process_keeps_its_lease(site: LoopbackSite, store: Store, syncer: Syncer) -> None:
    site.pages = {"/a": rss("a", range(3))}
    feed(store, site, "/a")
    assert store.sources.claim(owner_name(), 600)
    assert syncer.once().sources == 0


def test_watching_brings_what_is_published_and_stops_when_told(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    arrived = threading.Event()
    answers = iter([rss("a", range(3))])

    def page(_: Asked) -> Reply:
        return Reply(next(answers, rss("a", range(5))))

    site.pages = {"/a": page}
    source_id = feed(store, site, "/a")
    stop = threading.Event()

    def report(result: object) -> None:
        if store.timeline.total() == 5:
            arrived.set()
        else:
            store.sources.sync_now(source_id)

    worker = threading.Thread(target=syncer.watch, args=(stop,), kwargs={"report": report})
    worker.start()
    assert arrived.wait(30)
    stop.set()
    worker.join(30)
    assert not worker.is_alive()
    assert store.sources.lease_owners() == set()


def test_understanding_follows_what_is_new(
    site: LoopbackSite, store: Store, syncer: Syncer
) -> None:
    site.pages = {"/a": rss("a", range(3))}
    feed(store, site, "/a")
    syncer.once()
    assert store.queue.waiting("topics") == 3


def test_what_understanding_left_is_done_in_quiet_moments(store: Store, settings: Settings) -> None:
    env = make_environment(settings, store.sources)
    left, stop = [3], threading.Event()

    def understand() -> float:
        left[0] -= 1
        if not left[0]:
            stop.set()
        return 0.0

    with closing(env.http):
        syncer = Syncer(
            store,
            env,
            workers=1,
            refresh_s=60,
            understand=understand,
            waits=lambda: left[0] > 0,
        )
        syncer.watch(stop)
    assert left == [0]


def test_a_process_id_that_is_used_again_holds_nobody_up() -> None:
    mine = owner_name()
    host, process, unique = mine.split("/")
    pid, _, started = process.partition(".")
    assert dead([mine]) == []
    earlier = f"{host}/{pid}.{int(started or 0) - 1}/{unique}"
    assert dead([earlier, f"elsewhere/{pid}.1/{unique}"]) == [earlier]


def test_a_process_that_ended_holds_nobody_up_before_its_parent_notices() -> None:
    mine = owner_name()
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    started = leases._started(process.pid)
    name = mine.replace(mine.split("/")[1], f"{process.pid}.{started}")
    assert dead([name]) == []
    process.kill()
    while dead([name]) == []:  # it is listed until it is waited for
        assert process.returncode is None
    assert process.wait() < 0
    assert dead([name]) == [name]
