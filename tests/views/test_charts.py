"""What the charts show and say."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.store import TimelineQuery, open_store
from dashboard.store.model import DayCount, HourCount, TopicCount
from dashboard.views.chart_column import in_parts
from dashboard.views.charts import hour_of_week, per_day, topics_over_time
from dashboard.views.charts.periods import Grain, Span, after, shown, start
from dashboard.views.palette import DARK, KIND_NAMES, LIGHT
from dashboard.views.view import start_of
from tests.store.made import article, put

TODAY = date(2026, 11, 24)  # a Tuesday
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=ZoneInfo("Europe/Berlin"))
SPAN = shown(None, None, TODAY)
DAYS = st.dates(SPAN.first, SPAN.last)
COUNTS = st.lists(st.builds(DayCount, DAYS, st.sampled_from(list(KIND_NAMES)), st.integers(1, 99)))


def eight_weeks(today_so_far: int) -> tuple[list[DayCount], list[HourCount]]:
    """23 items each Tuesday at 10 o'clock, and so many today."""
    days = [DayCount(TODAY - timedelta(weeks=n), "article", 23) for n in range(1, 9)]
    usual = [HourCount(1, 10, "article", 23 * 8), HourCount(1, 20, "article", 8 * 8)]
    return [*days, DayCount(TODAY, "article", today_so_far)], usual


@pytest.mark.parametrize(
    ("so_far", "said"),
    [
        (14, "Quieter than a usual Tuesday: 14 of 23 by this time."),
        (23, "Like a usual Tuesday: 23 by this time, usually 23."),
        (40, "Busier than a usual Tuesday: 40 by this time, usually 23."),
    ],
)
def test_today_is_measured_by_usual_days(so_far: int, said: str) -> None:
    days, usual = eight_weeks(so_far)
    assert per_day.answer(days, usual, None, NOW) == said


def test_early_in_the_day_it_says_what_a_whole_day_has() -> None:
    days, usual = eight_weeks(1)
    said = per_day.answer(days, usual, None, NOW.replace(hour=6), "video")
    assert said == "1 video today so far; a usual Tuesday has 31."


@pytest.mark.parametrize(
    ("on_tuesdays", "so_far", "said"),
    [
        (0, 0, "No newsletter today so far; there was none on any Tuesday of the last 8 weeks."),
        (0, 1, "1 newsletter today so far; there was none on any Tuesday of the last 8 weeks."),
        (
            3,
            0,
            "No newsletter today so far; there is seldom one on a Tuesday (3 in the last 8 weeks).",
        ),
        (8, 0, "No newsletter today so far; a usual Tuesday has 1."),
    ],
)
def test_a_weekday_that_usually_has_none_is_not_said_to_have_0(
    on_tuesdays: int, so_far: int, said: str
) -> None:
    days = [DayCount(TODAY - timedelta(weeks=n, days=1), "newsletter", 1) for n in range(1, 9)]
    usual = [HourCount(0, 7, "newsletter", 8), HourCount(1, 7, "newsletter", on_tuesdays)]
    today = [DayCount(TODAY, "newsletter", so_far)] if so_far else []
    assert per_day.answer([*days, *today], usual, None, NOW, "newsletter") == said


def test_days_past_are_summed() -> None:
    days, usual = eight_weeks(5)
    week = Span(date(2026, 11, 16), date(2026, 11, 22))
    said = per_day.answer(days, usual, week, NOW)
    assert said == "23 items, 3.3 a day, 16 November to 22 November."
    one = Span(date(2026, 11, 17), date(2026, 11, 17))
    assert per_day.answer(days, usual, one, NOW) == "23 items on Tuesday 17 November."
    assert per_day.answer([], [], one, NOW, "video") == "No videos, 17 November."


@given(COUNTS)
def test_bars_hold_every_item_once(counts: list[DayCount]) -> None:
    drawn = per_day.figure(counts, SPAN, None, LIGHT)
    assert sum(sum(bar.y) for bar in drawn.data) == sum(count.items for count in counts)
    heads, rows = per_day.table(counts, SPAN)
    assert all(len(row) == len(heads) for row in rows)
    assert len(rows) == SPAN.days
    assert per_day.alt(counts, SPAN)


@pytest.mark.parametrize(("items", "whole"), [(1, True), (2, True), (4, True), (40, False)])
def test_few_items_are_counted_in_whole_steps(items: int, whole: bool) -> None:
    few = [DayCount(TODAY, "newsletter", items)]
    topics = [TopicCount(TODAY, "label:1", "City", items)]
    for drawn in (
        per_day.figure(few, SPAN, None, LIGHT),
        topics_over_time.figure(topics, SPAN, (), LIGHT),
    ):
        assert (drawn.layout.yaxis.dtick == 1) is whole


@given(
    st.lists(
        st.builds(
            lambda day, n, items: TopicCount(day, f"label:{n}", f"Topic {n}", items),
            DAYS,
            st.integers(0, 12),
            st.integers(1, 50),
        )
    )
)
def test_at_most_seven_topics_have_a_colour_and_none_is_lost(counts: list[TopicCount]) -> None:
    drawn = topics_over_time.figure(counts, SPAN, (), DARK)
    assert sum(sum(bar.y) for bar in drawn.data) == sum(count.items for count in counts)
    coloured = [bar for bar in drawn.data if bar.marker.color != DARK.other]
    assert len(coloured) <= 7
    assert len({bar.marker.color for bar in drawn.data}) == len(drawn.data)


def test_the_leading_topic_is_compared_with_the_week_before() -> None:
    counts = [
        TopicCount(TODAY, "medtop:1", "economy, business and finance", 9),
        TopicCount(TODAY - timedelta(days=8), "medtop:1", "economy, business and finance", 4),
    ]
    said = topics_over_time.answer(counts, TODAY)
    assert said == "Economy leads: 9 in 7 days, 5 more than in the 7 before."


@given(st.lists(st.floats(0, 1), max_size=8).map(sorted))
def test_labels_do_not_touch(wanted: list[float]) -> None:
    placed = topics_over_time.spread(wanted, 0.1)
    assert all(b - a >= 0.1 - 1e-9 for a, b in pairwise(placed))
    assert all(position <= 1 for position in placed)


def test_the_week_is_an_average() -> None:
    counts = [
        HourCount(0, 9, "article", 12),
        HourCount(0, 9, "video", 4),
        HourCount(6, 1, "video", 2),
    ]
    drawn = hour_of_week.figure(counts, 8, LIGHT)
    assert drawn.data[0].z[0][9] == 2
    assert hour_of_week.answer(counts, 8) == "Busiest: Mondays 9:00 to 10:00, 2.0 items."
    assert "Monday 2" in hour_of_week.alt(counts, 8)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(get_args(Grain)))
def test_periods_follow_each_other(day: date, grain: Grain) -> None:
    first = start(day, grain)
    assert first <= day < after(first, grain)


@given(DAYS, DAYS)
def test_picking_recent_days_moves_nothing(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert shown(first, last, TODAY) == SPAN


def test_charts_of_many_years_ask_by_month_and_say_the_same(tmp_path: Path) -> None:
    zone = ZoneInfo("Europe/Berlin")
    first, last = date(2022, 3, 17), date(2026, 11, 20)
    store = open_store(str(tmp_path / "s.db"), timezone=str(zone))
    put(
        store,
        store.sources.importing(),
        *(
            article(f"n{n}", published_at=start_of(first + timedelta(days=n * 3), zone))
            for n in range((last - first).days // 3)
        ),
    )
    query = TimelineQuery(since=start_of(first, zone), until=start_of(last, zone))
    span = Span(first, last)
    asked = []

    def ask(query: TimelineQuery, grain: str) -> list[DayCount]:
        asked.append(grain)
        return store.charts.per_day(query, grain)

    parts = in_parts(ask, query, span, zone)
    by_day = store.charts.per_day(query)
    assert asked == ["day", "month", "day"]
    assert per_day.table(parts, span) == per_day.table(by_day, span)
    edge = last - timedelta(days=40)
    assert [c for c in parts if c.day > edge] == [c for c in by_day if c.day > edge]
    assert len(parts) < len(by_day) / 3
    short = Span(date(2026, 10, 1), last)
    assert in_parts(ask, query, short, zone) == by_day
    store.close()
