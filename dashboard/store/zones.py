"""A time zone as stretches of one offset each, so that databases can count in local time.

In each stretch local time is UTC plus a constant, and that is arithmetic any database has.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dashboard.store.identity import from_ms

DAY_MS = 86_400_000
SECOND_MS = 1000


class Stretch(NamedTuple):
    """From ``start`` up to ``end`` (ms, UTC) local time is ``offset`` ms later than UTC."""

    start: int
    end: int
    offset: int


def stretches(zone: ZoneInfo, start: int, end: int) -> list[Stretch]:
    """The stretches between two moments (ms since 1970, UTC), in order and without gaps.

    Zones never change twice within a day, so looking once a day sees every change.
    """
    found: list[Stretch] = []
    at, offset = start, _offset(zone, start)
    for change in _changes(zone, start, end):
        found.append(Stretch(at, change, offset))
        at, offset = change, _offset(zone, change)
    return [*found, Stretch(at, end, offset)] if at < end else found


def _changes(zone: ZoneInfo, start: int, end: int) -> Iterator[int]:
    for day in range(start // DAY_MS, end // DAY_MS + 1):
        change = _change_on(zone, day)
        if change is not None and start < change < end:
            yield change


@lru_cache(maxsize=65_536)
def _change_on(zone: ZoneInfo, day: int) -> int | None:
    """When the offset changes between the beginning of a UTC day and the next, if it does."""
    low, high = day * DAY_MS, (day + 1) * DAY_MS
    before = _offset(zone, low)
    if _offset(zone, high) == before:
        return None
    while high - low > SECOND_MS:
        middle = (low + high) // 2 // SECOND_MS * SECOND_MS
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _offset(zone: ZoneInfo, ms: int) -> int:
    local: datetime = from_ms(ms).astimezone(zone)
    return (local.utcoffset() or timedelta()) // timedelta(milliseconds=1)
