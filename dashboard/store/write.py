"""Storing batches: what arrived and its checkpoint in one transaction, or nothing at all.

Several sources' batches may share a transaction (that is much cheaper); each is still whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import orjson
from sqlalchemy import Connection, bindparam, text, update

from connectors.contract import Batch
from connectors.items import Reading, Status
from dashboard.store import arrivals as deciding
from dashboard.store import reused, schema, successors
from dashboard.store.arrivals import Arrival, Decision, Incoming, Key, StoredSighting
from dashboard.store.base import Part
from dashboard.store.channels import note_elsewhere
from dashboard.store.identity import to_ms
from dashboard.store.item_writer import ItemWriter
from dashboard.store.joiner import Joiner
from dashboard.store.model import Written
from dashboard.store.persistence import repeatable
from dashboard.store.readings import store_readings
from dashboard.store.recall import Recall
from dashboard.store.successors import Taken
from dashboard.store.upsert import insert_new, insert_or_update

_ARRIVED = """
UPDATE source SET checkpoint = :checkpoint, items = items + :added,
    url = CASE WHEN :url = '' THEN url ELSE :url END,
    name = CASE WHEN :name = '' THEN name ELSE :name END
"""
_WHERE = " WHERE outlet_id = :outlet AND id = :id"
_PULLING = text(f"{_ARRIVED}, lease_until = :until {_WHERE}")
# A push that came while the source was read may tell of more than the reading saw.
_NEXT = """CASE WHEN EXISTS (SELECT 1 FROM push WHERE push.outlet_id = source.outlet_id
    AND push.source_id = source.id AND push.pushed_at > source.last_attempt_at)
    THEN NULL ELSE CAST(:due AS BIGINT) END"""
_PULLED = text(
    f"""{_ARRIVED}, last_success_at = :now, next_due_at = {_NEXT}, failures = 0, error = '',
    advice = '', warnings = :warnings, lease_owner = '', lease_until = 0,
    state = CASE WHEN state = 'broken' THEN 'active' ELSE state END {_WHERE}"""
)


class Writing(Part):
    """The write side of the store."""

    @repeatable
    def batch(self, source_id: str, source_kind: str, batch: Batch) -> Written:
        """Store one batch of a source and its checkpoint."""
        return self.batches([Arrival(source_id, source_kind, batch)])[0]

    @repeatable
    def batches(self, arrivals: Sequence[Arrival]) -> list[Written]:
        """Store batches and their checkpoints in one transaction; what each changed, in order."""
        with self.begin_write() as connection:
            job = _Job(self, connection, arrivals)
            written = job.run()
            if any(w.new or w.changed or w.gone or w.readings for w in written):
                self.bump_version(connection)
        return written


def rewrite(part: Part, connection: Connection, arrivals: Sequence[Arrival]) -> None:
    """Store sightings beside the pulls of their sources, whose checkpoints and turns stay."""
    _Job(part, connection, arrivals).store_items()


class _Job:
    """One transaction of the writer."""

    def __init__(self, part: Part, connection: Connection, arrivals: Sequence[Arrival]) -> None:
        self.outlet_id = part.outlet_id
        self.zone = part.zone
        self.now = part.clock()
        self.now_ms = to_ms(self.now)
        self.connection = connection
        self.arrivals = reused.one_by_one(arrivals)

    def run(self) -> list[Written]:
        """Store everything that the batches hold."""
        news, stored, gone, decisions = self.store_items()
        readings = self._write_readings(news, stored)
        self._mark_refreshed(news, stored)
        self._write_elsewhere()
        self._write_sources(news, stored)
        return self._account(news, gone, decisions, readings)

    def store_items(
        self,
    ) -> tuple[list[Incoming], dict[Key, StoredSighting], dict[Key, Status], list[Decision]]:
        """Store the sightings and what becomes of their items."""
        recall = Recall(self.connection, self.outlet_id)
        stored = recall.sightings(self.arrivals)
        news = deciding.incoming(self.arrivals, stored)
        identities = recall.identities(deciding.identity_keys(news))
        if doubted := reused.suspects(news, stored, identities):
            news = self._told_apart(news, doubted, stored, recall)
            identities = recall.identities(deciding.identity_keys(news))
        taken: list[Taken] = []
        if posts := successors.suspects(news, stored, identities):
            taken = successors.taken_over(posts, recall.items(posts), news, identities)
            successors.give(taken, identities)
        fresh, doubles = deciding.resolve(news, stored, identities)
        if doubles:
            joiner = Joiner(self.connection, self.outlet_id, self.zone, self.now)
            became = joiner.join_doubles(doubles, news, fresh)
            stored |= {
                key: replace(s, item_id=became[s.item_id])
                for key, s in stored.items()
                if s.item_id in became
            }
        gone = self._gone(stored)
        owners = {key: stored[key].item_id for key in gone}
        touched = {entry.item_id for entry in news} | set(owners.values())
        items = recall.items(touched)
        decisions = deciding.decide(news, gone, items, owners, self.now)
        self._write_sightings(news, stored, gone, fresh)
        if taken:
            joiner = Joiner(self.connection, self.outlet_id, self.zone, self.now)
            for one in taken:
                joiner.own_keys(one.keys, one.owner, one.entry.item_id)
        writer = ItemWriter(self.connection, self.outlet_id, self.zone, self.now_ms)
        writer.write([d for d in decisions if not d.same])
        return news, stored, gone, decisions

    def _told_apart(
        self,
        news: list[Incoming],
        doubted: Mapping[int, list[Incoming]],
        stored: dict[Key, StoredSighting],
        recall: Recall,
    ) -> list[Incoming]:
        """What came, with entries that reuse another article's id under their own addresses."""
        items = recall.items(doubted)
        others = [
            entry
            for number, entries in doubted.items()
            for entry in entries
            if reused.is_another(items[number].sightings[entry.key], entry.item)
        ]
        if not others:
            return news
        stored |= recall.sightings_at(
            (entry.key[0], reused.address_of(entry.item)) for entry in others
        )
        renamed = [reused.under_its_address(entry, stored) for entry in others]
        kept = [entry for entry in news if not any(entry is other for other in others)]
        return [*kept, *(entry for entry in renamed if entry)]

    def _gone(self, stored: Mapping[Key, StoredSighting]) -> dict[Key, Status]:
        return {
            (arrival.source_id, gone.ref): gone.status
            for arrival in self.arrivals
            for gone in arrival.batch.gone
            if (key := (arrival.source_id, gone.ref)) in stored and not stored[key].gone
        }

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
                "held_at": to_ms(entry.held.at) if entry.held else None,
                "held_basis": str(entry.held.basis) if entry.held else None,
            }
            for entry in news
        ]
        news_of_it = ("digest", "payload", "changed_at", "gone_at", "gone_status")
        replaced = (*news_of_it, "held_at", "held_basis")
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

    def _write_elsewhere(self) -> None:
        for arrival in self.arrivals:
            note_elsewhere(self.connection, self.outlet_id, arrival.batch.elsewhere, self.now_ms)

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
