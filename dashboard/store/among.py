"""``column IN (many values)`` as one bound value, so that a statement is compiled only once.

A list of parameters is written out anew for each length, which costs more than the query. SQLite
takes the values apart itself (``json_each``, built in since 3.38), PostgreSQL has arrays.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import ARRAY, ColumnElement, Connection, Text, any_, bindparam, func, select


def among(connection: Connection, column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """The condition that a column of numbers or texts is one of ``values``, however many."""
    wanted = list(values)
    if connection.dialect.name != "sqlite":
        typed = bindparam("among", wanted, type_=ARRAY(column.type), unique=True)
        condition: ColumnElement[bool] = column == any_(typed)
        return condition
    listed = bindparam("among", orjson.dumps(wanted).decode(), type_=Text, unique=True)
    each = func.json_each(listed).table_valued("value")
    found: ColumnElement[bool] = column.in_(select(each.c.value))
    return found
