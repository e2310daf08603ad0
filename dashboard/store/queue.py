"""What waits to be understood, and small facts that outlive a process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, delete, func, literal, select

from dashboard.store import schema
from dashboard.store.base import Part
from dashboard.store.identity import read_id, show_id
from dashboard.store.upsert import insert_or_update


class Queue(Part):
    """Items by the kind of work that they wait for (``topics``, ``pairs``)."""

    def take(self, work: str, limit: int = 500) -> list[str]:
        """Up to ``limit`` waiting item ids; they wait until they are :meth:`done`."""
        table = schema.queue
        with self.begin_read() as connection:
            numbers = connection.scalars(
                select(table.c.item_id)
                .where(table.c.outlet_id == self.outlet_id, table.c.work == work)
                .limit(limit)
            )
            return [show_id(number) for number in numbers]

    def done(self, work: str, ids: Iterable[str]) -> None:
        """The items no longer wait."""
        table = schema.queue
        rows = [{"w": work, "i": n} for n in map(read_id, ids) if n is not None]
        if not rows:
            return
        with self.begin_write() as connection:
            connection.execute(
                delete(table).where(
                    table.c.outlet_id == self.outlet_id,
                    table.c.work == bindparam("w"),
                    table.c.item_id == bindparam("i"),
                ),
                rows,
            )

    def waiting(self, work: str) -> int:
        """How many items wait."""
        table = schema.queue
        with self.begin_read() as connection:
            return (
                connection.scalar(
                    select(func.count()).where(
                        table.c.outlet_id == self.outlet_id, table.c.work == work
                    )
                )
                or 0
            )

    def refill(self, work: str) -> None:
        """Let every item wait again, as after a change of what understanding knows."""
        table, item = schema.queue, schema.item
        with self.begin_write() as connection:
            connection.execute(
                delete(table).where(table.c.outlet_id == self.outlet_id, table.c.work == work)
            )
            connection.execute(
                table.insert().from_select(
                    ["outlet_id", "work", "item_id"],
                    select(item.c.outlet_id, literal(work), item.c.id).where(
                        item.c.outlet_id == self.outlet_id
                    ),
                )
            )


class Meta(Part):
    """Small JSON values by name."""

    def get(self, key: str, default: Any = None) -> Any:
        """The value under ``key``."""
        table = schema.meta
        with self.begin_read() as connection:
            row = connection.execute(
                select(table.c.value).where(table.c.outlet_id == self.outlet_id, table.c.key == key)
            ).first()
        return default if row is None else row[0]["value"]

    def set(self, key: str, value: Any) -> None:
        """Keep a JSON value under ``key``."""
        with self.begin_write() as connection:
            insert_or_update(
                connection,
                schema.meta,
                # SQLite would take a bare number in a JSON column for a number of its own.
                [{"outlet_id": self.outlet_id, "key": key, "value": {"value": value}}],
                ("value",),
            )
