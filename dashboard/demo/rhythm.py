"""When a newsroom publishes: busy mornings, a smaller wave at day's end, quiet weekends."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

# Hour by hour, midnight first; relative weights read off what regional newsrooms usually show.
ARTICLE_HOURS = (1, 0.5, 0.3, 0.3, 1, 5, 10, 12, 11, 9, 8, 8, 7, 7, 7, 8, 9, 9, 7, 5, 4, 3, 2.5, 2)
FILM_HOURS = (0, 0, 0, 0, 0, 1, 3, 5, 6, 6, 7, 7, 6, 6, 8, 9, 11, 12, 10, 7, 4, 2, 1, 0)
WEEKDAYS = (1.0, 1.08, 1.1, 1.05, 0.95, 0.5, 0.42)


def slots(
    rng: Random, midnight: datetime, days: int, count: int, hours: tuple[float, ...]
) -> list[datetime]:
    """``count`` publishing instants in the ``days`` days from ``midnight`` on, in order."""
    weights = [
        hours[hour] * WEEKDAYS[(midnight.weekday() + day) % 7] * _mood(rng)
        for day in range(days)
        for hour in range(24)
    ]
    cumulative = list(accumulate(weights))
    picks = (bisect_left(cumulative, rng.random() * cumulative[-1]) for _ in range(count))
    return sorted(midnight + timedelta(hours=pick, seconds=rng.randrange(3600)) for pick in picks)


def _mood(rng: Random) -> float:
    """How much fuller or emptier than usual one hour turns out."""
    return rng.uniform(0.7, 1.3)
