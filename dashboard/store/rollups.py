"""Counts by day, hour, kind and topic, in the outlet's zone, kept in the items' transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, select

from dashboard.store import schema
from dashboard.store.identity import from_ms
from dashboard.store.upsert import insert_or_add

ALL_TOPICS = ""
QUARTER_MS = 15 * 60 * 1000
QUARTERS_SINCE = from_ms(0).replace(year=1973)
"""Since then every zone's offset is whole quarters of an hour; Liberia's was the last."""


class Rollups:
    """Collects what a transaction adds and takes away, then writes it at once."""

    def __init__(self, outlet_id: int, zone: ZoneInfo) -> None:
        self._outlet_id = outlet_id
        self._zone = zone
        self._hour_of: dict[int, tuple[int, int]] = {}
        self._days: Counter[tuple[int, str, str]] = Counter()
        self._hours: Counter[tuple[int, int, str]] = Counter()

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_hour_of": {}}

    def item(self, published_ms: int, kind: str, by: int) -> None:
        """Count an item in (``by`` = 1) or out (-1)."""
        day, hour = self._local(published_ms)
        self._days[day, kind, ALL_TOPICS] += by
        self._hours[day, hour, kind] += by

    def topics(self, published_ms: int, kind: str, topics: Iterable[str], by: int) -> None:
        """Count an item in or out under each of its topics."""
        if topics := tuple(topics):
            day, _ = self._local(published_ms)
            for topic in topics:
                self._days[day, kind, topic] += by

    def write(self, connection: Connection) -> None:
        """Add what was collected to the tables."""
        insert_or_add(
            connection,
            schema.rollup_day,
            [
                {"outlet_id": self._outlet_id, "day": d, "kind": k, "topic": t, "items": n}
                for (d, k, t), n in self._days.items()
                if n
            ],
            "items",
        )
        insert_or_add(
            connection,
            schema.rollup_hour,
            [
                {"outlet_id": self._outlet_id, "day": d, "hour": h, "kind": k, "items": n}
                for (d, h, k), n in self._hours.items()
                if n
            ],
            "items",
        )

    def _local(self, published_ms: int) -> tuple[int, int]:
        """Day and hour in the outlet's zone, worked out once a quarter of an hour."""
        quarter = published_ms // QUARTER_MS
        if (found := self._hour_of.get(quarter)) is None:
            moment = from_ms(published_ms)
            local = moment.astimezone(self._zone)
            found = local.toordinal(), local.hour
            if moment >= QUARTERS_SINCE:
                self._hour_of[quarter] = found
        return found


def rebuild(connection: Connection, outlet_id: int, zone: ZoneInfo) -> None:
    """Count everything anew, as after a change of the outlet's zone."""
    for table in (schema.rollup_day, schema.rollup_hour):
        connection.execute(delete(table).where(table.c.outlet_id == outlet_id))
    item = schema.item
    rollups = Rollups(outlet_id, zone)
    rows = connection.execute(
        select(item.c.published_at, item.c.kind, item.c.topics).where(item.c.outlet_id == outlet_id)
    )
    for published, kind, topics in rows:
        rollups.item(published, kind, 1)
        rollups.topics(published, kind, (topic[0] for topic in topics), 1)
    rollups.write(connection)
