"""Which restriction of a view leads: the one of fewest items is walked, the others are asked.

Every restriction is a set of positions. Walking the smallest one newest first, and asking of each
of its positions whether the others have it too, looks at as few as there can be.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from dashboard.store import schema
from dashboard.store.model import TimelineQuery

Criterion = tuple[str, list[str]]
"""A facet, and the values one of which an item must have."""

FEW = 200
"""Several values are gathered and sorted while they are less than so many-th part of all items.

Where they are more, the next one is never far on a walk through all items.
"""


def lead(
    connection: Connection, outlet_id: int, query: TimelineQuery, criteria: Sequence[Criterion]
) -> Criterion | None:
    """The facet whose positions should be walked; ``None``: the items themselves."""
    if not criteria:
        return None
    if len(criteria) == 1 and len(criteria[0][1]) == 1 and not query.kinds:
        return criteria[0]
    sizes = {(name, value): n for name, value, n in _sizes(connection, outlet_id, criteria)}
    counted = [
        (sum(sizes.get((name, value), 0) for value in values), number)
        for number, (name, values) in enumerate(criteria)
    ]
    size, number = min(counted)
    smallest = criteria[number]
    kinds = _kinds(connection, outlet_id)
    if query.kinds and sum(kinds.get(kind, 0) for kind in query.kinds) < size:
        return None
    if len(smallest[1]) > 1 and size * FEW > sum(kinds.values()):
        return None
    return smallest


def _sizes(
    connection: Connection, outlet_id: int, criteria: Sequence[Criterion]
) -> list[tuple[str, str, int]]:
    table = schema.facet_value.c
    found: list[tuple[str, str, int]] = []
    for name, values in criteria:
        rows = connection.execute(
            select(table.facet, table.value, table["items"]).where(
                table.outlet_id == outlet_id, table.facet == name, table.value.in_(values)
            )
        )
        found += [(facet, value, n) for facet, value, n in rows]
    return found


def _kinds(connection: Connection, outlet_id: int) -> dict[str, int]:
    """How many items there are of each kind."""
    table = schema.rollup_span.c
    rows = connection.execute(
        select(table.kind, func.sum(table["items"]))
        .where(table.outlet_id == outlet_id, table.grain == "year", table.topic == "")
        .group_by(table.kind)
    )
    return {kind: n for kind, n in rows}  # noqa: C416 (rows are no pairs to mypy)
