"""The days that charts show, and in which steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Grain = Literal["day", "week", "month"]

USUAL_WEEKS = 8
"""What is usual is told from so many weeks; charts show at least as much."""
MOST_DAYS, MOST_WEEKS = 120, 900
"""A span of more days than the first is shown in weeks, of more than the second in months."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def grain(self) -> Grain:
        """The steps in which it is readable."""
        if self.days <= MOST_DAYS:
            return "day"
        return "week" if self.days <= MOST_WEEKS else "month"

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def steps(self, grain: Grain) -> Iterator[date]:
        """The first day of each period, from the one that ``first`` falls into."""
        at = start(self.first, grain)
        while at <= self.last:
            yield at
            at = after(at, grain)


def start(day: date, grain: Grain) -> date:
    """The first day of the period that ``day`` falls into; weeks begin on Monday."""
    if grain == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if grain == "month" else day


def after(first: date, grain: Grain) -> date:
    """The first day of the period after the one that begins on ``first``."""
    if grain == "month":
        return (first + timedelta(days=31)).replace(day=1)
    return first + timedelta(days=7 if grain == "week" else 1)


def shown(first: date | None, last: date | None, today: date) -> Span:
    """What charts show of a view: all its days, and the weeks around that make them readable.

    Days of the last weeks are shown among those weeks, so that picking some moves nothing.
    """
    weeks = timedelta(days=7 * USUAL_WEEKS - 1)
    end = max(last or today, first) if first else last or today
    if today - weeks <= end:
        end = max(today, first or today)
    begin = end - weeks
    return Span(min(first, begin) if first else begin, end)
