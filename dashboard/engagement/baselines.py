"""The usual of their kind: what comparable videos had at the same age.

Comparable are videos of the same kind that were published in the last ``BASELINE_DAYS`` days. The
usual is their median, with the middle half (first to third quartile) as its band. Fewer than
``ENOUGH`` comparable videos make no usual, and callers say so instead of showing one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.engagement.readings import Floats, Series, one_origin, values_at, velocities_at

_Measure = Callable[[Series, Floats], Floats]

BASELINE_DAYS = 90
ENOUGH = 5

UPLOAD, SHORT, LIVE, UNKNOWN = "upload", "short", "live", "unknown"
KIND_WORDS = {UPLOAD: "uploads", SHORT: "shorts", LIVE: "live streams", UNKNOWN: "videos"}
"""How readers call the kinds that are compared."""


def comparable_kind(video_kind: str | None) -> str:
    """The kind under which a video is compared; a premiere is an upload that people awaited."""
    if video_kind == "premiere":
        return UPLOAD
    return video_kind if video_kind in (UPLOAD, SHORT, LIVE) else UNKNOWN


@dataclass(frozen=True, slots=True)
class Usual:
    """What comparable items had at an age: quartiles over ``n`` of them.

    The figures are ``None`` when ``n`` is under ``ENOUGH``.
    """

    age_h: float
    n: int
    low: float | None = None
    median: float | None = None
    high: float | None = None

    @property
    def known(self) -> bool:
        """Whether there were enough to speak of a usual."""
        return self.median is not None


def usual_views(comparable: Sequence[Series], ages_h: Sequence[float]) -> list[Usual]:
    """The usual count at each age (hours), in the order of ``ages_h``.

    Raises:
        MixedOrigins: the series are not of one origin and metric.
    """
    one_origin(comparable)
    ages = np.asarray(ages_h, dtype=np.float64)
    return _quartiles(ages, _table(comparable, ages, values_at))


def usual_for_each(
    comparable: Sequence[Series], own: Sequence[Series]
) -> tuple[list[Usual], list[Usual]]:
    """The usual count and the usual velocity at the age that each of ``own`` was last read at.

    An item is never compared with itself.

    Raises:
        MixedOrigins: the series are not of one origin and metric.
    """
    one_origin([*comparable, *own])
    ages = np.array([series.last_age_h for series in own], dtype=np.float64)
    counts = _table(comparable, ages, values_at)
    speeds = _table(comparable, ages, velocities_at)
    rows = {series.item_id: row for row, series in enumerate(comparable)}
    for column, series in enumerate(own):
        if (row := rows.get(series.item_id)) is not None:
            counts[row, column] = speeds[row, column] = np.nan
    return _quartiles(ages, counts), _quartiles(ages, speeds)


def _table(comparable: Sequence[Series], ages: Floats, measure: _Measure) -> Floats:
    """One row for each series, one column for each age."""
    if not comparable:
        return np.empty((0, len(ages)))
    return np.vstack([measure(series, ages) for series in comparable])


def _quartiles(ages: Floats, table: Floats) -> list[Usual]:
    counts = np.sum(~np.isnan(table), axis=0)
    found = [Usual(float(age), int(n)) for age, n in zip(ages, counts, strict=True)]
    (enough,) = np.nonzero(counts >= ENOUGH)
    if len(enough):
        low, middle, high = np.nanpercentile(table[:, enough], (25, 50, 75), axis=0)
        for place, column in enumerate(enough):
            found[column] = Usual(
                float(ages[column]),
                int(counts[column]),
                float(low[place]),
                float(middle[place]),
                float(high[place]),
            )
    return found
