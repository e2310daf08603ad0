"""Charts count what counting counts: any range, any period, any zone, and after it changed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from connectors.items import AnyItem
from dashboard.store import Store, TimelineQuery, open_store, schema
from dashboard.store.model import Source, Topic
from dashboard.store.periods import GRAINS, SPANS, next_start, pieces, start_of
from dashboard.store.zones import stretches
from tests.store.conftest import NOON
from tests.store.made import article, put, video

ROLLUPS = (schema.rollup_day, schema.rollup_hour, schema.rollup_span, schema.rollup_week)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu"]
)
MOMENTS = st.one_of(
    st.datetimes(datetime(2025, 12, 1), datetime(2026, 4, 30)),  # noqa: DTZ001
    st.datetimes(datetime(1901, 1, 1), datetime(2026, 11, 24)),  # noqa: DTZ001
).map(lambda moment: moment.replace(tzinfo=UTC))
TOPICS = (Topic("medtop:15000000", "sport", 1.0), Topic("label:city", "City", 0.5))
DAYS = st.dates(date(1900, 1, 1), date(2027, 1, 1)) | st.dates(date(2025, 12, 1), date(2026, 5, 1))


def filled(path: Path, zone: str, moments: list[datetime]) -> tuple[Store, dict[str, AnyItem]]:
    """A store with articles and videos at these moments, every other under a topic, or two."""
    store = open_store(str(path), timezone=zone, clock=lambda: NOON)
    source = store.sources.importing()
    items: list[AnyItem] = [
        video(f"film{n:07d}", published_at=at)
        if n % 3 == 0
        else article(f"n{n}", published_at=at, labels=(("Odd",) if n % 2 else ()))
        for n, at in enumerate(moments)
    ]
    put(store, source, *items)
    rows = store.timeline.page(TimelineQuery(), limit=500).items
    store.topics.replace({row.id: TOPICS[: n % 3] for n, row in enumerate(rows)})
    return store, {}


def truth(store: Store, query: TimelineQuery, grain: str) -> tuple[Any, Any, Any]:
    """The same counts from the items, one by one."""
    days: Counter[tuple[date, str]] = Counter()
    topics: Counter[tuple[date, str]] = Counter()
    hours: Counter[tuple[int, int, str]] = Counter()
    for row in store.timeline.page(query, limit=500).items:
        local = row.published_at.astimezone(store.timezone)
        start = date.fromordinal(start_of(local.toordinal(), grain))
        days[start, row.kind] += 1
        hours[local.weekday(), local.hour, row.kind] += 1
        for topic in row.topics:
            topics[start, topic.id] += 1
    return days, topics, hours


def counted(store: Store, query: TimelineQuery, grain: str) -> tuple[Any, Any, Any]:
    charts = store.charts
    return (
        {(c.day, c.kind): c.items for c in charts.per_day(query, grain)},
        {(c.day, c.topic): c.items for c in charts.topics(query, grain)},
        {(c.weekday, c.hour, c.kind): c.items for c in charts.hours(query)},
    )


@given(st.data(), ZONES, st.lists(MOMENTS, max_size=15))
@settings(max_examples=60)
def test_charts_count_what_counting_counts(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    zone: str,
    moments: list[datetime],
) -> None:
    store, _ = filled(tmp_path_factory.mktemp("charts") / "s.db", zone, moments)
    for _ in range(3):
        bounds = sorted(data.draw(st.lists(DAYS, min_size=2, max_size=2)))
        since, until = (
            data.draw(st.none() | st.just(datetime(d.year, d.month, d.day, tzinfo=ZoneInfo(zone))))
            for d in bounds
        )
        query = TimelineQuery(
            since=since,
            until=until,
            kinds=data.draw(st.sampled_from([(), ("article",), ("article", "video")])),
            topics=data.draw(st.sampled_from([(), (TOPICS[0].id,)])),
            labels=data.draw(st.sampled_from([(), ("odd",)])),
        )
        grain = data.draw(st.sampled_from(("day", "week", "month")))
        assert counted(store, query, grain) == truth(store, query, grain)
    store.close()


@given(ZONES, ZONES, st.lists(MOMENTS, max_size=15))
@settings(max_examples=40)
def test_another_zone_counts_as_if_it_had_always_been(
    tmp_path_factory: pytest.TempPathFactory, before: str, after: str, moments: list[datetime]
) -> None:
    folder = tmp_path_factory.mktemp("zones")
    moved, _ = filled(folder / "moved.db", before, moments)
    always, _ = filled(folder / "always.db", after, moments)
    moved.set_outlet(timezone=after)
    assert rows(moved) == rows(always)
    moved.close()
    always.close()


def rows(store: Store) -> dict[str, set[Any]]:
    with store.begin_read() as connection:
        return {
            table.name: {tuple(r) for r in connection.execute(select(table)) if r[-1]}
            for table in ROLLUPS
        }


@given(ZONES, MOMENTS, MOMENTS)
def test_stretches_are_the_zone(zone: str, one: datetime, other: datetime) -> None:
    start, end = sorted(int(moment.timestamp() * 1000) for moment in (one, other))
    found = stretches(ZoneInfo(zone), start, end)
    assert [part.start for part in found[1:]] == [part.end for part in found[:-1]]
    assert (found[0].start, found[-1].end) == (start, end) if start < end else found == []
    for part in found:
        for ms in (part.start, (part.start + part.end) // 2, part.end - 1):
            local = datetime.fromtimestamp(ms / 1000, UTC).astimezone(ZoneInfo(zone))
            assert local.utcoffset() == timedelta(milliseconds=part.offset)


@given(DAYS, DAYS, st.sampled_from([("day",), ("day", "week"), ("day", "month", "year")]))
def test_pieces_are_the_range(one: date, other: date, grains: tuple[str, ...]) -> None:
    first, end = sorted((one.toordinal(), other.toordinal()))
    found = list(pieces(first, end, grains))
    assert sum(part.end - part.first for part in found) == end - first
    at = first
    for part in found:
        assert part.first == at < part.end
        assert start_of(part.first, part.grain) == part.first
        assert start_of(part.end, part.grain) == part.end
        at = part.end


@given(DAYS, st.sampled_from(GRAINS))
def test_periods_follow_each_other(day: date, grain: str) -> None:
    start, after = start_of(day.toordinal(), grain), next_start(day.toordinal(), grain)
    assert start <= day.toordinal() < after
    assert start_of(after, grain) == after
    assert start_of(after - 1, grain) == start


def test_a_grain_is_one_of_three(store: Store, feed: Source) -> None:
    with pytest.raises(ValueError, match="fortnight"):
        store.charts.per_day(TimelineQuery(), "fortnight")
    assert set(SPANS) < set(GRAINS)
