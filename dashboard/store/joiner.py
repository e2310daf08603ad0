"""Carrying out joins, merges and splits, each with what undoing it needs; and the log of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, or_, select, update

from dashboard.store import schema
from dashboard.store.arrivals import Double, Incoming, Key
from dashboard.store.carrying import Carrier, Snapshot
from dashboard.store.identity import keys_of, to_ms
from dashboard.store.joining import joins
from dashboard.store.merge import Sighting
from dashboard.store.recall import Recall, chunks
from dashboard.store.regroup import Regrouper

MERGE, SPLIT = "merge", "split"

Row = Mapping[str, Any]


class Joiner:
    """Works within one transaction that writes."""

    def __init__(
        self, connection: Connection, outlet_id: int, zone: ZoneInfo, now: datetime
    ) -> None:
        self._connection = connection
        self._outlet_id = outlet_id
        self._now = now
        self._carrier = Carrier(connection, outlet_id)
        self._regrouper = Regrouper(connection, outlet_id, zone, now)
        self._recall = Recall(connection, outlet_id)

    def join_doubles(
        self, doubles: Sequence[Double], news: Sequence[Incoming], fresh: dict[str, int]
    ) -> dict[int, int]:
        """Join the items that turn out to be one; which became which."""
        touched = {n for double in doubles for n in (double.entry.item_id, double.other_id)}
        items = self._recall.items(touched)
        mine = [entry for entry in news if entry.item_id in touched]
        became: dict[int, int] = {}
        for loser, survivor in joins(doubles, mine, items, self.apart(), self._now):
            if loser in items:
                self.merge(loser, survivor, by="", why="One source names both as one.")
            became = {n: survivor if at == loser else at for n, at in became.items()}
            became[loser] = survivor
        for entry in mine:
            entry.item_id = became.get(entry.item_id, entry.item_id)
        fresh.update({key: became[at] for key, at in fresh.items() if at in became})
        return became

    def merge(self, loser: int, survivor: int, *, by: str, why: str, log: bool = True) -> None:
        """``loser`` becomes part of ``survivor``; ``by`` is empty where no person said so."""
        snapshot = self._carrier.snapshot(loser, survivor)
        counts = self._corrections(survivor) + snapshot["corrections"]
        self._carrier.over(loser, survivor)
        targets = {(str(source), str(ref)): survivor for source, ref in snapshot["sightings"]}
        self._regrouper.move(
            targets, (loser, survivor), corrections={survivor: counts}, quiet=bool(by)
        )
        if log:
            self._log(MERGE, survivor, loser, snapshot, by=by, why=why)

    def unmerge(self, row: Row, current: int) -> None:
        """Undo a merge: ``current`` is the item in which its sightings now are."""
        snapshot: Snapshot = row["moved"]
        loser = row["other_id"]
        counts = self._corrections(current) - snapshot["corrections"]
        self._carrier.back(snapshot, loser, current)
        here = self._recall.items([current])[current].sightings
        targets = self._belonging(here, snapshot, loser)
        self._regrouper.move(
            targets,
            (current, loser),
            corrections={current: max(0, counts)},
            quiet=True,
            restored={loser: snapshot},
        )

    def split(self, item_id: int, key: Key, new_id: int, *, by: str) -> None:
        """The sighting ``key`` becomes an item of its own, with the keys that are only its."""
        here = self._recall.items([item_id])[item_id].sightings
        rest = {k for s, sighting in here.items() if s != key for k in keys_of(sighting.item, s[0])}
        own = [k for k in keys_of(here[key].item, key[0]) if k not in rest]
        self.own_keys(own, item_id, new_id)
        self._regrouper.move({key: new_id}, (item_id, new_id), quiet=True)
        self._log(SPLIT, item_id, new_id, {"sightings": [list(key)], "keys": own}, by=by)

    def own_keys(self, keys: Iterable[str], owner: int, new_owner: int) -> None:
        """Identity keys change hands."""
        table = schema.identity
        for some in chunks(keys):
            self._connection.execute(
                update(table)
                .where(
                    table.c.outlet_id == self._outlet_id,
                    table.c.key.in_(some),
                    table.c.item_id == owner,
                )
                .values(item_id=new_owner)
            )

    def apart(self) -> list[frozenset[int]]:
        """Pairs of items that people keep apart."""
        found = []
        for row in self.decisions(SPLIT):
            pair = frozenset(map(self.current, (row["item_id"], row["other_id"])))
            if len(pair) == 2:
                found.append(pair)
        return found

    def decisions(self, verb: str = "", touching: Iterable[int] = ()) -> list[Row]:
        """Merges and splits that are in force, the oldest first."""
        table = schema.merge_decision
        statement = select(table).where(
            table.c.outlet_id == self._outlet_id, table.c.undone_at.is_(None)
        )
        if verb:
            statement = statement.where(table.c.verb == verb)
        if ids := list(touching):
            statement = statement.where(or_(table.c.item_id.in_(ids), table.c.other_id.in_(ids)))
        rows = self._connection.execute(statement.order_by(table.c.number)).mappings()
        return [dict(row) for row in rows]

    def current(self, item_id: int) -> int:
        """The item that an id of old now leads to."""
        former = schema.former_id
        found = self._connection.scalar(
            select(former.c.item_id).where(
                former.c.outlet_id == self._outlet_id, former.c.id == item_id
            )
        )
        return item_id if found is None else found

    def formers(self, item_id: int) -> list[int]:
        """The ids that lead to an item, its own first."""
        former = schema.former_id
        found = self._connection.scalars(
            select(former.c.id).where(
                former.c.outlet_id == self._outlet_id, former.c.item_id == item_id
            )
        )
        return [item_id, *found]

    def mark_undone(self, row: Row, by: str) -> None:
        """A decision is no longer in force."""
        table = schema.merge_decision
        self._connection.execute(
            update(table)
            .where(table.c.outlet_id == self._outlet_id, table.c.number == row["number"])
            .values(undone_by=by, undone_at=to_ms(self._now))
        )

    def _belonging(
        self, here: Mapping[Key, Sighting], snapshot: Snapshot, loser: int
    ) -> dict[Key, int]:
        """The sightings that were there before, and those that came since under its keys."""
        then = {(source, ref) for source, ref in snapshot["sightings"]}
        others = {(source, ref) for source, ref in snapshot["survivors"]}
        keys = {row["key"] for row in snapshot["identity"]}
        return {
            key: loser
            for key, sighting in here.items()
            if key in then or (key not in others and keys_of(sighting.item, key[0])[0] in keys)
        }

    def _corrections(self, item_id: int) -> int:
        item = schema.item
        return (
            self._connection.scalar(
                select(item.c.corrections).where(
                    item.c.outlet_id == self._outlet_id, item.c.id == item_id
                )
            )
            or 0
        )

    def log_split(self, item_id: int, other_id: int, by: str) -> None:
        """Two items that a person keeps apart, without moving anything."""
        self._log(SPLIT, item_id, other_id, {"sightings": [], "keys": []}, by=by)

    def _log(
        self,
        verb: str,
        item_id: int,
        other_id: int,
        moved: Snapshot,
        *,
        by: str,
        why: str = "",
    ) -> None:
        table = schema.merge_decision
        last = self._connection.scalar(
            select(func.max(table.c.number)).where(table.c.outlet_id == self._outlet_id)
        )
        self._connection.execute(
            insert(table).values(
                outlet_id=self._outlet_id,
                number=(last or 0) + 1,
                verb=verb,
                item_id=item_id,
                other_id=other_id,
                by=by,
                at=to_ms(self._now),
                why=why,
                moved=moved,
                undone_by="",
                undone_at=None,
            )
        )
