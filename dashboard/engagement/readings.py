"""A figure over the age of an item: interpolation between readings, and velocity.

Ages are hours since the item could be seen. All series here are cumulative counts. Between two
readings a count is interpolated linearly over ``log(1 + age)``: audiences gather fast at first and
slowly later, and a straight line over plain time would put far too few views into the first hours
after the earlier reading. Nothing is extrapolated beyond the last reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from dashboard.store.model import ReadingRow

Floats = NDArray[np.float64]

WIDEST_GAP = 8.0
"""Two readings further apart than this, as a ratio of ``1 + age``, say nothing of the time
between them. So a first reading counts back to publication when it came within seven hours."""

VELOCITY_WINDOW_H = 6.0
SHORTEST_WINDOW_H = 0.25
"""Counts are cached at the platform for minutes; a shorter span measures that, not the audience."""


class MixedOrigins(ValueError):
    """Figures of different origins or metrics were about to be put together."""


@dataclass(frozen=True, slots=True)
class Series:
    """One item's cumulative readings of one metric from one origin.

    ``ages_h`` rises strictly from 0; ``values`` never falls (a count that the platform corrected
    downwards stays where it was) and begins at 0.
    """

    item_id: str
    metric: str
    origin: str
    published_at: datetime
    ages_h: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def read(self) -> int:
        """How many readings there are (the zero at publication is not one)."""
        return len(self.ages_h) - 1

    @property
    def last_age_h(self) -> float:
        """The age at the last reading, hours."""
        return self.ages_h[-1]

    @property
    def last_value(self) -> float:
        """The count at the last reading."""
        return self.values[-1]

    @property
    def last_at(self) -> datetime:
        """The moment of the last reading."""
        return self.published_at + timedelta(hours=self.last_age_h)


def make_series(published_at: datetime, rows: Iterable[ReadingRow]) -> Series | None:
    """The series of one item's rows, in any order; ``None`` when none of them is usable.

    Rows from before publication and rows counted over a window of their own are left out.

    Raises:
        MixedOrigins: the rows are not of one item, metric and origin.
    """
    usable = sorted(
        (row for row in rows if row.window_s is None and row.observed_at > published_at),
        key=lambda row: row.observed_at,
    )
    if not usable:
        return None
    if len({(row.item_id, row.metric, row.origin) for row in usable}) > 1:
        raise MixedOrigins("A series holds one item's readings of one metric and one origin.")
    ages, values = [0.0], [0.0]
    for row in usable:
        age = (row.observed_at - published_at) / timedelta(hours=1)
        highest = max(values[-1], row.value)
        if age > ages[-1]:
            ages.append(age)
            values.append(highest)
        else:
            values[-1] = highest
    first = usable[0]
    return Series(first.item_id, first.metric, first.origin, published_at, (*ages,), (*values,))


def one_origin(several: Sequence[Series]) -> str:
    """The origin that all the series share (``""`` of none).

    Raises:
        MixedOrigins: they do not share it, or not the metric.
    """
    kinds = {(series.origin, series.metric) for series in several}
    if len(kinds) > 1:
        named = ", ".join(sorted(f"{metric} of {origin}" for origin, metric in kinds))
        raise MixedOrigins(f"Figures of different origins are not put together: {named}.")
    return next(iter(kinds), ("", ""))[0]


def values_at(series: Series, ages_h: Floats) -> Floats:
    """The count at each age (hours), interpolated; ``nan`` where the readings do not tell."""
    known = np.asarray(series.ages_h)
    found = np.interp(np.log1p(np.maximum(ages_h, 0.0)), np.log1p(known), series.values)
    right = np.clip(np.searchsorted(known, ages_h, side="left"), 1, len(known) - 1)
    wide = (1 + known[right]) > WIDEST_GAP * (1 + known[right - 1])
    inside = (ages_h != known[right]) & (ages_h != known[right - 1])
    unknown = (ages_h < 0) | (ages_h > known[-1]) | (wide & inside)
    return np.where(unknown, np.nan, found)


def views_at(series: Series, age_h: float) -> float | None:
    """The count at one age in hours, ``None`` where the readings do not tell."""
    value = float(values_at(series, np.array([age_h]))[0])
    return None if np.isnan(value) else value


def velocities_at(series: Series, ages_h: Floats, window_h: float = VELOCITY_WINDOW_H) -> Floats:
    """Counts per hour over the window that ends at each age; ``nan`` where unknown.

    At an age under ``window_h`` the window begins at publication.
    """
    starts = np.maximum(ages_h - window_h, 0.0)
    spans = ages_h - starts
    spans = np.where(spans < SHORTEST_WINDOW_H, np.nan, spans)
    speeds: Floats = (values_at(series, ages_h) - values_at(series, starts)) / spans
    return speeds


def velocity(series: Series, window_h: float = VELOCITY_WINDOW_H) -> float | None:
    """Counts per hour over the window that ends at the last reading, ``None`` where unknown."""
    value = float(velocities_at(series, np.array([series.last_age_h]), window_h)[0])
    return None if np.isnan(value) else value
