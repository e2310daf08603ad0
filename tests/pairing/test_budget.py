"""Pairing in portions: newest first, nothing lost in between, next to nothing for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contract import Batch
from connectors.items import AnyItem
from dashboard.pairing import bring_up_to_date, engine, waits, work
from dashboard.store import Store
from tests.pairing.making import article, empty_store, put, states, video

WEEK = -7 * 24
SUBJECTS = ("Harbour dues", "Bakery strike", "Tram tunnel", "Kelp farm", "Moon landing", "Ice rink")
ARTICLES = [article(f"a{n}", f"{s} in spring", hours=n * 2 * WEEK) for n, s in enumerate(SUBJECTS)]
VIDEOS = [
    video(f"filmnumber{n}", f"{s}, spring", hours=n * 2 * WEEK - 1) for n, s in enumerate(SUBJECTS)
]
OLD_FILM = video("oldfilmnum1", "Ribbon, scissors", hours=-9000, pages=["a0"])
SHOWS_IT = article("shows", "From the archive", hours=-3, embeds=["oldfilmnum1"])
EVERY: list[AnyItem] = [*ARTICLES, *VIDEOS, OLD_FILM, SHOWS_IT]


@pytest.fixture(params=[1, 200], ids=["many at once", "few"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Both ways of working on a small store."""
    monkeypatch.setattr(engine, "FEW", request.param)
    return int(request.param)


def paired_at_once(path: Path) -> dict[tuple[str, str], str]:
    store = empty_store(path, "at-once.db")
    put(store, *EVERY)
    bring_up_to_date(store)
    found = states(store)
    store.close()
    return found


def until_nothing_waits(store: Store) -> list[set[tuple[str, str]]]:
    """What is paired after each call with no time at all."""
    seen: list[set[tuple[str, str]]] = []
    while waits(store):
        assert len(seen) < 100
        bring_up_to_date(store, budget_s=0)
        seen.append(set(states(store)))
    return seen


def test_without_time_each_call_does_a_portion_newest_first(tmp_path: Path, few: int) -> None:
    store = empty_store(tmp_path)
    put(store, *EVERY)
    seen = until_nothing_waits(store)
    assert states(store) == paired_at_once(tmp_path)
    own = [(f"a{n}", f"filmnumber{n}") for n in range(len(SUBJECTS))]
    came = [next(at for at, pairs in enumerate(seen) if pair in pairs) for pair in own]
    assert came == sorted(came)
    assert came[0] < came[-1]


def test_what_is_left_waits_in_the_queue(tmp_path: Path, few: int) -> None:
    store = empty_store(tmp_path)
    put(store, *EVERY)
    done = bring_up_to_date(store, budget_s=0)
    assert store.queue.waiting("pairs") == len(EVERY) - done > 0


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_stopping_anywhere_loses_nothing(tmp_path: Path, few: int, data: st.DataObject) -> None:
    store = empty_store(tmp_path, f"{data.draw(st.uuids())}.db")
    for item in data.draw(st.permutations(EVERY)):
        put(store, item)
        if data.draw(st.booleans()):
            bring_up_to_date(store, budget_s=0)
            if data.draw(st.booleans()):  # as when another process goes on
                _forget(store)
    bring_up_to_date(store)
    assert not waits(store)
    linked = {pair for pair, state in states(store).items() if state == "linked"}
    assert linked == {("shows", "oldfilmnum1"), ("a0", "oldfilmnum1")}
    store.close()


def test_many_articles_that_come_after_their_videos_find_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "FEW", 1)
    store = empty_store(tmp_path)
    put(store, *VIDEOS, OLD_FILM)
    bring_up_to_date(store)
    put(store, *ARTICLES, SHOWS_IT)
    bring_up_to_date(store, budget_s=0)
    assert waits(store)
    _forget(store)
    until_nothing_waits(store)
    assert states(store) == paired_at_once(tmp_path)


def test_articles_out_of_reach_of_every_video_are_not_read(
    tmp_path: Path, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = empty_store(tmp_path)
    put(store, video("oldfilmnum1", "Ribbon, scissors", hours=-9000))
    bring_up_to_date(store)
    read: list[str] = []
    bodies = store.timeline.bodies

    def watched(ids: Sequence[str]) -> dict[str, str]:
        read.extend(ids)
        return bodies(ids)

    monkeypatch.setattr(store.timeline, "bodies", watched)
    put(store, *ARTICLES)
    assert bring_up_to_date(store) == len(ARTICLES)
    assert read == []
    assert not waits(store)


def test_a_page_that_all_films_link_is_no_partner(tmp_path: Path, few: int) -> None:
    store = empty_store(tmp_path)
    put(store, video("frontfilm11", "Ribbon", pages=[""]))
    front = replace(article("", "Notes from the desk", hours=-9000), ref="front")
    store.write.batch("feed", "feed", Batch(items=(front,)))
    bring_up_to_date(store)
    assert states(store) == {}


def _forget(store: Store) -> None:
    """Leave the store without what this process has read of it."""
    work._engines.pop(store, None)
