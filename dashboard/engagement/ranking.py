"""What stands out: most seen, furthest above its usual, rising now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.engagement.audience import Audience, group_of
from dashboard.engagement.baselines import Usual, usual_for_each
from dashboard.engagement.readings import Series, velocity
from dashboard.store.model import ItemRow

FRESH = timedelta(hours=36)
"""What was read longer ago says nothing about what rises now."""

CLEARLY = 1.25
"""How many times the usual velocity is more than chance."""

STEADY = 10.0
"""Added to both velocities (counts per hour) when rises are ordered, so that three views an hour
in place of one do not outrank three thousand in place of one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An item's count at its last reading, beside the usual of its kind at that age.

    ``multiple`` is count over usual count, ``rise`` velocity over usual velocity (counts per
    hour); each ``None`` where there is no usual or nothing to compare.
    """

    item: ItemRow
    series: Series
    usual: Usual
    velocity: float | None
    usual_velocity: Usual

    @property
    def views(self) -> float:
        """The count at the last reading."""
        return self.series.last_value

    @property
    def multiple(self) -> float | None:
        """How many times the usual count at the same age it has."""
        return _ratio(self.views, self.usual.median)

    @property
    def rise(self) -> float | None:
        """How many times the usual velocity at the same age it gathers."""
        return _ratio(self.velocity, self.usual_velocity.median)


def standings(audience: Audience) -> list[Standing]:
    """Where each item of the audience stands, newest first."""
    groups: dict[str, list[ItemRow]] = defaultdict(list)
    for item in audience.items:
        groups[group_of(item)].append(item)
    found: dict[str, Standing] = {}
    for group, items in groups.items():
        own = [audience.of(item) for item in items]
        counts, speeds = usual_for_each(audience.baseline.get(group, ()), own)
        for item, series, count, speed in zip(items, own, counts, speeds, strict=True):
            found[item.id] = Standing(item, series, count, velocity(series), speed)
    return [found[item.id] for item in audience.items]


def top_by_views(all_of: Iterable[Standing], limit: int = 10) -> list[Standing]:
    """The items with most views, most first."""
    return sorted(all_of, key=lambda one: (-one.views, one.item.id))[:limit]


def top_by_multiple(all_of: Iterable[Standing], limit: int = 10) -> list[Standing]:
    """The items furthest above their usual at the same age, furthest first."""
    known = [(one.multiple, one) for one in all_of if one.multiple is not None]
    return [one for _, one in sorted(known, key=lambda pair: (-pair[0], pair[1].item.id))][:limit]


def rising(all_of: Sequence[Standing], now: datetime, limit: int = 10) -> list[Standing]:
    """The items that now gather clearly faster than usual at their age, greatest rise first."""
    found = [
        one
        for one in all_of
        if one.rise is not None and one.rise >= CLEARLY and now - one.series.last_at <= FRESH
    ]
    return sorted(found, key=lambda one: (-_weight(one), one.item.id))[:limit]


def _weight(one: Standing) -> float:
    usual = one.usual_velocity.median or 0.0
    return ((one.velocity or 0.0) + STEADY) / (usual + STEADY)


def _ratio(value: float | None, usual: float | None) -> float | None:
    return None if value is None or not usual else value / usual
