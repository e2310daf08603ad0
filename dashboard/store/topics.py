"""Topics of items, derived and replaceable; their rollups change in the same transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from dashboard.store import schema
from dashboard.store.base import Part
from dashboard.store.facets import write_facet_values
from dashboard.store.identity import read_id
from dashboard.store.model import Topic
from dashboard.store.rollups import Rollups
from dashboard.store.upsert import insert_new

CHUNK = 500


class Topics(Part):
    """Writes what understanding found items to be about."""

    def replace(self, topics: Mapping[str, Sequence[Topic]]) -> int:
        """Set the topics (best first) of each item id; how many items changed."""
        wanted = {
            n: tuple(found) for text, found in topics.items() if (n := read_id(text)) is not None
        }
        with self.begin_write() as connection:
            rows: list[Any] = []
            table, numbers = schema.item, list(wanted)
            for at in range(0, len(numbers), CHUNK):
                rows += connection.execute(
                    select(
                        table.c.id,
                        table.c.position,
                        table.c.published_at,
                        table.c.kind,
                        table.c.topics,
                    ).where(
                        table.c.outlet_id == self.outlet_id,
                        table.c.id.in_(numbers[at : at + CHUNK]),
                    )
                ).all()
            changed = [
                (row, [[t.id, t.name, t.score] for t in wanted[row.id]])
                for row in rows
                if row.topics != [[t.id, t.name, t.score] for t in wanted[row.id]]
            ]
            if changed:
                self._write(connection, changed)
                self.bump_version(connection)
        return len(changed)

    def _write(self, connection: Any, changed: Sequence[tuple[Any, list[list[Any]]]]) -> None:
        rollups = Rollups(self.outlet_id, self.zone)
        values: Counter[tuple[str, str, str]] = Counter()
        gone, come = [], []
        for row, new in changed:
            was, now = ({(t[0], t[1]) for t in topics} for topics in (row.topics, new))
            rollups.topics(row.published_at, row.kind, (t for t, _ in was - now), -1)
            rollups.topics(row.published_at, row.kind, (t for t, _ in now - was), 1)
            values.subtract(("topic", *topic) for topic in was - now)
            values.update(("topic", *topic) for topic in now - was)
            gone += [{"v": t, "p": row.position} for t, _ in was - now]
            come += [
                {
                    "outlet_id": self.outlet_id,
                    "facet": "topic",
                    "value": t,
                    "position": row.position,
                }
                for t, _ in now - was
            ]
        facet, item = schema.facet, schema.item
        if gone:
            connection.execute(
                delete(facet).where(
                    facet.c.outlet_id == self.outlet_id,
                    facet.c.facet == "topic",
                    facet.c.value == bindparam("v"),
                    facet.c.position == bindparam("p"),
                ),
                gone,
            )
        insert_new(connection, facet, come)
        write_facet_values(connection, self.outlet_id, values)
        connection.execute(
            update(item)
            .where(item.c.outlet_id == self.outlet_id, item.c.id == bindparam("i"))
            .values(topics=bindparam("t")),
            [{"i": row.id, "t": new} for row, new in changed],
        )
        rollups.write(connection)
