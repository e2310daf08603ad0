"""Filters in addresses and commands."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.publish.filters import FilterError, moment, query_from

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # the 25th in Berlin


def bound(name: str, value: str) -> datetime | None:
    return moment(name, value, zone=BERLIN, now=NOW)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("since", "2026-11-24", datetime(2026, 11, 23, 23, tzinfo=UTC)),
        ("until", "2026-11-24", datetime(2026, 11, 24, 23, tzinfo=UTC)),
        ("until", "2026-03-29", datetime(2026, 3, 29, 22, tzinfo=UTC)),
        ("since", "today", datetime(2026, 11, 24, 23, tzinfo=UTC)),
        ("since", "24h", datetime(2026, 11, 23, 23, 30, tzinfo=UTC)),
        ("since", "7d", datetime(2026, 11, 17, 23, 30, tzinfo=UTC)),
        ("until", "2026-11-24T12:00:00Z", datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ("until", "2026-11-24T12:00:00+01:00", datetime(2026, 11, 24, 11, tzinfo=UTC)),
        ("since", "", None),
    ],
)
def test_bounds(name: str, value: str, expected: datetime | None) -> None:
    assert bound(name, value) == expected


@given(st.text(max_size=20))
def test_any_text_is_a_bound_or_a_sentence(value: str) -> None:
    found = None
    with contextlib.suppress(FilterError):  # which is the sentence
        found = bound("since", value)
    assert found is None or found.tzinfo is UTC


def test_several_values_widen_and_empty_ones_do_not_count() -> None:
    query = query_from(
        {"kind": ["video", "article"], "topic": [""], "q": ["floods"]}, zone=BERLIN, now=NOW
    )
    assert query.kinds == ("video", "article")
    assert query.topics == ()
    assert query.text == "floods"


@pytest.mark.parametrize("filters", [{"kind": ["film"]}, {"status": ["deleted"]}])
def test_unknown_values_are_refused_by_name(filters: dict[str, list[str]]) -> None:
    with pytest.raises(FilterError, match="it is one of"):
        query_from(filters, zone=BERLIN, now=NOW)
