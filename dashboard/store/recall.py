"""What the store holds of that which batches speak of: the ground for deciding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, select

from connectors.items import Status
from dashboard.store import codec, schema
from dashboard.store.among import among
from dashboard.store.arrivals import Arrival, Key, StoredItem, StoredSighting
from dashboard.store.identity import from_ms
from dashboard.store.merge import Sighting

CHUNK = 500
"""Rows asked for at once: well under SQLite's limit of bound variables."""

T = TypeVar("T")


class Recall:
    """Reads within the transaction that is about to write."""

    def __init__(self, connection: Connection, outlet_id: int) -> None:
        self._connection = connection
        self._outlet_id = outlet_id

    def sightings(self, arrivals: Sequence[Arrival]) -> dict[Key, StoredSighting]:
        """The stored sightings that batches speak of, by source and ref."""
        table = schema.sighting
        wanted: dict[str, set[str]] = {}
        for arrival in arrivals:
            refs = wanted.setdefault(arrival.source_id, set())
            refs.update(item.ref for item in arrival.batch.items)
            refs.update(gone.ref for gone in arrival.batch.gone)
            refs.update(reading.ref for reading in arrival.batch.readings)
        found: dict[Key, StoredSighting] = {}
        for source_id, refs in wanted.items():
            if not refs:
                continue
            rows = self._connection.execute(
                select(table.c.ref, table.c.item_id, table.c.digest, table.c.gone_at).where(
                    table.c.outlet_id == self._outlet_id,
                    table.c.source_id == source_id,
                    among(self._connection, table.c.ref, refs),
                )
            )
            for ref, item_id, digest, gone_at in rows:
                found[source_id, ref] = StoredSighting(item_id, digest, gone_at is not None)
        return found

    def identities(self, keys: Iterable[str]) -> dict[str, int]:
        """Which of the identity keys are known, and whose they are."""
        table, wanted = schema.identity, list(keys)
        if not wanted:
            return {}
        rows = self._connection.execute(
            select(table.c.key, table.c.item_id).where(
                table.c.outlet_id == self._outlet_id, among(self._connection, table.c.key, wanted)
            )
        )
        return {key: item_id for key, item_id in rows}  # noqa: C416 (rows are no pairs to mypy)

    def items(self, ids: Iterable[int]) -> dict[int, StoredItem]:
        """Items with all their sightings, by id."""
        table, wanted = schema.item, list(ids)
        if not wanted:
            return {}
        rows = self._connection.execute(
            select(
                table.c.id,
                table.c.position,
                table.c.corrections,
                table.c.topics,
                table.c.refreshed_at,
            ).where(
                table.c.outlet_id == self._outlet_id, among(self._connection, table.c.id, wanted)
            )
        )
        found = {item_id: StoredItem(*rest) for item_id, *rest in rows}
        for key, item_id, sighting in self._sightings_of(found):
            found[item_id].sightings[key] = sighting
        return found

    def _sightings_of(self, ids: Iterable[int]) -> Iterator[tuple[Key, int, Sighting]]:
        table, source = schema.sighting, schema.source
        for chunk in chunks(ids):
            rows = self._connection.execute(
                select(
                    table.c.source_id,
                    table.c.ref,
                    table.c.item_id,
                    source.c.kind,
                    table.c.payload,
                    table.c.first_seen_at,
                    table.c.gone_status,
                )
                .outerjoin(
                    source,
                    (source.c.outlet_id == table.c.outlet_id) & (source.c.id == table.c.source_id),
                )
                .where(table.c.outlet_id == self._outlet_id, table.c.item_id.in_(chunk))
            )
            for source_id, ref, item_id, kind, payload, first, gone in rows:
                yield (
                    (source_id, ref),
                    item_id,
                    Sighting(
                        source_id,
                        kind or "",
                        codec.decode(payload),
                        from_ms(first),
                        Status(gone) if gone else None,
                    ),
                )


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists of up to ``CHUNK``."""
    rest = iter(values)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
