from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.web.freshness import fresh_for_s, http_date, retry_after_s

DATE = "Sun, 01 Jun 2025 10:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Cache-Control": "max-age=60"}, 60),
        ({"Cache-Control": 'public, Max-Age="60"'}, 60),
        ({"Cache-Control": "s-maxage=600"}, None),
        ({"Cache-Control": "max-age=60", "Age": "45"}, 15),
        ({"Cache-Control": "max-age=60", "Age": "90"}, 0),
        ({"Cache-Control": "no-cache, max-age=60"}, 0),
        ({"Cache-Control": "max-age=10", "Expires": DATE, "Date": DATE}, 10),
        ({"Date": DATE, "Expires": "Sun, 01 Jun 2025 10:05:00 GMT"}, 300),
        ({"Date": DATE, "Expires": "Sun, 01 Jun 2025 09:05:00 GMT"}, 0),
        ({"Date": DATE, "Expires": "0"}, 0),
        ({"Cache-Control": "max-age=soon"}, None),
    ],
)
def test_how_long_an_answer_stays_fresh(headers: dict[str, str], seconds: float | None) -> None:
    assert fresh_for_s(httpx2.Headers(headers)) == seconds


@given(st.integers(0, 200_000_000_000))
def test_http_dates_round_trip(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert http_date(format_datetime(moment, usegmt=True)) == moment


@given(st.text(max_size=40))
def test_any_retry_after_is_a_wait_or_nothing(text: str) -> None:
    wait = retry_after_s({"retry-after": text}, datetime(2025, 6, 1, tzinfo=UTC))
    assert wait is None or wait >= 0


def test_a_retry_after_in_the_past_means_now() -> None:
    now = datetime(2025, 6, 1, 10, 0, tzinfo=UTC)
    assert retry_after_s({"retry-after": DATE}, now + timedelta(hours=1)) == 0
