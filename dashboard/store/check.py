"""Whether the store's derived tables agree with its items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, column, func, select, table, text

from dashboard.store import schema
from dashboard.store.rollups import ALL_TOPICS
from dashboard.store.search_postgres import item_search

OWNED = (
    (schema.sighting, "item_id", "sightings"),
    (schema.identity, "item_id", "addresses and ids"),
    (schema.pointer, "item_id", "links"),
    (schema.change, "item_id", "earlier versions"),
    (schema.reading, "item_id", "figures"),
    (schema.reading_latest, "item_id", "newest figures"),
    (schema.pair, "article_id", "pairs"),
    (schema.pair, "video_id", "pairs"),
    (schema.decision, "article_id", "decisions"),
    (schema.decision, "video_id", "decisions"),
    (schema.queue, "item_id", "items waiting to be understood"),
    (schema.former_id, "item_id", "ids of old"),
)
"""Tables that belong to items, by which column, and what a person calls their rows."""


def faults(connection: Connection, outlet_id: int) -> Iterator[str]:
    """Sentences about what does not agree; nothing is changed."""
    if connection.dialect.name == "sqlite":
        answer = connection.execute(text("PRAGMA quick_check(1)")).scalar()
        if answer != "ok":
            yield f"The file is damaged ({answer}). Restore a copy."
    yield from _counts(connection, outlet_id)
    yield from _owners(connection, outlet_id)
    yield from _search(connection, outlet_id)


def _owners(connection: Connection, outlet_id: int) -> Iterator[str]:
    """Whether each item was seen somewhere, and whatever belongs to an item has its item."""
    item, facet = schema.item.c, schema.facet.c
    if lost := _without(connection, outlet_id, item.id, schema.sighting.c.item_id):
        yield f"{lost} items have no sighting."
    for owned, key, what in OWNED:
        if lost := _without(connection, outlet_id, owned.c[key], item.id):
            yield f"{lost} {what} belong to no item."
    if lost := _without(connection, outlet_id, facet.position, item.position):
        yield f"{lost} values that filters use belong to no item."
    if _facets_differ(connection, outlet_id):
        yield "Filters count other items than they find."


def _search(connection: Connection, outlet_id: int) -> Iterator[str]:
    """Whether full-text search knows each item, and no more."""
    if connection.dialect.name == "sqlite":
        known: Select[Any] = select(column("id")).select_from(table("item_search_docsize"))
    else:
        row = item_search.c
        known = select(row.position).where(row.outlet_id == outlet_id)
    item, mine = schema.item.c, schema.item.c.outlet_id == outlet_id
    there = connection.scalar(select(func.count()).where(mine))
    indexed = connection.scalar(select(func.count()).select_from(known.subquery()))
    if indexed != there:
        yield f"Search knows {indexed} items where there are {there}."
    lost = select(func.count()).where(mine, item.position.not_in(known))
    if unknown := connection.scalar(lost):
        yield f"Search does not know {unknown} items."


def _counts(connection: Connection, outlet_id: int) -> Iterator[str]:
    """Whether charts count each kind as the timeline has it."""
    item = schema.item.c
    there = _sums(connection, outlet_id, schema.item, item.kind, func.count())
    days, hours = schema.rollup_day.c, schema.rollup_hour.c
    by_day = _sums(
        connection,
        outlet_id,
        schema.rollup_day,
        days.kind,
        func.sum(days["items"]),
        days.topic == ALL_TOPICS,
    )
    by_hour = _sums(connection, outlet_id, schema.rollup_hour, hours.kind, func.sum(hours["items"]))
    for counted in (by_day, by_hour):
        if counted != there:
            yield f"Charts count {_told(counted)} where there are {_told(there)}."
    topics = _sums(
        connection,
        outlet_id,
        schema.rollup_day,
        days.topic,
        func.sum(days["items"]),
        days.topic != ALL_TOPICS,
    )
    facet = schema.facet.c
    if topics != _sums(
        connection, outlet_id, schema.facet, facet.value, func.count(), facet.facet == "topic"
    ):
        yield "Charts of topics count other items than there are."


def _facets_differ(connection: Connection, outlet_id: int) -> bool:
    facet, values = schema.facet.c, schema.facet_value.c
    found = connection.execute(
        select(facet.facet, facet.value, func.count())
        .where(facet.outlet_id == outlet_id)
        .group_by(facet.facet, facet.value)
    )
    said = connection.execute(
        select(values.facet, values.value, values["items"]).where(
            values.outlet_id == outlet_id, values["items"] != 0
        )
    )
    return {tuple(row) for row in found} != {tuple(row) for row in said}


def _sums(
    connection: Connection, outlet_id: int, table: Table, key: Any, amount: Any, *where: Any
) -> Counter[str]:
    rows = connection.execute(
        select(key, amount).where(table.c.outlet_id == outlet_id, *where).group_by(key)
    )
    return Counter({value: n for value, n in rows if n})


def _told(counted: Counter[str]) -> str:
    return ", ".join(f"{n} {kind}s" for kind, n in sorted(counted.items())) or "no items"


def _without(
    connection: Connection, outlet_id: int, column: Column[Any], other: Column[Any]
) -> int:
    """How many rows of a table have no counterpart in another."""
    mine, theirs = column.table, other.table
    counterpart = select(1).where(theirs.c.outlet_id == outlet_id, other == column)
    lost = select(func.count()).select_from(mine)
    return connection.scalar(lost.where(mine.c.outlet_id == outlet_id, ~counterpart.exists())) or 0
