"""What the store holds of that which batches speak of: the ground for deciding."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, bindparam, select

from connectors.items import AnyItem, Status, TimeBasis
from dashboard.store import codec, schema
from dashboard.store.among import among, among_named, together
from dashboard.store.arrivals import Arrival, Key, StoredItem, StoredSighting
from dashboard.store.identity import from_ms
from dashboard.store.merge import Sighting
from dashboard.store.times import Stated

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
        wanted: dict[str, set[str]] = {}
        for arrival in arrivals:
            refs = wanted.setdefault(arrival.source_id, set())
            refs.update(item.ref for item in arrival.batch.items)
            refs.update(gone.ref for gone in arrival.batch.gone)
            refs.update(reading.ref for reading in arrival.batch.readings)
        return self._digests(wanted)

    def sightings_at(self, keys: Iterable[Key]) -> dict[Key, StoredSighting]:
        """The stored sightings with these sources and refs."""
        wanted: dict[str, set[str]] = {}
        for source_id, ref in keys:
            wanted.setdefault(source_id, set()).add(ref)
        return self._digests(wanted)

    def _digests(self, wanted: Mapping[str, Collection[str]]) -> dict[Key, StoredSighting]:
        dialect = self._connection.dialect.name
        found: dict[Key, StoredSighting] = {}
        for source_id, refs in wanted.items():
            if not refs:
                continue
            asked = {"outlet": self._outlet_id, "source": source_id}
            rows = self._connection.execute(
                _digests_of(dialect), asked | {"refs": together(dialect, refs)}
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
                select(table, source.c.kind)
                .outerjoin(
                    source,
                    (source.c.outlet_id == table.c.outlet_id) & (source.c.id == table.c.source_id),
                )
                .where(table.c.outlet_id == self._outlet_id, table.c.item_id.in_(chunk))
            )
            for row in rows:
                found = sighting_of(row, row.kind, codec.decode(row.payload))
                yield (row.source_id, row.ref), row.item_id, found


def sighting_of(row: Row[Any], kind: str | None, item: AnyItem) -> Sighting:
    """A sighting from its row in the table, its source's kind and its decoded payload."""
    stays = row.held_at is not None
    return Sighting(
        row.source_id,
        kind or "",
        item,
        from_ms(row.first_seen_at),
        Status(row.gone_status) if row.gone_status else None,
        from_ms(row.changed_at),
        Stated(from_ms(row.held_at), TimeBasis(row.held_basis)) if stays else None,
    )


@lru_cache
def _digests_of(dialect: str) -> Select[Any]:
    """Kept, since it is asked for each source of a transaction."""
    table = schema.sighting
    return select(table.c.ref, table.c.item_id, table.c.digest, table.c.gone_at).where(
        table.c.outlet_id == bindparam("outlet"),
        table.c.source_id == bindparam("source"),
        among_named(dialect, table.c.ref, "refs"),
    )


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists of up to ``CHUNK``."""
    rest = iter(values)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
