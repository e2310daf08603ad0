"""What a measurement is, and the two ways of summing several up."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured thing.

    ``value`` is in ``unit`` (``s``, ``ms``, ``x`` for a ratio); ``baseline`` is what the named
    comparison took in the same run, in the same unit. ``goal`` is an upper bound for ``value``.
    ``error`` says why there is no value.
    """

    part: str
    name: str
    value: float | None = None
    unit: str = ""
    baseline: float | None = None
    goal: float | None = None
    samples: tuple[float, ...] = ()
    note: str = ""
    error: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the goal is met; ``None`` where there is no goal or no value."""
        if self.goal is None or self.value is None:
            return None
        return self.value <= self.goal


class CannotMeasureError(Exception):
    """A part of the bench cannot run on this machine; the message says why."""


def ratio(
    part: str, name: str, ours: Sequence[float], theirs: Sequence[float], *, goal: float | None
) -> Figure:
    """The median of ``ours`` as a multiple of the median of ``theirs``."""
    value = statistics.median(ours) / statistics.median(theirs)
    return Figure(part=part, name=name, value=value, unit="x", goal=goal)


def median(part: str, name: str, samples: Sequence[float], unit: str, **more: object) -> Figure:
    """The median of samples, which are kept beside it."""
    return Figure(
        part=part,
        name=name,
        value=statistics.median(samples),
        unit=unit,
        samples=tuple(samples),
        **more,  # type: ignore[arg-type]  # the remaining fields, by name
    )


def percentile(samples: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; ``share`` between 0 and 1."""
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def repeat_ms(action: Callable[[], object], times: int) -> list[float]:
    """How long each of so many calls took, milliseconds, after one that does not count."""
    action()
    taken = []
    for _ in range(times):
        start = perf_counter()
        action()
        taken.append((perf_counter() - start) * 1000)
    return taken
