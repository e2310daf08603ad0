"""What holds of merging whatever comes, in whatever order, and whatever people do between."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from connectors.contract import Batch, SourceSpec
from connectors.items import Article, TimeBasis
from dashboard.store import MergeError, Store, TimelineQuery, open_store, rollups, schema
from dashboard.store.identity import keys_of
from dashboard.store.model import ItemRow
from tests.store.conftest import NOON, Clock
from tests.store.test_people import contents

LABELS = st.sampled_from(["City", "city", "Sport"])
KINDS = {"news": "feed", "city": "feed", "posts": "wordpress", "pages": "pages"}


@dataclass(frozen=True)
class Seen:
    """One article as one source has it."""

    source: str
    item: Article

    @property
    def key(self) -> tuple[str, str]:
        return self.source, self.item.ref


@st.composite
def seen(draw: st.DrawFn) -> Seen:
    """Of four articles, each with three addresses and an old permalink, in four sources."""
    number, source = draw(st.integers(1, 4)), draw(st.sampled_from(sorted(KINDS)))
    address = f"https://a.example/{number}/{draw(st.sampled_from('abc'))}"
    again = draw(st.sampled_from("xyz")) if KINDS[source] == "feed" else ""
    permalink = draw(st.sampled_from([(), (f"https://a.example/?p={number}",)]))
    stated = draw(st.none() | st.integers(-2, 400))
    when = None if stated is None else NOON - timedelta(hours=stated)
    basis = draw(st.sampled_from([TimeBasis.STATED, TimeBasis.PAGE])) if when else None
    return Seen(
        source,
        Article(
            ref=f"{number}{again}",
            url=address,
            title=f"Headline {number}",
            body="word " * draw(st.integers(0, 3)),
            published_at=when,
            time_basis=basis or TimeBasis.INFERRED,
            labels=draw(st.lists(LABELS, max_size=2).map(tuple)),
            other_ids=permalink,
        ),
    )


all_seen = st.lists(seen(), max_size=9, unique_by=lambda s: s.key)
fast = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the sources and nothing else."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    store = open_store(str(path), timezone="Europe/Berlin", clock=lambda: NOON)
    for name, kind in KINDS.items():
        store.sources.add(SourceSpec(kind, f"https://a.example/{name}", name))
    store.close()
    return path


@contextmanager
def a_store(empty: Path, clock: Clock | None = None) -> Iterator[tuple[Store, dict[str, str]]]:
    path = empty.with_name("one.db")
    for old in path.parent.glob("one.db*"):
        old.unlink()
    shutil.copy(empty, path)
    store = open_store(str(path), clock=clock or Clock())
    yield store, {source.name: source.id for source in store.sources.list()}
    assert store.check() == []
    store.close()


def put(store: Store, ids: dict[str, str], what: Seen) -> None:
    batch = Batch(items=(what.item,))
    store.write.batch(ids[what.source], KINDS[what.source], batch)


def groups(store: Store) -> set[frozenset[tuple[str, str]]]:
    found = {}
    for row in store.timeline.page(TimelineQuery(), limit=500).items:
        detail = store.timeline.detail(row.id)
        assert detail is not None
        found[row.id] = frozenset((s.source_name, s.ref) for s in detail.sightings)
    return set(found.values())


def shown(store: Store) -> list[tuple[Any, ...]]:
    """What readers see of each item, without what is derived from its id."""

    def told(row: ItemRow) -> tuple[Any, ...]:
        detail = store.timeline.detail(row.id)
        assert detail is not None
        return (
            row.published_at, row.date_basis, row.title, row.url, row.labels,
            row.sources, detail.body, row.status, row.first_seen_at,
        )  # fmt: skip

    return sorted(map(told, store.timeline.page(TimelineQuery(), limit=500).items), key=repr)


def connected(came: list[Seen]) -> set[frozenset[tuple[str, str]]]:
    """What belongs together by its keys, found the slow way."""
    parts: list[tuple[set[tuple[str, str]], set[str]]] = []
    for one in came:
        members, keys = {one.key}, set(keys_of(one.item, one.source))
        for part in [part for part in parts if part[1] & keys]:
            parts.remove(part)
            members |= part[0]
            keys |= part[1]
        parts.append((members, keys))
    return {frozenset(members) for members, _ in parts}


@given(all_seen, st.randoms())
@fast
def test_the_order_of_arrivals_does_not_matter(empty: Path, came: list[Seen], chance: Any) -> None:
    with a_store(empty) as (store, ids):
        for what in came:
            put(store, ids, what)
        first, told = groups(store), shown(store)
    assert first == connected(came)
    shuffled = list(came)
    chance.shuffle(shuffled)
    with a_store(empty) as (store, ids):
        for what in shuffled:
            put(store, ids, what)
        assert groups(store) == first
        assert shown(store) == told


@given(all_seen)
@fast
def test_joining_keeps_every_sighting_and_a_second_round_changes_nothing(
    empty: Path, came: list[Seen]
) -> None:
    with a_store(empty) as (store, ids):
        for what in came:
            put(store, ids, what)
        assert sorted(k for some in groups(store) for k in some) == sorted(s.key for s in came)
        before = contents(store)
        for what in came:
            put(store, ids, what)
        assert contents(store) == before
        assert_counted(store)


def assert_counted(store: Store) -> None:
    """Rollups and facets are what counting all items anew finds."""
    before = contents(store)
    with store.begin_write() as connection:
        rollups.rebuild(connection, store.outlet_id, store.timezone)
        counted: dict[tuple[str, str], int] = {}
        for facet, value in connection.execute(
            select(schema.facet.c.facet, schema.facet.c.value)
        ).all():
            counted[facet, value] = counted.get((facet, value), 0) + 1
    after = contents(store)
    for table in ("rollup_day", "rollup_hour", "rollup_span", "rollup_week"):
        assert after[table] == before[table]
    assert sorted((*key, n) for key, n in counted.items()) == sorted(
        (row[1], row[2], row[4]) for row in map(_values, before["facet_value"])
    )


def _values(text: str) -> tuple[Any, ...]:
    import ast

    found: tuple[Any, ...] = ast.literal_eval(text)
    return found


acts = st.lists(
    st.tuples(st.sampled_from(["merge", "split"]), st.integers(0, 9), st.integers(0, 9)),
    max_size=5,
)


@given(all_seen, acts)
@fast
def test_whatever_people_merge_and_split_undoing_it_leaves_the_store_as_it_was(
    empty: Path, came: list[Seen], done: list[tuple[str, int, int]]
) -> None:
    clock = Clock()
    with a_store(empty, clock) as (store, ids):
        for what in came:
            put(store, ids, what)
            clock.forward(minutes=1)
        before, start = contents(store), groups(store)
        touched: list[str] = []
        for verb, one, other in done:
            rows = store.timeline.page(TimelineQuery(), limit=500).items
            if not rows:
                continue
            row, second = rows[one % len(rows)], rows[other % len(rows)]
            try:
                if verb == "merge":
                    touched.append(store.people.merge(row.id, second.id, "Ann"))
                else:
                    detail = store.timeline.detail(row.id)
                    assert detail is not None
                    seen_at = detail.sightings[other % len(detail.sightings)]
                    store.people.split(row.id, seen_at.source_id, seen_at.ref, "Ann")
                    touched.append(row.id)
            except MergeError:
                continue
            clock.forward(minutes=1)
            kept = groups(store)
            for what in came:
                put(store, ids, what)
            assert groups(store) == kept
        assert store.check() == []
        assert_same_counts(store)
        for item_id in reversed(touched):
            store.people.undo(item_id, "Ann")
        after = contents(store)
        assert groups(store) == start
        del before["former_id"], after["former_id"]  # ids of what was split off lead back
        assert after == before


def assert_same_counts(store: Store) -> None:
    before = contents(store)
    with store.begin_write() as connection:
        rollups.rebuild(connection, store.outlet_id, store.timezone)
    assert contents(store) == before


zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "Australia/Lord_Howe"]
)
nights = st.sampled_from([(2026, 3, 29), (2026, 4, 4), (2026, 10, 25)]).map(
    lambda day: datetime(*day, tzinfo=UTC)
)


@given(zones, zones, nights, st.lists(st.integers(0, 48 * 60), max_size=12))
@fast
def test_days_are_counted_right_around_a_change_of_clocks_and_of_zone(
    empty: Path, zone: str, then: str, night: datetime, minutes: list[int]
) -> None:
    clock = Clock(NOON)
    with a_store(empty, clock) as (store, ids):
        store.set_outlet(timezone=zone)
        when = [night - timedelta(hours=24) + timedelta(minutes=m) for m in minutes]
        for n, moment in enumerate(when):
            item = Article(
                ref=str(n), url=f"https://a.example/{n}/", title=str(n), published_at=moment
            )
            store.write.batch(ids["news"], "feed", Batch(items=(item,)))
        for name in (zone, then):
            store.set_outlet(timezone=name)
            days: dict[Any, int] = {}
            hours: dict[Any, int] = {}
            for moment in when:
                local = moment.astimezone(ZoneInfo(name))
                days[local.date()] = days.get(local.date(), 0) + 1
                slot = (local.weekday(), local.hour)
                hours[slot] = hours.get(slot, 0) + 1
            counted = store.charts.per_day(TimelineQuery())
            assert {c.day: c.items for c in counted} == days
            slots = store.charts.hours(TimelineQuery())
            assert {(c.weekday, c.hour): c.items for c in slots} == hours
