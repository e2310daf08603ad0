"""How many items have each value of a facet, and how the outlet spells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from dashboard.store import schema
from dashboard.store.upsert import insert_or_add


def write_facet_values(
    connection: Connection, outlet_id: int, values: Mapping[tuple[str, str, str], int]
) -> None:
    """Add to (or take from) how many items have each value of a facet."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for (facet, value, name), by in values.items():
        row = rows.setdefault(
            (facet, value),
            {"outlet_id": outlet_id, "facet": facet, "value": value, "name": name, "items": 0},
        )
        row["items"] += by
    insert_or_add(
        connection, schema.facet_value, [row for row in rows.values() if row["items"]], "items"
    )
