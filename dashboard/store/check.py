"""Whether the store's derived tables agree with its items."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Table, func, select, text

from dashboard.store import schema


def faults(connection: Connection, outlet_id: int) -> Iterator[str]:
    """Sentences about what does not agree; nothing is changed."""
    if connection.dialect.name == "sqlite":
        answer = connection.execute(text("PRAGMA quick_check(1)")).scalar()
        if answer != "ok":
            yield f"The file is damaged ({answer}). Restore a copy."
    items = _count(connection, schema.item, outlet_id)
    counted = connection.scalar(
        select(func.coalesce(func.sum(schema.rollup_day.c["items"]), 0)).where(
            schema.rollup_day.c.outlet_id == outlet_id, schema.rollup_day.c.topic == ""
        )
    )
    if items != counted:
        yield f"Charts count {counted} items where there are {items}."
    lost = connection.scalar(
        select(func.count())
        .select_from(schema.item)
        .where(
            schema.item.c.outlet_id == outlet_id,
            ~select(1)
            .where(
                schema.sighting.c.outlet_id == outlet_id,
                schema.sighting.c.item_id == schema.item.c.id,
            )
            .exists(),
        )
    )
    if lost:
        yield f"{lost} items have no sighting."
    if connection.dialect.name == "sqlite":
        indexed = connection.scalar(text("SELECT count(*) FROM item_search_docsize"))
        if indexed != items:
            yield f"Search knows {indexed} items where there are {items}."


def _count(connection: Connection, table: Table, outlet_id: int) -> int:
    counting = select(func.count()).select_from(table).where(table.c.outlet_id == outlet_id)
    return connection.scalar(counting) or 0
