"""``INSERT … ON CONFLICT`` of many rows, straight to the driver.

SQLAlchemy's own multi-row execution spends three times as long on each row as the database does,
so the statement is written out here from the table's description (names never come from outside)
and the rows go to the driver as tuples. SQLite (3.24 and newer) and PostgreSQL share the syntax.

SQLite gets many rows a statement: Python's driver lets go of the interpreter for each step and
has to win it back from the threads that read feeds, so a hundred rows should be one step. So does
PostgreSQL, in a way of its own (see :mod:`dashboard.store.rows_postgres`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import JSON, Connection, Table

from dashboard.store import rows_postgres

Rows = Sequence[Mapping[str, Any]]

AT_ONCE = (480, 120, 30)
"""Rows of one statement on SQLite, times at most 30 columns: well under its 32,766 variables."""


def insert_new(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert the rows whose primary key is not there yet; leave the others as they are."""
    _insert(connection, table, rows, "DO NOTHING")


def insert_or_update(
    connection: Connection, table: Table, rows: Rows, columns: Sequence[str], only_if: str = ""
) -> None:
    """Insert the rows; where the primary key is there already, set ``columns`` anew.

    ``only_if`` is an SQL condition on the row that is there (by the table's name) and the one
    that comes (``excluded``).
    """
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in columns)
    condition = f" WHERE {only_if}" if only_if else ""
    _insert(connection, table, rows, f"{_key(table)} DO UPDATE SET {sets}{condition}")


def insert_or_add(connection: Connection, table: Table, rows: Rows, counter: str) -> None:
    """Insert the rows; where the primary key is there already, add ``counter`` to what stands."""
    sets = f'"{counter}" = "{table.name}"."{counter}" + excluded."{counter}"'
    _insert(connection, table, rows, f"{_key(table)} DO UPDATE SET {sets}")


def _insert(connection: Connection, table: Table, rows: Rows, conflict: str) -> None:
    if not rows:
        return
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    as_json = [n for n, name in enumerate(names) if isinstance(table.c[name].type, JSON)]
    values = list(map(itemgetter(*names), rows))
    if as_json:
        values = [_with_json(row, as_json) for row in values]
    if connection.dialect.name != "sqlite":
        rows_postgres.insert(connection, table, names, values, conflict)
        return
    into = f'INSERT INTO "{table.name}" ({columns})'
    insert_values(connection, into, values, f" ON CONFLICT {conflict}")


def insert_values(
    connection: Connection,
    into: str,
    rows: Sequence[tuple[Any, ...]],
    conflict: str = "",
    *,
    at_once: Sequence[int] = AT_ONCE,
) -> None:
    """Run ``into`` + ``VALUES …`` + ``conflict`` on SQLite for rows of one width; there are some.

    ``at_once`` are the numbers of rows that it may be given in one statement, largest first.
    """
    width, at = len(rows[0]), 0
    for size in at_once:
        statement = _statement(into, width, size, conflict)
        while len(rows) - at >= size:
            flat = tuple(chain.from_iterable(rows[at : at + size]))
            connection.exec_driver_sql(statement, flat)
            at += size
    if at < len(rows):
        connection.exec_driver_sql(_statement(into, width, 1, conflict), list(rows[at:]))


@lru_cache(maxsize=128)
def _statement(into: str, width: int, rows: int, conflict: str) -> str:
    one = f"({', '.join(['?'] * width)})"
    return f"{into} VALUES {', '.join([one] * rows)}{conflict}"


def _with_json(values: tuple[Any, ...], as_json: list[int]) -> tuple[Any, ...]:
    written = list(values)
    for place in as_json:
        value = written[place]
        written[place] = "[]" if value == [] else orjson.dumps(value).decode()
    return tuple(written)


def _key(table: Table) -> str:
    return "(" + ", ".join(f'"{column.name}"' for column in table.primary_key.columns) + ")"
