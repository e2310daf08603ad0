"""The usual rhythm of a source, and when its silence means something."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.sync.rhythm import Rhythm, rhythm

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def every(gap: timedelta, count: int, last: datetime) -> list[datetime]:
    return [last - gap * number for number in range(count)]


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(hours=2), "about 12 a day"),
        (DAY, "about one a day"),
        (timedelta(days=2), "about 4 a week"),
        (timedelta(days=7), "about one a week"),
        (timedelta(days=15), "about 2 a month"),
        (timedelta(days=40), "about one every 40 days"),
        (timedelta(seconds=1), "about 1,440 a day"),
    ],
)
def test_a_rhythm_in_words(gap: timedelta, said: str) -> None:
    assert rhythm(every(gap, 20, NOW), NOW).words() == said


def test_a_weekend_is_no_sleep() -> None:
    friday = datetime(2026, 11, 20, 17, tzinfo=UTC)
    weekdays = [
        friday - DAY * day - HOUR * hour
        for day in range(21)
        for hour in range(0, 8, 2)
        if (friday - DAY * day).weekday() < 5
    ]
    known = rhythm(weekdays, friday)
    assert not known.asleep(friday + timedelta(days=2, hours=16)), "Monday morning"
    assert known.asleep(friday + timedelta(days=5))


def test_a_source_known_for_a_day_is_given_more_than_a_weekend() -> None:
    known = rhythm(every(HOUR, 10, NOW), NOW)
    assert not known.asleep(NOW + timedelta(days=3))
    assert known.asleep(NOW + timedelta(days=5))


def test_too_few_say_nothing() -> None:
    known = rhythm(every(DAY, 5, NOW), NOW)
    assert known.words() == ""
    assert not known.asleep(NOW + timedelta(days=400))
    assert rhythm([], NOW) == Rhythm()


def test_what_is_scheduled_does_not_count() -> None:
    assert rhythm([NOW + DAY, NOW - DAY], NOW).newest == NOW - DAY


@given(st.lists(st.timedeltas(DAY * -9000, DAY * 9000), max_size=40))
def test_it_is_awake_when_it_has_just_published(distances: list[timedelta]) -> None:
    known = rhythm([NOW - distance for distance in distances], NOW)
    if known.newest is not None:
        assert known.newest <= NOW
        assert not known.asleep(known.newest)
    assert known.words() == known.words().strip()
