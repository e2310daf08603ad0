"""``column IN (many values)`` as one bound value, so that a statement is compiled only once.

A list of parameters is written out anew for each length, which costs more than the query. SQLite
takes the values apart itself (``json_each``, built in since 3.38), PostgreSQL has arrays.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Connection,
    Text,
    any_,
    bindparam,
    func,
    select,
)

SQLITE = "sqlite"


def among(connection: Connection, column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """The condition that a column of numbers or texts is one of ``values``, however many."""
    dialect = connection.dialect.name
    return _among(dialect, column, bindparam("among", together(dialect, values), unique=True))


def among_named(dialect: str, column: Any, name: str) -> ColumnElement[bool]:
    """The same for a statement that is kept: the values are its parameter ``name``.

    They are given as :func:`together` makes them.
    """
    return _among(dialect, column, bindparam(name))


def together(dialect: str, values: Iterable[Any]) -> Any:
    """Numbers or texts as the one value that a database takes apart."""
    wanted = list(values)
    return orjson.dumps(wanted).decode() if dialect == SQLITE else wanted


def _among(dialect: str, column: Any, listed: BindParameter[Any]) -> ColumnElement[bool]:
    condition: ColumnElement[bool]
    if dialect == SQLITE:
        listed.type = Text()
        condition = column.in_(select(func.json_each(listed).table_valued("value").c.value))
    else:
        listed.type = ARRAY(column.type)
        condition = column == any_(listed)
    return condition
