"""What every part of the store shares: its database, its outlet, its zone and its clock."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, update

from dashboard.store import schema

NOBODY = "Say who decides, by name."
"""What is answered to a decision that nobody puts a name to."""


@dataclass(slots=True)
class Database:
    """An open database, seen as one outlet."""

    writer: Engine
    reader: Engine
    outlet_id: int
    zone: ZoneInfo
    clock: Callable[[], datetime]


class Part:
    """A part of the store: methods about one subject."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def outlet_id(self) -> int:
        """The outlet whose rows this is about."""
        return self._database.outlet_id

    @property
    def zone(self) -> ZoneInfo:
        """The outlet's time zone."""
        return self._database.zone

    @property
    def clock(self) -> Callable[[], datetime]:
        """The present moment, aware and in UTC."""
        return self._database.clock

    def begin_read(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads: one consistent moment of the store."""
        return self._database.reader.begin()

    def begin_write(self) -> AbstractContextManager[Connection]:
        """A transaction that writes; on SQLite there is one at a time."""
        return self._database.writer.begin()

    def bump_version(self, connection: Connection) -> None:
        """Tell readers, once this transaction commits, that something is new."""
        table = schema.outlet
        connection.execute(
            update(table).where(table.c.id == self.outlet_id).values(version=table.c.version + 1)
        )
