"""Readings as hypothesis draws them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from dashboard.engagement.readings import Series, make_series
from dashboard.store.model import ReadingRow

PUBLISHED = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def row(
    age_h: float,
    value: float,
    item_id: str = "one",
    *,
    origin: str = "youtube",
    metric: str = "views",
    window_s: int | None = None,
) -> ReadingRow:
    return ReadingRow(
        item_id=item_id,
        metric=metric,
        origin=origin,
        observed_at=PUBLISHED + timedelta(hours=age_h),
        value=value,
        window_s=window_s,
    )


def series(*points: tuple[float, float], item_id: str = "one", origin: str = "youtube") -> Series:
    made = make_series(
        PUBLISHED, [row(age, value, item_id, origin=origin) for age, value in points]
    )
    assert made is not None
    return made


@st.composite
def drawn_rows(draw: st.DrawFn, item_id: str = "one") -> list[ReadingRow]:
    """Readings in any order, of counts that may also fall, as platforms correct them."""
    minutes = draw(st.lists(st.integers(1, 90 * 24 * 60), min_size=1, max_size=12, unique=True))
    return [row(minute / 60, draw(st.integers(0, 10**9)), item_id) for minute in minutes]


@st.composite
def drawn_series(draw: st.DrawFn, item_id: str = "one") -> Series:
    made = make_series(PUBLISHED, draw(drawn_rows(item_id)))
    assert made is not None
    return made
