"""What hangs on an item besides its sightings, carried to another item and back.

Decisions on pairs, figures and history are facts of their own: when two items become one they go
along, and a snapshot is kept so that undoing puts each back where it was.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, delete, or_, select, update

from dashboard.store import schema
from dashboard.store.upsert import insert_new, insert_or_update

Rows = list[dict[str, Any]]
Snapshot = dict[str, Any]

SIMPLE = (schema.change, schema.reading, schema.reading_latest, schema.identity)
"""Tables with a row or more of an item under ``item_id``."""
HALVES = ("article_id", "video_id")
OWNERS = ("item_id", *HALVES)
SAID = ("state", "score", "evidence")
DECIDED = ("verdict", "decided_by", "decided_at", "why")


class Carrier:
    """Carries within one transaction."""

    def __init__(self, connection: Connection, outlet_id: int) -> None:
        self._connection = connection
        self._outlet_id = outlet_id

    def snapshot(self, item_id: int, survivor: int) -> Snapshot:
        """Everything that hangs on an item, as JSON-ready values.

        ``theirs`` are rows of ``survivor`` in whose place one of them may come, ``survivors`` its
        sightings.
        """
        former = schema.former_id
        found: Snapshot = {str(t.name): self._rows(t, t.c.item_id == item_id) for t in SIMPLE}
        for table in (schema.pair, schema.decision):
            half = or_(table.c.article_id == item_id, table.c.video_id == item_id)
            found[str(table.name)] = self._rows(table, half)
        found["theirs"] = {
            str(table.name): [
                row
                for mine in found[table.name]
                for row in self._rows(table, *_at(table, _renamed(mine, item_id, survivor)))
            ]
            for table in (*SIMPLE, schema.pair)
        }
        found["sightings"] = self._sightings(item_id)
        found["survivors"] = self._sightings(survivor)
        found["former"] = [row["id"] for row in self._rows(former, former.c.item_id == item_id)]
        item = schema.item
        row = self._connection.execute(
            select(item.c.corrections, item.c.topics, item.c.refreshed_at).where(
                item.c.outlet_id == self._outlet_id, item.c.id == item_id
            )
        ).one()
        return found | {
            "corrections": row.corrections,
            "topics": row.topics,
            "refreshed_at": row.refreshed_at,
        }

    def over(self, loser: int, survivor: int) -> None:
        """Everything of ``loser`` becomes ``survivor``'s; ids of old lead to it."""
        for table in SIMPLE:
            rows = self._take(table, table.c.item_id == loser)
            self._put(table, [row | {"item_id": survivor} for row in rows])
        for mine in HALVES:
            self._pairs_over(mine, loser, survivor)
        former = schema.former_id
        self._connection.execute(
            update(former)
            .where(former.c.outlet_id == self._outlet_id, former.c.item_id == loser)
            .values(item_id=survivor)
        )
        row = {"outlet_id": self._outlet_id, "id": loser, "item_id": survivor}
        insert_or_update(self._connection, former, [row], ("item_id",))
        self._connection.execute(
            delete(former).where(
                former.c.outlet_id == self._outlet_id, former.c.id == former.c.item_id
            )
        )

    def back(self, snapshot: Snapshot, loser: int, survivor: int) -> None:
        """What a snapshot holds is ``loser``'s again."""
        former = schema.former_id
        for table in (*SIMPLE, schema.pair):
            rows: Rows = snapshot[table.name]
            for row in rows:
                self._drop_moved(table, _renamed(row, loser, survivor))
            self._put(table, rows)
            self._put(table, snapshot["theirs"][table.name])
        for row in snapshot["decision"]:
            self._drop_decision(_renamed(row, loser, survivor))
        self._put(schema.decision, snapshot["decision"])
        self._connection.execute(
            delete(former).where(former.c.outlet_id == self._outlet_id, former.c.id == loser)
        )
        for number in snapshot["former"]:
            self._connection.execute(
                update(former)
                .where(former.c.outlet_id == self._outlet_id, former.c.id == number)
                .values(item_id=loser)
            )

    def _sightings(self, item_id: int) -> list[list[str]]:
        table = schema.sighting
        rows = self._connection.execute(
            select(table.c.source_id, table.c.ref)
            .where(table.c.outlet_id == self._outlet_id, table.c.item_id == item_id)
            .order_by(table.c.source_id, table.c.ref)
        )
        return [[source_id, ref] for source_id, ref in rows]

    def _pairs_over(self, mine: str, loser: int, survivor: int) -> None:
        """Pairs and decisions of one half; of two decisions on one pair the later holds."""
        pair, decision = schema.pair, schema.decision
        rows = self._take(pair, pair.c[mine] == loser)
        known = {
            (row["article_id"], row["video_id"]): row
            for row in self._rows(pair, pair.c[mine] == survivor)
        }
        for row in rows:
            moved = row | {mine: survivor}
            there = known.get((moved["article_id"], moved["video_id"]))
            if there is None or (moved["decided_at"] or 0) > (there["decided_at"] or 0):
                said = (
                    {} if there is None else {k: there[k] for k in ("state", "score", "evidence")}
                )
                values = [name for name in moved if name not in ("outlet_id", *HALVES)]
                insert_or_update(self._connection, pair, [moved | said], values)
        for row in self._take(decision, decision.c[mine] == loser):
            moved = row | {mine: survivor}
            last = [r["number"] for r in self._decisions(moved)]
            number = max(last, default=0) + 1
            insert_new(self._connection, decision, [moved | {"number": number}])

    def _decisions(self, row: dict[str, Any]) -> Rows:
        table = schema.decision
        return self._rows(
            table,
            (table.c.article_id == row["article_id"]) & (table.c.video_id == row["video_id"]),
        )

    def _drop_moved(self, table: Table, moved: dict[str, Any]) -> None:
        """Drop a row that was carried here, unless something else stands there by now."""
        told = DECIDED if table is schema.pair else tuple(moved)
        for row in self._rows(table, *_at(table, moved)):
            if all(row[name] == moved[name] for name in told):
                self._connection.execute(delete(table).where(*_at(table, row)))

    def _drop_decision(self, moved: dict[str, Any]) -> None:
        """The log renumbers what comes to it: a decision is found by what it says."""
        said = ("verdict", "by", "at", "why")
        for row in self._decisions(moved):
            if all(row[name] == moved[name] for name in said):
                self._connection.execute(delete(schema.decision).where(*_at(schema.decision, row)))
                return

    def _rows(self, table: Table, *conditions: Any) -> Rows:
        found = self._connection.execute(
            select(table)
            .where(table.c.outlet_id == self._outlet_id, *conditions)
            .order_by(*table.primary_key.columns)
        )
        return [{str(name): value for name, value in row.items()} for row in found.mappings()]

    def _take(self, table: Table, condition: Any) -> Rows:
        rows = self._rows(table, condition)
        if rows:
            self._connection.execute(
                delete(table).where(table.c.outlet_id == self._outlet_id, condition)
            )
        return rows

    def _put(self, table: Table, rows: Rows) -> None:
        if table is schema.reading_latest:
            newer = "excluded.observed_at >= reading_latest.observed_at"
            said = ("observed_at", "value", "window_s")
            insert_or_update(self._connection, table, rows, said, only_if=newer)
        elif table is schema.identity:
            insert_or_update(self._connection, table, rows, ("item_id",))
        else:
            insert_new(self._connection, table, rows)


def _renamed(row: dict[str, Any], loser: int, survivor: int) -> dict[str, Any]:
    """The row as it stands under the other item."""
    return {
        name: survivor if name in OWNERS and value == loser else value
        for name, value in row.items()
    }


def _at(table: Table, row: dict[str, Any]) -> list[Any]:
    """The condition that a row's primary key is met."""
    return [column == row[column.name] for column in table.primary_key.columns]
