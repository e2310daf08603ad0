"""Pages, filters, search and charts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.store import CursorError, Store, TimelineQuery, search
from dashboard.store.model import Source, Topic
from tests.store.conftest import NOON
from tests.store.made import article, at, put, video


@pytest.fixture
def archive(store: Store, feed: Source, channel: Source) -> Store:
    put(
        store,
        feed,
        article(1, title="Floods in Kursk", labels=("World",), authors=("Ann Bee",)),
        article(
            2, title="Quiet harbour", labels=("City",), authors=("Carl Dee",), summary="floods"
        ),
        article(3, title="बाढ़ से हज़ारों बेघर", labels=("World",)),
        article(4, title="首尔暴雨成灾", body="交通中断"),
        article(5, title="서울에서 홍수 피해"),
        article(30, title="Straße gesperrt nach Überschwemmung", authors=("Ann Bee",)),
    )
    put(store, channel, video(title="Floods: the film", labels=("World",)))
    return store


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("floods", ["Floods: the film", "Floods in Kursk", "Quiet harbour"]),
        ("FLOODS kursk", ["Floods in Kursk"]),
        ('"in kursk"', ["Floods in Kursk"]),
        ('"kursk in"', []),
        ("floods -film", ["Floods in Kursk", "Quiet harbour"]),
        ("harb*", ["Quiet harbour"]),
        ("author:bee", ["Floods in Kursk", "Straße gesperrt nach Überschwemmung"]),
        ('author:"Ann Bee" floods', ["Floods in Kursk"]),
        ("label:city", ["Quiet harbour"]),
        ("title:floods", ["Floods: the film", "Floods in Kursk"]),
        ("uberschwemmung", ["Straße gesperrt nach Überschwemmung"]),
        ("बाढ़", ["बाढ़ से हज़ारों बेघर"]),
        ("暴雨", ["首尔暴雨成灾"]),
        ("交通", ["首尔暴雨成灾"]),
        ("서울", ["서울에서 홍수 피해"]),
        ("https://www.a.example/news/2/", ["Quiet harbour"]),
        ("https://youtu.be/abcdefghijk", ["Floods: the film"]),
        ("nowhere", []),
        ('"', None),
        ("-", None),
        ("AND OR NOT (", []),
    ],
)
def test_search_finds_as_an_editor_expects(
    archive: Store, text: str, found: list[str] | None
) -> None:
    rows = archive.timeline.page(TimelineQuery(text=text)).items
    if found is None:  # nothing to look for is no restriction
        assert len(rows) == 7
    else:
        assert sorted(row.title for row in rows) == sorted(found)


def test_only_unwanted_words_leave_the_rest(archive: Store) -> None:
    rows = archive.timeline.page(TimelineQuery(text="-floods")).items
    assert len(rows) == 4
    assert not any("Floods" in row.title for row in rows)


@given(st.text(max_size=60))
def test_any_text_can_be_searched_for(text: str) -> None:
    expression = search.match_expression(search.parse(text))
    assert bool(expression) == bool(search.parse(text))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (TimelineQuery(), 7),
        (TimelineQuery(kinds=("video",)), 1),
        (TimelineQuery(labels=("world",)), 3),
        (TimelineQuery(labels=("World", "City")), 4),
        (TimelineQuery(labels=("World",), kinds=("article",)), 2),
        (TimelineQuery(authors=("ANN BEE",)), 2),
        (TimelineQuery(authors=("Ann Bee",), labels=("World",)), 1),
        (TimelineQuery(sources=("A",)), 6),
        (TimelineQuery(sources=("A", "A on YouTube")), 7),
        (TimelineQuery(sources=("nobody",)), 0),
        (TimelineQuery(topics=("medtop:15000000",)), 0),
        (TimelineQuery(statuses=("removed",)), 0),
        (TimelineQuery(since=NOON - timedelta(hours=3)), 4),
        (TimelineQuery(until=NOON - timedelta(hours=3)), 3),
        (TimelineQuery(text="floods", labels=("World",), kinds=("video",)), 1),
    ],
)
def test_filters_narrow_and_widen(archive: Store, query: TimelineQuery, count: int) -> None:
    assert len(archive.timeline.page(query).items) == count
    assert sum(c.items for c in archive.charts.per_day(query)) == count
    assert sum(c.items for c in archive.charts.hours(query)) == count


@given(limit=st.integers(1, 9))
def test_pages_join_without_gap_or_overlap(
    tmp_path_factory: pytest.TempPathFactory, limit: int
) -> None:
    from connectors.contract import SourceSpec
    from dashboard.store import open_store

    path = tmp_path_factory.mktemp("pages") / "s.db"
    store = open_store(str(path), clock=lambda: NOON)
    source = store.sources.add(SourceSpec("feed", "https://a.example/feed", "A"))
    put(store, source, *(article(n) for n in range(1, 10)))
    down, after = [], None
    while True:
        page = store.timeline.page(TimelineQuery(), limit=limit, after=after)
        down += [row.title for row in page.items]
        if page.next is None:
            break
        after = page.next
    assert down == [f"Headline {n}" for n in range(1, 10)]
    fifth = store.timeline.page(TimelineQuery(), limit=5).next
    assert fifth is not None
    newer = store.timeline.page(TimelineQuery(), limit=50, before=fifth).items
    assert [row.title for row in newer] == down[:4]
    assert store.timeline.newer(TimelineQuery(), fifth) == 4
    store.close()


def test_a_page_may_begin_after_an_item(archive: Store) -> None:
    rows = archive.timeline.page(TimelineQuery()).items
    after = archive.timeline.page(TimelineQuery(), after=rows[2].id).items
    assert after == rows[3:]
    assert archive.timeline.newer(TimelineQuery(), rows[2].id) == 2


def test_the_oldest_item_is_known(archive: Store) -> None:
    every = archive.timeline.page(TimelineQuery(), limit=500).items
    assert archive.timeline.oldest() == every[-1].published_at


def test_the_oldest_item_may_be_older_than_the_count_of_time(archive: Store) -> None:
    printed = datetime(1957, 10, 5, tzinfo=UTC)
    put(archive, archive.sources.importing(), article("printed", published_at=printed))
    assert archive.timeline.oldest() == printed


def test_an_empty_store_has_no_oldest_item(store: Store) -> None:
    assert store.timeline.oldest() is None


def test_a_strange_cursor_is_refused(archive: Store) -> None:
    for cursor in ("x", "9" * 40, "", "-5", "5", "0"):
        with pytest.raises(CursorError):
            archive.timeline.page(TimelineQuery(), after=cursor)
        with pytest.raises(CursorError):
            archive.timeline.page(TimelineQuery(), before=cursor)


def test_cursors_lead_through_an_archive_from_before_1970(store: Store) -> None:
    old = [article(n, published_at=at(f"{1965 + n}-03-01T08:00:00+00:00")) for n in range(1, 9)]
    put(store, store.sources.importing(), *old)
    seen: list[str] = []
    after: str | None = None
    while True:
        page = store.timeline.page(TimelineQuery(), limit=1, after=after)
        seen += [row.title for row in page.items]
        after = page.next
        if after is None:
            break
    assert seen == [f"Headline {n}" for n in range(8, 0, -1)]


def test_days_are_those_of_the_outlet(store: Store, feed: Source) -> None:
    late = article(1, published_at=at("2026-03-28T23:30:00+00:00"))
    later = article(2, published_at=at("2026-03-29T22:30:00+00:00"))
    put(store, feed, late, later)
    days = [count.day for count in store.charts.per_day(TimelineQuery())]
    assert days == [date(2026, 3, 29), date(2026, 3, 30)]
    hours = [(h.weekday, h.hour) for h in store.charts.hours(TimelineQuery())]
    assert hours == [(0, 0), (6, 0)]
    store.set_outlet(timezone="America/New_York")
    days = [count.day for count in store.charts.per_day(TimelineQuery())]
    assert days == [date(2026, 3, 28), date(2026, 3, 29)]


def test_topics_move_filters_and_charts_together(archive: Store) -> None:
    [film] = archive.timeline.page(TimelineQuery(kinds=("video",))).items
    disaster = Topic("medtop:03000000", "disaster", 1.0)
    assert archive.topics.replace({film.id: [disaster]}) == 1
    assert archive.topics.replace({film.id: [disaster]}) == 0
    assert len(archive.timeline.page(TimelineQuery(topics=("medtop:03000000",))).items) == 1
    assert len(archive.timeline.page(TimelineQuery(topics=("Disaster",))).items) == 1
    assert [c.items for c in archive.charts.topics(TimelineQuery())] == [1]
    assert [c.items for c in archive.charts.per_day(TimelineQuery(topics=(disaster.id,)))] == [1]
    archive.topics.replace({film.id: []})
    assert archive.charts.topics(TimelineQuery()) == []


zones = st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns"])
moments = st.lists(
    st.datetimes(
        min_value=datetime(2025, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
        max_value=datetime(2026, 12, 31),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    max_size=20,
)


@given(zones, moments)
def test_rollups_count_what_counting_counts(
    tmp_path_factory: pytest.TempPathFactory, zone: str, when: list[datetime]
) -> None:
    from connectors.contract import SourceSpec
    from dashboard.store import open_store

    path = tmp_path_factory.mktemp("zones") / "s.db"
    store = open_store(str(path), timezone=zone, clock=lambda: NOON + timedelta(days=99))
    source = store.sources.add(SourceSpec("feed", "https://a.example/feed", "A"))
    put(store, source, *(article(f"n{n}", published_at=moment) for n, moment in enumerate(when)))
    truth: dict[date, int] = {}
    for moment in when:
        day = moment.astimezone(ZoneInfo(zone)).date()
        truth[day] = truth.get(day, 0) + 1
    assert {c.day: c.items for c in store.charts.per_day(TimelineQuery())} == truth
    raw = TimelineQuery(authors=(), statuses=("public",))  # not rolled up
    assert {c.day: c.items for c in store.charts.per_day(raw)} == truth
    store.close()


def test_a_bound_may_be_as_far_away_as_a_calendar_goes(store: Store, feed: Source) -> None:
    put(store, feed, article(1))
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    assert len(store.timeline.page(TimelineQuery(since=first, until=last)).items) == 1
    assert store.timeline.page(TimelineQuery(until=first)).items == ()
    assert store.charts.per_day(TimelineQuery(since=first, until=last))
