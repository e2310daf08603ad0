"""Moving sightings from item to item, with everything that hangs on them, in one transaction.

Joining two items, merging and splitting them by hand and undoing that are all this: sightings get
another item, each item follows anew from its sightings, and what is derived follows the items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, bindparam, delete, update

from dashboard.store import arrivals as deciding
from dashboard.store import schema, search
from dashboard.store.arrivals import Decision, Key, StoredItem
from dashboard.store.facets import write_facet_values
from dashboard.store.identity import to_ms
from dashboard.store.item_writer import ItemWriter
from dashboard.store.merge import Sighting, merge
from dashboard.store.recall import Recall
from dashboard.store.rollups import Rollups


class Regrouper:
    """Carries out a new distribution of sightings over items."""

    def __init__(
        self, connection: Connection, outlet_id: int, zone: ZoneInfo, now: datetime
    ) -> None:
        self._connection = connection
        self._outlet_id = outlet_id
        self._zone = zone
        self._now_ms = to_ms(now)

    def move(
        self,
        targets: Mapping[Key, int],
        items: Iterable[int],
        *,
        corrections: Mapping[int, int] | None = None,
        restored: Mapping[int, Mapping[str, Any]] | None = None,
        quiet: bool,
    ) -> None:
        """Give each sighting in ``targets`` its new item.

        ``items`` are all that are touched; one that is left without a sighting goes.
        ``corrections`` are counts of changed headlines where history moves too, ``restored`` what
        items had that come back. ``quiet`` writes no history: what people regroup, the outlet has
        not changed.
        """
        stored = Recall(self._connection, self._outlet_id).items(set(items))
        after: dict[int, dict[Key, Sighting]] = {number: {} for number in items}
        for number, item in stored.items():
            for key, sighting in item.sightings.items():
                after[targets.get(key, number)][key] = sighting
        self._rewrite(targets)
        self._remove({n: stored[n] for n, left in after.items() if not left and n in stored})
        counts = corrections or {}
        decisions = [
            _decision(number, stored.get(number), mine, counts.get(number), quiet)
            for number, mine in after.items()
            if mine
        ]
        writer = ItemWriter(self._connection, self._outlet_id, self._zone, self._now_ms)
        writer.write(decisions)
        for number, had in (restored or {}).items():
            self._restore(number, had)

    def _restore(self, item_id: int, had: Mapping[str, Any]) -> None:
        """What the item's own row held besides what follows from sightings; topics come anew."""
        table = schema.item
        self._connection.execute(
            update(table)
            .where(table.c.outlet_id == self._outlet_id, table.c.id == item_id)
            .values(corrections=had["corrections"], refreshed_at=had["refreshed_at"])
        )

    def _rewrite(self, targets: Mapping[Key, int]) -> None:
        table = schema.sighting
        if targets:
            self._connection.execute(
                update(table)
                .where(
                    table.c.outlet_id == self._outlet_id,
                    table.c.source_id == bindparam("s"),
                    table.c.ref == bindparam("r"),
                )
                .values(item_id=bindparam("i")),
                [{"s": s, "r": r, "i": number} for (s, r), number in targets.items()],
            )

    def _remove(self, items: Mapping[int, StoredItem]) -> None:
        """Take items off the timeline, and out of everything that is derived from it."""
        if not items:
            return
        rollups, values = Rollups(self._outlet_id, self._zone), Counter[deciding.Facet]()
        documents: list[tuple[int, search.Document]] = []
        for stored in items.values():
            merged = merge(stored.sightings.values())
            documents.append((stored.position, search.document(merged.item)))
            values.subtract(deciding.facets_of(merged, stored.topics))
            deciding.count(merged.item, stored.topics, -1, rollups)
        search.remove(self._connection, self._outlet_id, documents)
        write_facet_values(self._connection, self._outlet_id, values)
        rollups.write(self._connection)
        numbers, places = list(items), [stored.position for stored in items.values()]
        self._delete(schema.facet, "position", places)
        self._delete(schema.pointer, "item_id", numbers)
        self._delete(schema.queue, "item_id", numbers)
        self._delete(schema.item, "id", numbers)

    def _delete(self, table: Table, column: str, values: Sequence[int]) -> None:
        self._connection.execute(
            delete(table).where(
                table.c.outlet_id == self._outlet_id, table.c[column].in_(list(values))
            )
        )


def _decision(
    number: int,
    stored: StoredItem | None,
    mine: dict[Key, Sighting],
    corrections: int | None,
    quiet: bool,
) -> Decision:
    before = merge(stored.sightings.values()) if stored else None
    if stored and corrections is not None:
        stored = replace(stored, corrections=corrections)
    return Decision(number, before, merge(mine.values()), stored, mine, quiet)
