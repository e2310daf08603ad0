"""What a day's quota is spent on, and what it is kept for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import RetryLater
from connectors.environment import YouTubeSettings
from connectors.ledger import MemoryLedger
from connectors.youtube.errors import until_pacific_midnight
from connectors.youtube.quota import Bucket, Purpose, Quota, account_of, pacific_day
from tests.connectors.conftest import Clock
from tests.connectors.youtube.conftest import Reader
from tests.youtube_lookalike import KEY, YouTube, error_reply, films, quota_reply

PACIFIC = ZoneInfo("America/Los_Angeles")
START = datetime(2020, 1, 1, tzinfo=UTC)
moments = st.integers(0, 20 * 365 * 86400).map(lambda s: START + timedelta(seconds=s))


@given(moments)
def test_the_quota_is_new_at_the_next_midnight_in_los_angeles(now: datetime) -> None:
    fresh = now + timedelta(seconds=until_pacific_midnight(now))
    there = fresh.astimezone(PACIFIC)
    assert (there.hour, there.minute, there.second) == (0, 0, 0)
    assert pacific_day(fresh) == pacific_day(now) + 1
    assert pacific_day(fresh - timedelta(seconds=1)) == pacific_day(now)


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        ("2026-03-08T08:00:00+00:00", 23),  # clocks go forward
        ("2026-11-01T07:00:00+00:00", 25),  # and back
        ("2026-06-01T07:00:00+00:00", 24),
    ],
)
def test_days_of_23_and_25_hours(now: str, hours: int) -> None:
    assert until_pacific_midnight(datetime.fromisoformat(now)) == hours * 3600


def test_a_key_leads_to_an_account_but_no_account_to_a_key() -> None:
    assert account_of(KEY) == account_of(KEY) != account_of(KEY + "x")
    assert KEY not in account_of(KEY)
    assert len(account_of(KEY)) == 16


def a_quota(clock: Clock, *, spent: int, limit: int = 1000) -> Quota:
    ledger = MemoryLedger()
    ledger.spend(account_of(KEY), Bucket.UNITS, pacific_day(clock()), spent)
    return Quota(ledger, YouTubeSettings(KEY, daily_units=limit), clock)


def test_what_can_wait_leaves_a_reserve_for_new_uploads(clock: Clock) -> None:
    # 12:00 UTC is 05:00 in Los Angeles: 19 of 24 hours are left, and 159 units are kept
    # (twice as many from captions)
    allowed = {
        left: [p for p in Purpose if a_quota(clock, spent=1000 - left).allows(p)]
        for left in (500, 200, 150, 50, 0)
    }
    assert allowed == {
        500: [Purpose.UPLOADS, Purpose.KEEPING, Purpose.ROUTINE, Purpose.CAPTIONS],
        200: [Purpose.UPLOADS, Purpose.KEEPING, Purpose.ROUTINE],
        150: [Purpose.UPLOADS, Purpose.KEEPING],
        50: [Purpose.UPLOADS],
        0: [],
    }


def test_the_reserve_shrinks_as_the_day_goes(clock: Clock) -> None:
    quota = a_quota(clock, spent=950)
    assert not quota.allows(Purpose.ROUTINE)
    clock.forward(timedelta(hours=18))
    assert quota.allows(Purpose.ROUTINE)


def few_units_left(reader: Reader, left: int) -> None:
    limit = reader.spent(Bucket.UNITS) + left
    settings = replace(reader.env.youtube, daily_units=limit)
    reader.env = replace(reader.env, youtube=settings)


def test_new_uploads_come_when_nothing_else_may(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    youtube.films = films(40, newest=clock())
    reader.pull()
    youtube.site.asked.clear()
    clock.forward(timedelta(hours=1))
    youtube.films = films(41, newest=clock())
    few_units_left(reader, 2)
    assert [item.ref for batch in reader.pull() for item in batch.items] == ["vid00000040"]
    assert [one["id"] for one in youtube.calls("videos")] == ["vid00000040"]


def test_figures_do_not_cost_what_uploads_need(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    youtube.films = films(120, newest=clock())
    reader.pull()
    units = reader.spent(Bucket.UNITS)
    clock.forward(timedelta(minutes=20))
    reader.pull()
    assert reader.spent(Bucket.STATISTICS) == 1
    assert reader.spent(Bucket.UNITS) == units + 1, "one look at the list"
    assert len([one for one in reader.readings if one.observed_at == clock()]) > 2


def test_figures_that_are_used_up_hold_nothing_else_up(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    youtube.films = films(5, newest=clock())
    reader.pull()
    clock.forward(timedelta(minutes=20))
    # the list, then the figures
    youtube.next_answers.extend([None, quota_reply()])
    warnings = [warning for batch in reader.pull() for warning in batch.warnings]
    assert warnings == ["Today's quota for figures is used up; the rest goes on."]
    clock.forward(timedelta(minutes=8))
    youtube.films = films(6, newest=clock())
    assert "vid00000005" in [item.ref for batch in reader.pull() for item in batch.items]
    assert len(youtube.calls("videos:batchGetStats")) == 1, "the empty bucket is left alone"
    clock.forward(timedelta(hours=19))
    reader.pull()
    clock.forward(timedelta(minutes=65))
    reader.pull()
    assert len(youtube.calls("videos:batchGetStats")) == 2


def test_without_the_method_for_figures_videos_are_asked(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    youtube.films = films(3, newest=clock())
    youtube.knows_statistics = False
    reader.pull()
    youtube.films[0].views = 777
    clock.forward(timedelta(minutes=20))
    reader.pull()
    assert 777 in [one.value for one in reader.readings]
    assert youtube.calls("videos")[-1]["part"] == "statistics"


def test_an_archive_leaves_the_rest_of_the_day_to_new_uploads(
    youtube: YouTube, reader: Reader, clock: Clock
) -> None:
    youtube.films = films(400)
    few_units_left(reader, 12)
    warnings = [warning for batch in reader.pull() for warning in batch.warnings]
    assert "read on tomorrow" in warnings[0]
    assert len(reader.videos_by_id) == 200
    few_units_left(reader, 10_000)
    clock.forward(timedelta(days=1))
    reader.pull()
    assert len(reader.videos_by_id) == 400


def test_a_limit_of_pace_is_not_taken_for_the_end_of_the_day(
    youtube: YouTube, reader: Reader
) -> None:
    youtube.next_answers.append(error_reply(403, "slow", "rateLimitExceeded"))
    with pytest.raises(RetryLater, match="slow down") as told:
        reader.pull()
    assert told.value.after_s == 60
    reader.pull()
    assert len(reader.videos_by_id) == 3
