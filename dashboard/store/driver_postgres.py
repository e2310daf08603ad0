"""How PostgreSQL is spoken to: psycopg with a pool, and sessions set up for what is asked here."""

from __future__ import annotations

from typing import Any

import orjson
import psycopg
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

POOL, MORE = 8, 16
"""Connections that a process keeps, and how many more it opens when all are busy."""
WAIT_S = 30

LIVELY = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "application_name": "rundown",
}
"""libpq's parameters by which a server that vanished is noticed; what the URL says wins."""

SESSION = (
    # A kept plan does not know how common the word or the author is that it is used for.
    "SET plan_cache_mode = force_custom_plan",
    # Queries here take milliseconds; compiling one takes a hundred.
    "SET jit = off",
    # What is read often is in memory, and disks do not seek any more.
    "SET random_page_cost = 1.1",
    # A worker that was halted in the middle of writing must not keep the others waiting for ever.
    "SET idle_in_transaction_session_timeout = '10min'",
)


class _Text(StrDumperUnknown):
    """Text without the null character, which PostgreSQL does not hold."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "") if "\0" in obj else obj)


def engine(url: URL) -> Engine:
    """An engine with its pool; a connection that went bad is replaced before it is used."""
    made = create_engine(
        url,
        pool_size=POOL,
        max_overflow=MORE,
        pool_timeout=WAIT_S,
        pool_pre_ping=True,
        pool_recycle=1800,
        hide_parameters=True,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        connect_args={name: v for name, v in LIVELY.items() if name not in url.query},
    )

    @event.listens_for(made, "connect")
    def _set_up(connection: psycopg.Connection[Any], _record: object) -> None:
        connection.adapters.register_dumper(str, _Text)
        for statement in SESSION:
            connection.execute(statement)
        connection.commit()

    return made


def listening(url: URL) -> psycopg.Connection[Any]:
    """A connection of its own, on which notifications come in.

    Raises:
        psycopg.OperationalError: the server cannot be reached.
    """
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    options: dict[str, Any] = {n: v for n, v in LIVELY.items() if n not in url.query}
    return psycopg.connect(plain, autocommit=True, **options)
