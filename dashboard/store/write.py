"""Storing batches: what arrived and its checkpoint in one transaction, or nothing at all.

Several sources' batches may share a transaction (that is much cheaper); each is still whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, bindparam, delete, select, text, update

from connectors.contract import Batch
from connectors.items import Reading, Status
from dashboard.store import arrivals as deciding
from dashboard.store import codec, schema, search
from dashboard.store.arrivals import Arrival, Decision, Incoming, Key, StoredItem, StoredSighting
from dashboard.store.base import Part
from dashboard.store.identity import from_ms, ms_of, to_ms
from dashboard.store.merge import Sighting
from dashboard.store.model import Written
from dashboard.store.readings import store_readings
from dashboard.store.rollups import Rollups
from dashboard.store.upsert import insert_new, insert_or_add, insert_or_update

CHUNK = 500
"""Rows asked for at once: well under SQLite's limit of bound variables."""

T = TypeVar("T")


_ARRIVED = """
UPDATE source SET checkpoint = :checkpoint, items = items + :added,
    url = CASE WHEN :url = '' THEN url ELSE :url END,
    name = CASE WHEN :name = '' THEN name ELSE :name END
"""
_WHERE = " WHERE outlet_id = :outlet AND id = :id"
_PULLING = text(f"{_ARRIVED}, lease_until = :until {_WHERE}")
_PULLED = text(
    f"""{_ARRIVED}, last_success_at = :now, next_due_at = :due, failures = 0, error = '',
    advice = '', warnings = :warnings, lease_owner = '', lease_until = 0,
    state = CASE WHEN state = 'broken' THEN 'active' ELSE state END {_WHERE}"""
)


class Writing(Part):
    """The write side of the store."""

    def batch(self, source_id: str, source_kind: str, batch: Batch) -> Written:
        """Store one batch of a source and its checkpoint."""
        return self.batches([Arrival(source_id, source_kind, batch)])[0]

    def batches(self, arrivals: Sequence[Arrival]) -> list[Written]:
        """Store batches and their checkpoints in one transaction; what each changed, in order."""
        with self.begin_write() as connection:
            job = _Job(self, connection, arrivals)
            written = job.run()
            if any(w.new or w.changed or w.gone or w.readings for w in written):
                self.bump_version(connection)
        return written


@dataclass(slots=True)
class _Effects:
    """Rows to write, collected over all touched items."""

    items: list[dict[str, Any]]
    facets_in: list[dict[str, Any]]
    facets_out: list[dict[str, Any]]
    values: Counter[tuple[str, str, str]]
    changes: list[dict[str, Any]]
    queue: list[dict[str, Any]]
    search_in: list[tuple[int, search.Document]]
    search_out: list[tuple[int, search.Document]]


class _Job:
    """One transaction of the writer."""

    def __init__(self, part: Part, connection: Connection, arrivals: Sequence[Arrival]) -> None:
        self.outlet_id = part.outlet_id
        self.zone = part.zone
        self.now = part.clock()
        self.now_ms = to_ms(self.now)
        self.connection = connection
        self.arrivals = arrivals

    def run(self) -> list[Written]:
        stored = self._stored_sightings()
        news = deciding.incoming(self.arrivals, stored)
        identities = self._identities(deciding.identity_keys(news))
        fresh = deciding.resolve(news, stored, identities)
        gone = self._gone(stored)
        owners = {key: stored[key].item_id for key in gone}
        touched = {entry.item_id for entry in news} | set(owners.values())
        items = self._stored_items(touched)
        decisions = deciding.decide(news, gone, items, owners, self.now)
        self._write_sightings(news, stored, gone, fresh)
        self._write_items([d for d in decisions if not d.same])
        readings = self._write_readings(news, stored)
        self._mark_refreshed(news, stored)
        self._write_sources(news, stored)
        return self._account(news, gone, decisions, readings)

    # What is stored already ---------------------------------------------------------------

    def _stored_sightings(self) -> dict[Key, StoredSighting]:
        table = schema.sighting
        wanted: dict[str, set[str]] = {}
        for arrival in self.arrivals:
            refs = wanted.setdefault(arrival.source_id, set())
            refs.update(item.ref for item in arrival.batch.items)
            refs.update(gone.ref for gone in arrival.batch.gone)
            refs.update(reading.ref for reading in arrival.batch.readings)
        found: dict[Key, StoredSighting] = {}
        for source_id, refs in wanted.items():
            for chunk in _chunks(refs):
                rows = self.connection.execute(
                    select(table.c.ref, table.c.item_id, table.c.digest, table.c.gone_at).where(
                        table.c.outlet_id == self.outlet_id,
                        table.c.source_id == source_id,
                        table.c.ref.in_(chunk),
                    )
                )
                for ref, item_id, digest, gone_at in rows:
                    found[source_id, ref] = StoredSighting(item_id, digest, gone_at is not None)
        return found

    def _identities(self, keys: Iterable[str]) -> dict[str, int]:
        table = schema.identity
        found: dict[str, int] = {}
        for chunk in _chunks(keys):
            rows = self.connection.execute(
                select(table.c.key, table.c.item_id).where(
                    table.c.outlet_id == self.outlet_id, table.c.key.in_(chunk)
                )
            )
            found.update((key, item_id) for key, item_id in rows)
        return found

    def _stored_items(self, ids: Iterable[int]) -> dict[int, StoredItem]:
        table, found = schema.item, {}
        for chunk in _chunks(ids):
            rows = self.connection.execute(
                select(
                    table.c.id,
                    table.c.position,
                    table.c.corrections,
                    table.c.topics,
                    table.c.refreshed_at,
                ).where(table.c.outlet_id == self.outlet_id, table.c.id.in_(chunk))
            )
            for item_id, *rest in rows:
                found[item_id] = StoredItem(*rest)
        for key, item_id, sighting in self._sightings_of(found):
            found[item_id].sightings[key] = sighting
        return found

    def _sightings_of(self, ids: Iterable[int]) -> Iterator[tuple[Key, int, Sighting]]:
        table, source = schema.sighting, schema.source
        for chunk in _chunks(ids):
            rows = self.connection.execute(
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
                .where(table.c.outlet_id == self.outlet_id, table.c.item_id.in_(chunk))
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

    def _gone(self, stored: Mapping[Key, StoredSighting]) -> dict[Key, Status]:
        return {
            (arrival.source_id, gone.ref): gone.status
            for arrival in self.arrivals
            for gone in arrival.batch.gone
            if (key := (arrival.source_id, gone.ref)) in stored and not stored[key].gone
        }

    # Writing ------------------------------------------------------------------------------

    def _write_sightings(
        self,
        news: Sequence[Incoming],
        stored: Mapping[Key, StoredSighting],
        gone: Mapping[Key, Status],
        fresh: Mapping[str, int],
    ) -> None:
        rows = [
            {
                "outlet_id": self.outlet_id,
                "source_id": entry.key[0],
                "ref": entry.key[1],
                "item_id": entry.item_id,
                "digest": entry.digest,
                "payload": entry.payload,
                "first_seen_at": self.now_ms,
                "changed_at": self.now_ms,
                "gone_at": None,
                "gone_status": "",
            }
            for entry in news
        ]
        replaced = ("digest", "payload", "changed_at", "gone_at", "gone_status")
        insert_or_update(self.connection, schema.sighting, rows, replaced)
        insert_new(
            self.connection,
            schema.identity,
            [{"outlet_id": self.outlet_id, "key": k, "item_id": i} for k, i in fresh.items()],
        )
        table = schema.sighting
        for (source_id, ref), status in gone.items():
            self.connection.execute(
                update(table)
                .where(
                    table.c.outlet_id == self.outlet_id,
                    table.c.source_id == source_id,
                    table.c.ref == ref,
                )
                .values(gone_at=self.now_ms, gone_status=str(status), changed_at=self.now_ms)
            )

    def _write_items(self, decisions: Sequence[Decision]) -> None:
        if not decisions:
            return
        places = self._places(decisions)
        effects = _Effects([], [], [], Counter(), [], [], [], [])
        rollups = Rollups(self.outlet_id, self.zone)
        for decision in decisions:
            self._effects_of(decision, places[decision.item_id], effects, rollups)
        search.remove(self.connection, effects.search_out)
        self._delete_facets(effects.facets_out)
        columns = [c.name for c in schema.item.columns if c.name not in ("outlet_id", "id")]
        insert_or_update(self.connection, schema.item, effects.items, columns)
        insert_new(self.connection, schema.facet, effects.facets_in)
        write_facet_values(self.connection, self.outlet_id, effects.values)
        search.add(self.connection, effects.search_in)
        insert_or_update(self.connection, schema.change, effects.changes, ("new",))
        insert_new(self.connection, schema.queue, effects.queue)
        rollups.write(self.connection)

    def _effects_of(
        self, decision: Decision, place: int, effects: _Effects, rollups: Rollups
    ) -> None:
        stored, outlet = decision.stored, {"outlet_id": self.outlet_id}
        row = item_row = deciding.item_row(decision, place)
        effects.items.append(outlet | row)
        topics = row["topics"]
        new = deciding.facets_of(decision.after, topics)
        old = deciding.facets_of(decision.before, topics) if decision.before else set()
        moved = stored is not None and stored.position != place
        effects.facets_in += [
            outlet | {"facet": f, "value": v, "position": place}
            for f, v, _ in (new if moved else new - old)
        ]
        if stored:
            effects.facets_out += [
                {"f": f, "v": v, "p": stored.position} for f, v, _ in (old if moved else old - new)
            ]
        effects.values.update(new - old)
        effects.values.subtract(old - new)
        before, after = deciding.documents(decision)
        if moved or before != after:
            effects.search_in.append((place, after))
            if stored and before:
                effects.search_out.append((stored.position, before))
        self._count(decision, stored, item_row, rollups)
        effects.changes += [
            outlet
            | {"item_id": decision.item_id, "at": self.now_ms, "field": f, "old": o, "new": n}
            for f, o, n in decision.changes()
        ]
        effects.queue += [
            outlet | {"work": work, "item_id": decision.item_id} for work in decision.work()
        ]

    def _count(
        self,
        decision: Decision,
        stored: StoredItem | None,
        row: Mapping[str, Any],
        rollups: Rollups,
    ) -> None:
        kind, topics = row["kind"], [topic[0] for topic in row["topics"]]
        was = ms_of(stored.position) if stored else None
        if was == row["published_at"]:
            return
        rollups.item(row["published_at"], kind, 1)
        rollups.topics(row["published_at"], kind, topics, 1)
        if was is not None:
            rollups.item(was, kind, -1)
            rollups.topics(was, kind, topics, -1)

    def _places(self, decisions: Sequence[Decision]) -> dict[int, int]:
        """A free position for each item; one that keeps its time keeps its place."""
        places: dict[int, int] = {}
        moving: list[Decision] = []
        for decision in decisions:
            held = decision.stored.position if decision.stored else None
            if held is not None and ms_of(held) == ms_of(decision.place):
                places[decision.item_id] = held
            else:
                moving.append(decision)
        table, taken = schema.item, set(places.values())
        for chunk in _chunks(d.place for d in moving):
            taken |= set(
                self.connection.scalars(
                    select(table.c.position).where(
                        table.c.outlet_id == self.outlet_id, table.c.position.in_(chunk)
                    )
                )
            )
        for decision in moving:
            place = decision.place
            while place in taken or (place != decision.place and self._is_taken(place)):
                place += 1
            taken.add(place)
            places[decision.item_id] = place
        return places

    def _is_taken(self, place: int) -> bool:
        table = schema.item
        statement = select(table.c.id).where(
            table.c.outlet_id == self.outlet_id, table.c.position == place
        )
        return self.connection.execute(statement).first() is not None

    def _delete_facets(self, rows: Sequence[Mapping[str, Any]]) -> None:
        table = schema.facet
        if rows:
            self.connection.execute(
                delete(table).where(
                    table.c.outlet_id == self.outlet_id,
                    table.c.facet == bindparam("f"),
                    table.c.value == bindparam("v"),
                    table.c.position == bindparam("p"),
                ),
                rows,
            )

    def _write_readings(
        self, news: Sequence[Incoming], stored: Mapping[Key, StoredSighting]
    ) -> Counter[int]:
        owners = {entry.key: entry.item_id for entry in news}
        owners |= {key: s.item_id for key, s in stored.items() if key not in owners}
        found: list[tuple[int, Reading]] = []
        counts: Counter[int] = Counter()
        for number, arrival in enumerate(self.arrivals):
            for reading in arrival.batch.readings:
                item_id = owners.get((arrival.source_id, reading.ref))
                if item_id is not None:
                    found.append((item_id, reading))
                    counts[number] += 1
        store_readings(self.connection, self.outlet_id, found)
        return counts

    def _mark_refreshed(
        self, news: Sequence[Incoming], stored: Mapping[Key, StoredSighting]
    ) -> None:
        owners = {entry.key: entry.item_id for entry in news}
        table = schema.item
        rows = [
            {"i": owners.get(key) or stored[key].item_id}
            for arrival in self.arrivals
            if arrival.source_kind == "youtube"
            for item in arrival.batch.items
            if (key := (arrival.source_id, item.ref)) in owners or key in stored
        ]
        if rows:
            self.connection.execute(
                update(table)
                .where(table.c.outlet_id == self.outlet_id, table.c.id == bindparam("i"))
                .values(refreshed_at=self.now_ms),
                rows,
            )

    def _write_sources(
        self, news: Sequence[Incoming], stored: Mapping[Key, StoredSighting]
    ) -> None:
        added = Counter(entry.key[0] for entry in news if entry.key not in stored)
        for statement, done in ((_PULLING, False), (_PULLED, True)):
            rows = [
                {
                    "outlet": self.outlet_id,
                    "id": arrival.source_id,
                    "checkpoint": orjson.dumps(dict(arrival.batch.checkpoint)).decode(),
                    "added": added.pop(arrival.source_id, 0),
                    "url": arrival.batch.moved_to,
                    "name": arrival.batch.name,
                    "now": self.now_ms,
                    "until": self.now_ms + int(deciding.LEASE_S * 1000),
                    "due": to_ms(arrival.finish.next_due_at) if arrival.finish else None,
                    "warnings": orjson.dumps(arrival.batch.warnings).decode(),
                }
                for arrival in self.arrivals
                if (arrival.finish is not None) == done
            ]
            if rows:
                self.connection.execute(statement, rows)

    def _account(
        self,
        news: Sequence[Incoming],
        gone: Mapping[Key, Status],
        decisions: Sequence[Decision],
        readings: Counter[int],
    ) -> list[Written]:
        cause = {entry.item_id: entry.arrival for entry in reversed(news)}
        counts: dict[int, Counter[str]] = {n: Counter() for n in range(len(self.arrivals))}
        touched: dict[int, list[str]] = {n: [] for n in range(len(self.arrivals))}
        for decision in decisions:
            if decision.same or decision.item_id not in cause:
                continue
            number = cause[decision.item_id]
            counts[number]["changed" if decision.before else "new"] += 1
            touched[number].append(format(decision.item_id, "016x"))
        for source_id, ref in gone:
            number = next(
                n
                for n, a in enumerate(self.arrivals)
                if a.source_id == source_id and any(g.ref == ref for g in a.batch.gone)
            )
            counts[number]["gone"] += 1
        return [
            Written(**counts[n], readings=readings[n], touched=tuple(touched[n]))
            for n in range(len(self.arrivals))
        ]


def write_facet_values(
    connection: Connection, outlet_id: int, values: Mapping[tuple[str, str, str], int]
) -> None:
    """Add to (or take from) how many items have each value of a facet."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for (facet, value, name), by in values.items():
        row = rows.setdefault(
            (facet, value),
            {"outlet_id": outlet_id, "facet": facet, "value": value, "name": name, "items": 0},
        )
        row["items"] += by
    insert_or_add(
        connection, schema.facet_value, [row for row in rows.values() if row["items"]], "items"
    )


def _chunks(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
