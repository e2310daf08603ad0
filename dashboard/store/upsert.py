"""``INSERT … ON CONFLICT`` of many rows, straight to the driver.

SQLAlchemy's own multi-row execution spends three times as long on each row as the database does,
so the statement is written out here from the table's description (names never come from outside)
and the rows go to the driver as tuples. SQLite (3.24 and newer) and PostgreSQL share the syntax.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import JSON, Connection, Table

Rows = Sequence[Mapping[str, Any]]


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
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join([mark] * len(names))
    statement = (
        f'INSERT INTO "{table.name}" ({columns}) '  # noqa: S608 (our own tables' names)
        f"VALUES ({marks}) ON CONFLICT {conflict}"
    )
    pick = itemgetter(*names)
    as_json = [n for n, name in enumerate(names) if isinstance(table.c[name].type, JSON)]
    values = [pick(row) for row in rows]
    if as_json:
        values = [_with_json(row, as_json) for row in values]
    connection.exec_driver_sql(statement, values)


def _with_json(values: tuple[Any, ...], as_json: list[int]) -> tuple[Any, ...]:
    written = list(values)
    for place in as_json:
        written[place] = orjson.dumps(written[place]).decode()
    return tuple(written)


def _key(table: Table) -> str:
    return "(" + ", ".join(f'"{column.name}"' for column in table.primary_key.columns) + ")"
