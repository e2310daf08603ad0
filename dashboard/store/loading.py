"""Writing items by the ten thousand: prepared elsewhere, all new, in large transactions.

Nobody looks first whether they are new. The rows are inserted as they are, and where one is there
already (a load that was stopped and runs again, an article that another source brought) the whole
part is taken back and stored the way every batch is. Either way the store ends up the same.

This is SQLite's way; on other databases every part is stored as batches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import IntegrityError

from connectors.contract import Batch
from dashboard.store import codec, schema, search
from dashboard.store.among import SQLITE, among
from dashboard.store.arrivals import LEASE_S, Arrival
from dashboard.store.base import Part
from dashboard.store.bulk import COLUMNS, PAYLOAD, Prepared
from dashboard.store.facets import write_facet_values
from dashboard.store.identity import to_ms
from dashboard.store.model import Written
from dashboard.store.write import Writing

CACHE_KIB = 131_072
"""SQLite's cache while items are loaded: what one part touches stays in memory until it is kept."""


class Loading(Part):
    """The write side of the store for items that are probably all new."""

    @contextmanager
    def many(self) -> Iterator[None]:
        """While many parts are put: the database gets room for it."""
        if self._database.writer.dialect.name != SQLITE:
            yield
            return
        usual = self._pragma("cache_size")
        self._pragma(f"cache_size = -{CACHE_KIB}")
        try:
            yield
        finally:
            self._pragma(f"cache_size = {usual}")
            self._pragma("shrink_memory")

    def _pragma(self, said: str) -> Any:
        with self.begin_write() as connection:
            done = connection.exec_driver_sql(f"PRAGMA {said}")
            return done.scalar() if done.returns_rows else None

    def put(self, part: Prepared, checkpoint: Mapping[str, Any] | None = None) -> Written:
        """Store a part and its checkpoint in one transaction, if it is all new.

        A part that is not is stored batch by batch, the checkpoint with the last of them.
        """
        if self._database.writer.dialect.name == SQLITE:
            try:
                return self._all_new(part, checkpoint or {})
            except (IntegrityError, _TakenError):
                pass
        return self._by_batches(part, checkpoint or {})

    def _all_new(self, part: Prepared, checkpoint: Mapping[str, Any]) -> Written:
        with self.begin_write() as connection:
            self._must_be_free(connection, part)
            for table, columns in COLUMNS.items():
                if rows := part.rows[table]:
                    connection.exec_driver_sql(_insert(table, columns), rows)
            search.append(connection, part.documents)
            write_facet_values(connection, self.outlet_id, part.values)
            part.rollups.write(connection)
            new = sum(part.batches)
            source = schema.source
            connection.execute(
                update(source)
                .where(source.c.outlet_id == self.outlet_id, source.c.id == part.plan.source_id)
                .values(
                    items=source.c["items"] + new,
                    checkpoint=dict(checkpoint),
                    lease_until=to_ms(part.now) + int(LEASE_S * 1000),
                )
            )
            self.bump_version(connection)
        return Written(new=new)

    def _must_be_free(self, connection: Connection, part: Prepared) -> None:
        """Raises ``_TakenError`` unless every position is free."""
        places = [place for place, _ in part.documents]
        column = schema.item.c.position
        taken = select(func.count()).where(
            schema.item.c.outlet_id == self.outlet_id, among(connection, column, places)
        )
        if len(set(places)) < len(places) or connection.scalar(taken):
            raise _TakenError

    def _by_batches(self, part: Prepared, checkpoint: Mapping[str, Any]) -> Written:
        plan, payloads = part.plan, iter([row[PAYLOAD] for row in part.rows["sighting"]])
        writing = Writing(self._database)
        earlier = self._checkpoint(plan.source_id)
        new = changed = 0
        for number, size in enumerate(part.batches, 1):
            items = tuple(map(codec.decode, islice(payloads, size)))
            kept = checkpoint if number == len(part.batches) else earlier
            batch = Batch(items=items, checkpoint=kept)
            written = writing.batches([Arrival(plan.source_id, plan.source_kind, batch)])[0]
            new, changed = new + written.new, changed + written.changed
        return Written(new=new, changed=changed)

    def _checkpoint(self, source_id: str) -> Mapping[str, Any]:
        table = schema.source
        with self.begin_read() as connection:
            found: Mapping[str, Any] | None = connection.scalar(
                select(table.c.checkpoint).where(
                    table.c.outlet_id == self.outlet_id, table.c.id == source_id
                )
            )
        return found or {}


def _insert(table: str, columns: Sequence[str]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 -- ours


class _TakenError(Exception):
    """The place of an item on the timeline is another's already."""
