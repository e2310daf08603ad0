"""What is known of an audience, read from the store: items with their series, by origin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

from dashboard.engagement.baselines import BASELINE_DAYS, comparable_kind
from dashboard.engagement.readings import Series, make_series
from dashboard.store import Store
from dashboard.store.model import ItemRow, ReadingRow

Origin = Literal["youtube", "site"]

METRICS: Mapping[Origin, str] = {"youtube": "views", "site": "pageviews"}
"""The metric by which items of an origin are ranked."""

NAMES: Mapping[Origin, str] = {"youtube": "YouTube views", "site": "Site pageviews"}
"""What an origin's figures are called wherever they are shown."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Items of one origin that have readings, newest first.

    ``items`` are those of the wished span; ``baseline`` are the series that they are compared
    with, by comparable kind. ``series`` holds both, by item id. ``through`` is the newest reading.
    """

    origin: Origin
    items: tuple[ItemRow, ...]
    series: Mapping[str, Series]
    baseline: Mapping[str, tuple[Series, ...]]
    through: datetime | None

    def of(self, item: ItemRow) -> Series:
        """The series of one of ``items``."""
        return self.series[item.id]

    def comparable(self, item: ItemRow) -> tuple[Series, ...]:
        """What an item is compared with (itself included, if it is recent)."""
        return self.baseline.get(group_of(item), ())


def group_of(item: ItemRow) -> str:
    """The group within which an item is compared: a video's kind, else the item's."""
    return comparable_kind(item.video_kind) if item.kind == "video" else item.kind


def read_audience(
    store: Store,
    origin: Origin,
    now: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Audience:
    """The audience of items published in a span (by default the last ``BASELINE_DAYS`` days).

    ``since`` is inclusive, ``until`` exclusive; ``now`` is aware.
    """
    recent = now - timedelta(days=BASELINE_DAYS)
    first = since or recent
    end = until or now
    rows = store.readings.between(METRICS[origin], origin, min(first, recent), max(end, now))
    items = _items(store, rows)
    series = _series(items, rows)
    baseline: dict[str, list[Series]] = defaultdict(list)
    for item_id, one in series.items():
        if recent <= items[item_id].published_at <= now:
            baseline[group_of(items[item_id])].append(one)
    shown = [items[i] for i in series if first <= items[i].published_at < end]
    return Audience(
        origin=origin,
        items=tuple(sorted(shown, key=lambda item: item.published_at, reverse=True)),
        series=series,
        baseline={group: tuple(members) for group, members in baseline.items()},
        through=max((one.last_at for one in series.values()), default=None),
    )


def _items(store: Store, rows: Iterable[ReadingRow]) -> dict[str, ItemRow]:
    ids = list(dict.fromkeys(row.item_id for row in rows))
    return {item.id: item for item in store.timeline.rows(ids)}


def _series(items: Mapping[str, ItemRow], rows: Iterable[ReadingRow]) -> dict[str, Series]:
    found: dict[str, Series] = {}
    for item_id, own in groupby(rows, key=lambda row: row.item_id):
        if (item := items.get(item_id)) is not None:
            one = make_series(watchable_from(item), own)
            if one is not None:
                found[item_id] = one
    return found


def watchable_from(item: ItemRow) -> datetime:
    """When an audience could begin to gather: the start of a stream or premiere, if it had one."""
    return max(item.published_at, item.scheduled_at or item.published_at)
