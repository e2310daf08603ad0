"""Opening a database: SQLite in one file by default, PostgreSQL by URL.

On SQLite, writers and readers have pools of their own. It runs in WAL mode, so that a long write
never blocks a page; a write begins ``IMMEDIATE``, so that two writers queue rather than fail.

On PostgreSQL they share one pool. Nothing is asked of the server but that it is PostgreSQL: no
extension, no setting, no right beyond those of a database's owner.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

BUSY_TIMEOUT_S = 30


DatabaseError = DBAPIError
"""What the database itself refused (locked, full, gone)."""


class StoreError(Exception):
    """The database cannot be used; the message says which, why and what to do."""


def database_url(where: str) -> URL:
    """The SQLAlchemy URL of ``where``: a URL, or the path of an SQLite file.

    Raises:
        StoreError: it is a URL that cannot be understood, or of no database that is known here.
    """
    if "://" not in where:
        return URL.create("sqlite", database=str(Path(where).expanduser().absolute()))
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        raise StoreError("The database URL cannot be understood.") from None
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError(f"Rundown keeps its data in SQLite or PostgreSQL, not {url.drivername}.")
    return url


def shown(url: URL) -> str:
    """A database's URL as it may be shown: no password, however it was given."""
    hidden = {name: "***" for name in url.query if "pass" in name}
    return url.update_query_dict(hidden).render_as_string(hide_password=True)


def open_engines(url: URL) -> tuple[Engine, Engine]:
    """A writing and a reading engine on the same database.

    Raises:
        StoreError: what speaks to this database is not installed.
    """
    if url.get_backend_name() != "sqlite":
        return _postgres(url)
    writer = _sqlite(url, begin="BEGIN IMMEDIATE", pool_size=1)
    reader = _sqlite(url, begin="BEGIN", pool_size=8)
    return writer, reader


def _postgres(url: URL) -> tuple[Engine, Engine]:
    try:
        from dashboard.store import driver_postgres  # imported late: it may not be installed

        engine = driver_postgres.engine(url)
    except (ImportError, NoSuchModuleError):
        raise StoreError(
            "What speaks to PostgreSQL is not installed: install rundown-dashboard[postgres]."
        ) from None
    # A reading transaction sees one moment, as on SQLite.
    reading = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return engine, engine.execution_options(**reading)


def _sqlite(url: URL, *, begin: str, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0 if pool_size == 1 else 16,
        pool_timeout=BUSY_TIMEOUT_S,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's "begin" below opens transactions
        cursor = connection.cursor()
        cursor.execute("PRAGMA page_size=8192")  # heeded by a new file only; a tenth less to write
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA wal_autocheckpoint=4000")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.execute("PRAGMA mmap_size=1073741824")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
