"""``INSERT … ON CONFLICT`` in the dialect of the database at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Rows = Sequence[Mapping[str, Any]]


def insert_new(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert the rows whose primary key is not there yet; leave the others as they are."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def insert_or_update(
    connection: Connection, table: Table, rows: Rows, columns: Sequence[str]
) -> None:
    """Insert the rows; where the primary key is there already, set ``columns`` anew."""
    if not rows:
        return
    statement = _insert(connection, table)
    statement = statement.on_conflict_do_update(
        index_elements=[c.name for c in table.primary_key.columns],
        set_={name: statement.excluded[name] for name in columns},
    )
    connection.execute(statement, rows)


def insert_or_add(
    connection: Connection, table: Table, rows: Rows, counter: str, replace: Sequence[str] = ()
) -> None:
    """Insert the rows; where the primary key is there already, add ``counter`` to what stands."""
    if not rows:
        return
    statement = _insert(connection, table)
    new = {name: statement.excluded[name] for name in replace}
    statement = statement.on_conflict_do_update(
        index_elements=[c.name for c in table.primary_key.columns],
        set_={counter: table.c[counter] + statement.excluded[counter], **new},
    )
    connection.execute(statement, rows)


def _insert(connection: Connection, table: Table) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
