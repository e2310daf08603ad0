"""Engagement figures: kept as observed, with the newest of each item at hand.

Figures of different origins (``youtube``, ``site``) are rows of their own and never added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, select

from connectors.items import Reading
from dashboard.store import schema
from dashboard.store.base import Part
from dashboard.store.identity import from_ms, read_id, show_id, to_ms
from dashboard.store.model import ReadingRow
from dashboard.store.upsert import insert_or_update


class Readings(Part):
    """Series and newest values of engagement figures."""

    def add(self, rows: Iterable[ReadingRow]) -> int:
        """Store figures of known items; a figure of the same moment is replaced. How many."""
        found = [
            (number, _reading(row)) for row in rows if (number := read_id(row.item_id)) is not None
        ]
        with self.begin_write() as connection:
            store_readings(connection, self.outlet_id, found)
            if found:
                self.bump_version(connection)
        return len(found)

    def series(self, item_ids: Sequence[str], metric: str, origin: str) -> list[ReadingRow]:
        """All figures of the items, by item and time."""
        table = schema.reading
        ids = [n for n in map(read_id, item_ids) if n is not None]
        return self._rows(
            select(table)
            .where(
                table.c.outlet_id == self.outlet_id,
                table.c.item_id.in_(ids),
                table.c.metric == metric,
                table.c.origin == origin,
            )
            .order_by(table.c.item_id, table.c.observed_at)
        )

    def latest(self, metric: str, origin: str, since: datetime | None = None) -> list[ReadingRow]:
        """The newest figure of each item; ``since`` leaves out items published before."""
        table, item = schema.reading_latest, schema.item
        statement = select(table).where(
            table.c.outlet_id == self.outlet_id,
            table.c.metric == metric,
            table.c.origin == origin,
        )
        if since is not None:
            statement = statement.join(
                item, and_(item.c.outlet_id == table.c.outlet_id, item.c.id == table.c.item_id)
            ).where(item.c.published_at >= to_ms(since))
        return self._rows(statement)

    def between(
        self, metric: str, origin: str, since: datetime, until: datetime
    ) -> list[ReadingRow]:
        """All figures of items *published* in the span, by item and time."""
        table, item = schema.reading, schema.item
        return self._rows(
            select(table)
            .join(item, and_(item.c.outlet_id == table.c.outlet_id, item.c.id == table.c.item_id))
            .where(
                table.c.outlet_id == self.outlet_id,
                table.c.metric == metric,
                table.c.origin == origin,
                item.c.published_at >= to_ms(since),
                item.c.published_at < to_ms(until),
            )
            .order_by(table.c.item_id, table.c.observed_at)
        )

    def _rows(self, statement: Select[Any]) -> list[ReadingRow]:
        with self.begin_read() as connection:
            return [
                ReadingRow(
                    item_id=show_id(row.item_id),
                    metric=row.metric,
                    origin=row.origin,
                    observed_at=from_ms(row.observed_at),
                    value=row.value,
                    window_s=row.window_s,
                )
                for row in connection.execute(statement)
            ]


def store_readings(
    connection: Connection, outlet_id: int, found: Sequence[tuple[int, Reading]]
) -> None:
    """Write figures and move the newest ones forward."""
    rows = [
        {
            "outlet_id": outlet_id,
            "item_id": item_id,
            "metric": reading.metric,
            "origin": reading.origin,
            "observed_at": to_ms(reading.observed_at),
            "value": reading.value,
            "window_s": reading.window_s,
        }
        for item_id, reading in found
    ]
    insert_or_update(connection, schema.reading, rows, ("value", "window_s"))
    insert_or_update(
        connection,
        schema.reading_latest,
        rows,
        ("observed_at", "value", "window_s"),
        only_if="excluded.observed_at >= reading_latest.observed_at",
    )


def _reading(row: ReadingRow) -> Reading:
    return Reading(
        ref=row.item_id,
        metric=row.metric,
        value=row.value,
        observed_at=row.observed_at,
        origin=row.origin,
        window_s=row.window_s,
    )
