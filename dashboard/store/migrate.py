"""Bringing a database to the newest schema, by Alembic; quick when there is nothing to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from dashboard.store.engine import StoreError

HEAD = "0007"
"""The newest revision in ``migrations/versions`` (a test holds the two together)."""

MIGRATING = 0x52756E646F776E
"""The advisory lock of whoever migrates a PostgreSQL database."""

MIGRATIONS = Path(__file__).parent / "migrations"


def to_head(engine: Engine) -> None:
    """Migrate the database of a writing engine, in one transaction.

    Raises:
        StoreError: the database was made by a newer Rundown.
    """
    with engine.begin() as connection:
        if current(connection) == HEAD:
            return
    from alembic import command  # imported late: it costs a start-up that mostly needs none
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Whoever comes meanwhile waits, and then finds nothing left to do.
            connection.execute(text("SELECT pg_advisory_xact_lock(:of)"), {"of": MIGRATING})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(
                "This database was made by a newer version of Rundown. Update Rundown, "
                "or name another database with --db."
            ) from error


def current(connection: Connection) -> str | None:
    """The revision that a database is at."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
