"""Many rows a statement on PostgreSQL: a column is an array, and ``unnest`` makes rows of them.

One statement of one shape carries any number of rows, so the server plans it once and answers
once. Rows go in the order of their keys, so that writers at the same time wait for each other
in one order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql

ROWS = 5_000
"""Rows of one statement, so that neither side holds too much at once."""

Row = tuple[Any, ...]
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def insert(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    rows: Sequence[Row],
    conflict: str,
) -> None:
    """Insert rows of these columns, with ``ON CONFLICT`` and what ``conflict`` says.

    A key that comes several times is written several times, in order: one statement of
    PostgreSQL may touch a row only once.
    """
    statement = _statement(table, tuple(names), conflict)
    key = [names.index(column.name) for column in table.primary_key.columns]
    for some in _once_each(rows, key):
        for at in range(0, len(some), ROWS):
            columns = [list(column) for column in zip(*some[at : at + ROWS], strict=True)]
            connection.exec_driver_sql(statement, tuple(columns))


def _once_each(rows: Sequence[Row], key: Sequence[int]) -> Iterator[list[Row]]:
    """The rows in lists in which no key comes twice, each in the order of keys."""
    rest = list(rows)
    while rest:
        first: dict[Row, Row] = {}
        later: list[Row] = []
        for row in rest:
            known = tuple([row[n] for n in key])
            if known in first:
                later.append(row)
            else:
                first[known] = row
        yield [first[known] for known in sorted(first)]
        rest = later


@lru_cache(maxsize=128)
def _statement(table: Table, names: tuple[str, ...], conflict: str) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    types = [table.c[name].type.compile(_DIALECT) for name in names]
    arrays = ", ".join(f"%s::{_sent_as(kind)}[]" for kind in types)
    values = ", ".join(f'"{name}"::{kind}' for name, kind in zip(names, types, strict=True))
    return (
        f'INSERT INTO "{table.name}" ({columns}) '  # noqa: S608 (names are the schema's own)
        f"SELECT {values} FROM unnest({arrays}) AS given ({columns}) ON CONFLICT {conflict}"
    )


def _sent_as(kind: str) -> str:
    return "text" if kind in ("JSON", "TSVECTOR") else kind
