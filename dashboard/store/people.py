"""What people say of items: these are the same, this sighting is another. Kept until taken back.

Sync never undoes it: sightings keep their item, new ones follow the keys, and items that were
split are not joined again, whatever keys say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from dashboard.store import schema
from dashboard.store.arrivals import Key
from dashboard.store.base import NOBODY, Part
from dashboard.store.identity import from_ms, new_id, read_id, show_id
from dashboard.store.joiner import MERGE, SPLIT, Joiner, Row


class MergeError(ValueError):
    """A merge or split that cannot be: the message says why."""


@dataclass(frozen=True, slots=True)
class MergeDecision:
    """A merge or split in force. ``by`` is empty where keys said so and no person."""

    number: int
    verb: str
    item_id: str
    other_id: str
    by: str
    at: datetime
    why: str


class People(Part):
    """Merging and splitting by hand."""

    def merge(self, item_id: str, other_id: str, by: str, why: str = "") -> str:
        """The two are one from now on; the id of the one, the earlier of both.

        Pairs that people decided on, figures and history stay with it; the other id finds it too.

        Raises:
            MergeError: the two cannot be one, or nobody is named in ``by``.
        """
        _named(by)
        with self.begin_write() as connection:
            joiner = self._joiner(connection)
            one, other = (
                self._item(connection, joiner, item_id),
                self._item(connection, joiner, other_id),
            )
            if one == other:
                raise MergeError("These are one item already.")
            kinds = {self._kind(connection, number) for number in (one, other)}
            if len(kinds) > 1:
                raise MergeError("An item can only be merged with one of its own kind.")
            if kinds == {"video"}:
                raise MergeError("Two videos have two YouTube ids and stay two.")
            survivor, loser = sorted((one, other), key=lambda n: self._age(connection, n))
            joiner.merge(loser, survivor, by=by, why=why)
            self.bump_version(connection)
        return show_id(survivor)

    def split(self, item_id: str, source_id: str, ref: str, by: str) -> str:
        """One sighting becomes an item of its own; that item's id.

        Raises:
            MergeError: there is no such sighting, or it is the only one, or of a video, or nobody
                is named in ``by``.
        """
        _named(by)
        key = (source_id, ref)
        with self.begin_write() as connection:
            joiner = self._joiner(connection)
            number = self._item(connection, joiner, item_id)
            mine = self._sightings(connection, number)
            if key not in mine:
                raise MergeError("The item was not seen there.")
            if len(mine) == 1:
                raise MergeError("This is the only place where the item was seen.")
            if self._kind(connection, number) == "video":
                raise MergeError("A video is known by its YouTube id and cannot be two.")
            new = self._free_id(connection, f"split:{source_id}:{ref}")
            joiner.split(number, key, new, by=by)
            self.bump_version(connection)
        return show_id(new)

    def undo(self, item_id: str, by: str) -> MergeDecision:
        """Take back the latest merge or split of an item, and say which it was.

        Items that keys had joined stay two from then on.

        Raises:
            MergeError: there is nothing to take back, or nobody is named in ``by``.
        """
        _named(by)
        with self.begin_write() as connection:
            joiner = self._joiner(connection)
            number = self._item(connection, joiner, item_id)
            rows = self._of(joiner, number)
            if not rows:
                raise MergeError("Nothing of this item was merged or split.")
            row = rows[-1]
            joiner.mark_undone(row, by)
            if row["verb"] == MERGE:
                joiner.unmerge(row, joiner.current(row["other_id"]))
                if not row["by"]:
                    joiner.log_split(joiner.current(row["item_id"]), row["other_id"], by)
            else:
                survivor, split = joiner.current(row["item_id"]), joiner.current(row["other_id"])
                if survivor != split:
                    joiner.merge(split, survivor, by=by, why="", log=False)
            self.bump_version(connection)
        return _decision(row)

    def decisions(self, item_id: str) -> list[MergeDecision]:
        """The merges and splits of an item that are in force, the oldest first."""
        number = read_id(item_id)
        if number is None:
            return []
        with self.begin_read() as connection:
            joiner = self._joiner(connection)
            return [_decision(row) for row in self._of(joiner, joiner.current(number))]

    def _of(self, joiner: Joiner, number: int) -> list[Row]:
        return joiner.decisions(touching=joiner.formers(number))

    def _joiner(self, connection: Connection) -> Joiner:
        return Joiner(connection, self.outlet_id, self.zone, self.clock())

    def _item(self, connection: Connection, joiner: Joiner, item_id: str) -> int:
        number = read_id(item_id)
        current = None if number is None else joiner.current(number)
        if current is None or self._kind(connection, current) is None:
            raise MergeError(f"There is no item {item_id}.")
        return current

    def _kind(self, connection: Connection, number: int) -> str | None:
        table = schema.item
        return connection.scalar(
            select(table.c.kind).where(table.c.outlet_id == self.outlet_id, table.c.id == number)
        )

    def _age(self, connection: Connection, number: int) -> tuple[int, int]:
        table = schema.item
        seen = connection.scalar(
            select(table.c.first_seen_at).where(
                table.c.outlet_id == self.outlet_id, table.c.id == number
            )
        )
        return seen or 0, number

    def _sightings(self, connection: Connection, number: int) -> Sequence[Key]:
        table = schema.sighting
        rows = connection.execute(
            select(table.c.source_id, table.c.ref).where(
                table.c.outlet_id == self.outlet_id, table.c.item_id == number
            )
        )
        return [(source, ref) for source, ref in rows]

    def _free_id(self, connection: Connection, key: str) -> int:
        """An id for what was split off, the same each time unless an item has it still."""
        number = new_id(key)
        while self._kind(connection, number) is not None:
            number += 1
        return number


def _named(by: str) -> None:
    """Whoever decides has a name: without one it would count as what keys say."""
    if not by.strip():
        raise MergeError(NOBODY)


def _decision(row: Row) -> MergeDecision:
    return MergeDecision(
        row["number"],
        row["verb"],
        show_id(row["item_id"]),
        show_id(row["other_id"]),
        row["by"],
        from_ms(row["at"]),
        row["why"],
    )


__all__ = ["MERGE", "SPLIT", "MergeDecision", "MergeError", "People"]
