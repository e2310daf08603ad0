from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.feeds.dates import NO_MOMENT, moment
from connectors.items import TimeBasis

NOW = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
SECONDS = st.integers(int(datetime(1990, 1, 1, tzinfo=UTC).timestamp()), int(NOW.timestamp()))
MOMENTS = st.builds(datetime.fromtimestamp, SECONDS, OFFSETS)


@given(MOMENTS)
def test_rfc_822_and_rfc_3339_round_trip(stated: datetime) -> None:
    for raw in (format_datetime(stated), stated.isoformat(), f" {stated:%Y-%m-%d %H:%M:%S%z}\n"):
        assert moment(raw, NOW) == (stated.astimezone(UTC), TimeBasis.STATED)


@given(MOMENTS)
def test_a_time_without_zone_is_read_as_utc(stated: datetime) -> None:
    naive = stated.replace(tzinfo=None)
    expected = naive.replace(tzinfo=UTC)
    if expected <= NOW and expected.year >= 1990:
        assert moment(naive.isoformat(), NOW) == (expected, TimeBasis.STATED_WITHOUT_ZONE)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Sun, 01 Jun 2025 09:30:00 GMT", "2025-06-01T09:30:00+00:00"),
        ("Sun, 01 Jun 2025 09:30 +0200", "2025-06-01T07:30:00+00:00"),
        ("Sun, 01 Jun 2025 09:30:00 -0000", "2025-06-01T09:30:00+00:00"),
        ("Sunday, 1 June 2025 09:30:00 EST", "2025-06-01T14:30:00+00:00"),
        ("Thurs, 01 May 2025 09:30:00 PDT", "2025-05-01T16:30:00+00:00"),
        ("Sun, 01 Jun 2025 09:30:00 CEST", "2025-06-01T07:30:00+00:00"),
        ("Wrong, 01 Jun 2025 09:30:00 Z", "2025-06-01T09:30:00+00:00"),
        ("01 Jun 25 09:30:00 GMT", "2025-06-01T09:30:00+00:00"),
        ("2025-06-01T09:30:00.123Z", "2025-06-01T09:30:00.123000+00:00"),
        ("2025-06-01T09:30:00+0200", "2025-06-01T07:30:00+00:00"),
        ("2025-06-01T09:30Z", "2025-06-01T09:30:00+00:00"),
        ("June 1, 2025 9:30 AM UTC", "2025-06-01T09:30:00+00:00"),
    ],
)
def test_stated_times(raw: str, expected: str) -> None:
    assert moment(raw, NOW) == (datetime.fromisoformat(expected), TimeBasis.STATED)


@pytest.mark.parametrize("raw", ["2025-05-31", "2025-05", "31 May 2025", "2025/05/31 10:00"])
def test_partial_times_have_no_zone(raw: str) -> None:
    found = moment(raw, NOW)
    assert found.at is not None
    assert found.basis is TimeBasis.STATED_WITHOUT_ZONE


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "10",
        "Sunday",
        "12:30",
        "0000-00-00 00:00:00",
        "1970-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "2025-13-45T00:00:00Z",
        "Wed, 31 Feb 2025 10:00:00 GMT",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "2025-06-03T12:00:00Z",
        "2035-01-01",
        "9" * 500,
    ],
)
def test_nonsense_and_the_far_future_are_no_time(raw: str) -> None:
    assert moment(raw, NOW) == NO_MOMENT


def test_a_clock_that_is_ahead_by_hours_is_believed() -> None:
    assert moment("2025-06-02T11:00:00Z", NOW).basis is TimeBasis.STATED


@given(st.text(max_size=60))
def test_any_text_is_a_time_or_none(raw: str) -> None:
    found = moment(raw, NOW)
    assert found.at is None or found.at.tzinfo is UTC
