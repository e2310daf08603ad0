"""The filters as they stand in the page's address."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from dashboard.views.address import narrowed
from dashboard.views.palette import KIND_NAMES
from dashboard.views.view import PARAMETERS, PRESETS, View, day_span, query_of, view_of

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 13, 5, 42, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=12)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(date.isoformat)
VIEWS = st.builds(
    View,
    kinds=st.lists(st.sampled_from(list(KIND_NAMES)), unique=True).map(tuple),
    topics=st.lists(WORDS, unique=True).map(tuple),
    sources=st.lists(WORDS, unique=True).map(tuple),
    since=st.one_of(st.just(""), st.sampled_from(list(PRESETS)), DAYS),
    until=st.one_of(st.just(""), DAYS),
    text=st.one_of(st.just(""), WORDS),
)


@given(VIEWS)
def test_a_view_survives_its_address(view: View) -> None:
    assert view_of(view.parameters(), ZONE, NOW) == view


@given(st.dictionaries(st.sampled_from(PARAMETERS), st.lists(st.text(max_size=20), max_size=3)))
def test_any_address_opens(parameters: dict[str, list[str]]) -> None:
    view = view_of(parameters, ZONE, NOW)
    query_of(view, ZONE, NOW)
    assert set(view.kinds) <= set(KIND_NAMES)


def test_what_makes_no_sense_restricts_nothing() -> None:
    odd = {"kind": ["podcast"], "since": ["soon"], "until": ["2026-13-40"], "q": ["  "]}
    assert not view_of(odd, ZONE, NOW).filtered


def test_days_are_the_outlets_and_the_last_is_included() -> None:
    query = query_of(View(since="2026-11-20", until="2026-11-21"), ZONE, NOW)
    assert query.since == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)
    assert query.until == datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
    assert day_span(query, ZONE) == (date(2026, 11, 20), date(2026, 11, 21))


def test_a_span_asks_the_same_question_for_a_minute() -> None:
    later = NOW.replace(second=59)
    assert query_of(View(since="24h"), ZONE, NOW) == query_of(View(since="24h"), ZONE, later)


def test_a_pressed_label_becomes_a_search_for_it() -> None:
    once = narrowed(View(text="flood"), "label", 'The "old" port')
    assert once.text == 'flood label:"The  old  port"'
    assert narrowed(once, "label", 'The "old" port') == once
    assert narrowed(View(topics=("a",)), "topic", "b").topics == ("b",)
