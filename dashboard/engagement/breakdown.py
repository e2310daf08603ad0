"""Which topics, hours and pairings do well: medians over items, each with how many they are.

Items of different age cannot be compared by what they have now. They are compared by what they
had at one early age where enough of them were read then; else by what they have so far, and the
answer says which (:class:`Measured`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from dashboard.engagement.audience import Audience
from dashboard.engagement.baselines import ENOUGH
from dashboard.engagement.readings import one_origin, views_at
from dashboard.store.model import ItemRow

EARLY_AGE_H = 48.0


@dataclass(frozen=True, slots=True)
class Measured:
    """Items with one comparable count each; ``age_h`` is ``None`` when it is the count so far."""

    age_h: float | None
    values: tuple[tuple[ItemRow, float], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The median count of ``n`` items that share something (a topic, an hour).

    ``low`` and ``high`` are quartiles, ``None`` under ``ENOUGH`` items, when the median is no more
    than a hint (``small``).
    """

    id: str
    name: str
    n: int
    median: float
    low: float | None
    high: float | None

    @property
    def small(self) -> bool:
        """Whether there are too few items to lean on."""
        return self.n < ENOUGH


def measure(
    audience: Audience, items: Iterable[ItemRow] | None = None, age_h: float = EARLY_AGE_H
) -> Measured:
    """One comparable count for each item (default: all of the audience)."""
    chosen = list(audience.items if items is None else items)
    one_origin([audience.of(item) for item in chosen])
    early = [(item, views_at(audience.of(item), age_h)) for item in chosen]
    known = [(item, value) for item, value in early if value is not None]
    if len(known) >= ENOUGH:
        return Measured(age_h, tuple(known))
    return Measured(None, tuple((item, audience.of(item).last_value) for item in chosen))


def by_topic(measured: Measured) -> list[Group]:
    """By best topic of each item, highest median first, small groups last."""

    def topic(item: ItemRow) -> tuple[str, str]:
        best = item.topics[0] if item.topics else None
        return (best.id, best.name) if best else ("", "No topic")

    groups = _grouped(measured, topic)
    return sorted(groups, key=lambda group: (group.small, -group.median, group.id))


def by_hour(measured: Measured, zone: ZoneInfo) -> list[Group]:
    """By hour of publishing in ``zone``, from midnight on; hours without items are left out."""

    def hour(item: ItemRow) -> tuple[str, str]:
        number = item.published_at.astimezone(zone).hour
        return f"{number:02}", f"{number:02}:00"

    return sorted(_grouped(measured, hour), key=lambda group: group.id)


def by_pairing(measured: Measured) -> list[Group]:
    """Items that belong to another (an article's film, a film's article), and those alone."""

    def state(item: ItemRow) -> tuple[str, str]:
        return ("paired", "With a partner") if item.partners else ("alone", "On its own")

    return sorted(_grouped(measured, state), key=lambda group: group.id, reverse=True)


def _grouped(measured: Measured, key: Callable[[ItemRow], tuple[str, str]]) -> list[Group]:
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    for item, value in measured.values:
        values[key(item)].append(value)
    return [_group(group_id, name, found) for (group_id, name), found in values.items()]


def _group(group_id: str, name: str, values: Sequence[float]) -> Group:
    low = high = None
    if len(values) >= ENOUGH:
        low, _, high = quantiles(values, n=4, method="inclusive")
    return Group(group_id, name, len(values), median(values), low, high)
