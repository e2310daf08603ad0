"""Keeping the history of changes from growing without end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select

from dashboard.store import schema
from dashboard.store.corrections import TEXT

TEXTS_KEPT = 30
"""Of a text that changes all day (a live blog) the newest changes are kept; headlines all."""


def forget_old_texts(
    connection: Connection, outlet_id: int, changes: Sequence[Mapping[str, Any]]
) -> None:
    """Drop the oldest text changes of items whose text has just changed again."""
    table = schema.change
    for item_id in {row["item_id"] for row in changes if row["field"] == TEXT}:
        mine = (
            table.c.outlet_id == outlet_id,
            table.c.item_id == item_id,
            table.c.field == TEXT,
        )
        kept = select(table.c.at).where(*mine).order_by(table.c.at.desc()).limit(TEXTS_KEPT)
        oldest = connection.scalars(kept.offset(TEXTS_KEPT - 1).limit(1)).first()
        if oldest is not None:
            connection.execute(delete(table).where(*mine, table.c.at < oldest))
