"""Writing merged items and everything that is derived from them, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, delete, select

from connectors.items import kind_of
from dashboard.store import arrivals as deciding
from dashboard.store import corrections, schema, search
from dashboard.store.among import among
from dashboard.store.arrivals import Decision
from dashboard.store.facets import write_facet_values
from dashboard.store.history import forget_old_texts
from dashboard.store.identity import keys_pointed_at, ms_of
from dashboard.store.rollups import Rollups
from dashboard.store.upsert import insert_new, insert_or_update


@dataclass(slots=True)
class _Effects:
    """Rows to write, collected over all touched items."""

    items: list[dict[str, Any]]
    facets_in: list[dict[str, Any]]
    facets_out: list[dict[str, Any]]
    pointers_in: list[dict[str, Any]]
    pointers_out: list[dict[str, Any]]
    values: Counter[tuple[str, str, str]]
    changes: list[dict[str, Any]]
    queue: list[dict[str, Any]]
    search_in: list[tuple[int, search.Document]]
    search_out: list[tuple[int, search.Document]]


class ItemWriter:
    """Carries out what was decided about items."""

    def __init__(self, connection: Connection, outlet_id: int, zone: ZoneInfo, now_ms: int) -> None:
        self._connection = connection
        self._outlet_id = outlet_id
        self._zone = zone
        self._now_ms = now_ms

    def write(self, decisions: Sequence[Decision]) -> None:
        """Write the items that changed, and with them facets, counts, search and work to do."""
        if not decisions:
            return
        places = self._places(decisions)
        effects = _Effects([], [], [], [], [], Counter(), [], [], [], [])
        rollups = Rollups(self._outlet_id, self._zone)
        for decision in decisions:
            self._effects_of(decision, places[decision.item_id], effects, rollups)
        search.remove(self._connection, self._outlet_id, effects.search_out)
        self._delete_facets(effects.facets_out)
        columns = [c.name for c in schema.item.columns if c.name not in ("outlet_id", "id")]
        insert_or_update(self._connection, schema.item, effects.items, columns)
        insert_new(self._connection, schema.facet, effects.facets_in)
        self._delete_pointers(effects.pointers_out)
        insert_new(self._connection, schema.pointer, effects.pointers_in)
        write_facet_values(self._connection, self._outlet_id, effects.values)
        search.add(self._connection, self._outlet_id, effects.search_in)
        insert_or_update(self._connection, schema.change, effects.changes, ("new",))
        forget_old_texts(self._connection, self._outlet_id, effects.changes)
        insert_new(self._connection, schema.queue, effects.queue)
        rollups.write(self._connection)

    def _effects_of(
        self, decision: Decision, place: int, effects: _Effects, rollups: Rollups
    ) -> None:
        stored, outlet_id = decision.stored, self._outlet_id
        changes = decision.changes()
        headlines = sum(field == corrections.TITLE for field, _, _ in changes)
        row = deciding.item_row(decision, place, headlines)
        row["outlet_id"] = outlet_id
        effects.items.append(row)
        topics = row["topics"]
        new = deciding.facets_of(decision.after, topics)
        old = deciding.facets_of(decision.before, topics) if decision.before else set()
        moved = stored is not None and stored.position != place
        effects.facets_in += [
            {"outlet_id": outlet_id, "facet": f, "value": v, "position": place}
            for f, v, _ in (new if moved else new - old)
        ]
        if stored:
            effects.facets_out += [
                {"f": f, "v": v, "p": stored.position} for f, v, _ in (old if moved else old - new)
            ]
        item_id, before_item = decision.item_id, decision.before and decision.before.item
        names = set(keys_pointed_at(decision.after.item))
        named = set(keys_pointed_at(before_item)) if before_item else set()
        effects.pointers_in += [
            {"outlet_id": outlet_id, "key": k, "item_id": item_id} for k in names - named
        ]
        effects.pointers_out += [{"k": k, "i": item_id} for k in named - names]
        effects.values.update(new - old)
        effects.values.subtract(old - new)
        before, after = deciding.documents(decision)
        if moved or before != after:
            effects.search_in.append((place, after))
            if stored and before:
                effects.search_out.append((stored.position, before))
        self._count(decision, row, rollups)
        effects.changes += [
            {
                "outlet_id": outlet_id,
                "item_id": item_id,
                "at": self._now_ms,
                "field": f,
                "old": o,
                "new": n,
            }
            for f, o, n in changes
        ]
        effects.queue += [
            {"outlet_id": outlet_id, "work": work, "item_id": item_id} for work in decision.work()
        ]

    def _count(self, decision: Decision, row: Mapping[str, Any], rollups: Rollups) -> None:
        stored, before = decision.stored, decision.before
        was = (ms_of(stored.position), kind_of(before.item)) if stored and before else None
        now = (row["published_at"], row["kind"])
        if was == now:
            return
        topics = [topic[0] for topic in row["topics"]]
        rollups.item(*now, 1)
        rollups.topics(*now, topics, 1)
        if was:
            rollups.item(*was, -1)
            rollups.topics(*was, topics, -1)

    def _places(self, decisions: Sequence[Decision]) -> dict[int, int]:
        """A free position for each item; one that keeps its time keeps its place."""
        places: dict[int, int] = {}
        wished: dict[int, int] = {}
        for decision in decisions:
            held = decision.stored.position if decision.stored else None
            wish = decision.place
            if held is not None and ms_of(held) == ms_of(wish):
                places[decision.item_id] = held
            else:
                wished[decision.item_id] = wish
        table, taken = schema.item, set(places.values())
        if wished:
            wanted = among(self._connection, table.c.position, wished.values())
            taken |= set(
                self._connection.scalars(
                    select(table.c.position).where(table.c.outlet_id == self._outlet_id, wanted)
                )
            )
        for item_id, wish in wished.items():
            place = wish
            while place in taken or (place != wish and self._is_taken(place)):
                place += 1
            taken.add(place)
            places[item_id] = place
        return places

    def _is_taken(self, place: int) -> bool:
        table = schema.item
        statement = select(table.c.id).where(
            table.c.outlet_id == self._outlet_id, table.c.position == place
        )
        return self._connection.execute(statement).first() is not None

    def _delete_pointers(self, rows: Sequence[Mapping[str, Any]]) -> None:
        table = schema.pointer
        if rows:
            self._connection.execute(
                delete(table).where(
                    table.c.outlet_id == self._outlet_id,
                    table.c.key == bindparam("k"),
                    table.c.item_id == bindparam("i"),
                ),
                rows,
            )

    def _delete_facets(self, rows: Sequence[Mapping[str, Any]]) -> None:
        table = schema.facet
        if rows:
            self._connection.execute(
                delete(table).where(
                    table.c.outlet_id == self._outlet_id,
                    table.c.facet == bindparam("f"),
                    table.c.value == bindparam("v"),
                    table.c.position == bindparam("p"),
                ),
                rows,
            )
