"""Weeks, months and years of days given as proleptic ordinals, as rollups keep them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

SPANS = ("week", "month", "year")
GRAINS = ("day", *SPANS)


class Piece(NamedTuple):
    """Days from ``first`` up to ``end`` that can be read at one grain."""

    grain: str
    first: int
    end: int


@lru_cache(maxsize=65_536)
def start_of(day: int, grain: str) -> int:
    """The first day of the period that a day falls into.

    Raises:
        ValueError: ``grain`` is not one of ``GRAINS``.
    """
    if grain == "day":
        return day
    if grain == "week":
        return day - weekday(day)
    if grain == "month":
        return date.fromordinal(day).replace(day=1).toordinal()
    if grain == "year":
        return date.fromordinal(day).replace(month=1, day=1).toordinal()
    raise ValueError(f"A grain is one of {', '.join(GRAINS)}, not {grain!r}.")


def next_start(day: int, grain: str) -> int:
    """The first day of the period after the one that a day falls into."""
    longest = {"day": 1, "week": 7, "month": 31, "year": 366}[grain]
    return start_of(start_of(day, grain) + longest, grain)


def weekday(day: int) -> int:
    """0 is Monday: day 1 of the proleptic calendar was one."""
    return (day + 6) % 7


def pieces(first: int, end: int, grains: tuple[str, ...]) -> Iterator[Piece]:
    """The days from ``first`` up to ``end``, whole periods at the coarsest grain that has them.

    ``grains`` go from fine to coarse, and each period of one lies within one of the next.
    """
    *finer, grain = grains
    if not finer:
        if first < end:
            yield Piece(grain, first, end)
        return
    inner = first if start_of(first, grain) == first else next_start(first, grain)
    outer = start_of(end, grain)
    if inner >= outer:
        yield from pieces(first, end, tuple(finer))
        return
    yield from pieces(first, inner, tuple(finer))
    yield Piece(grain, inner, outer)
    yield from pieces(outer, end, tuple(finer))
