"""What every part of the store shares: its database, its outlet, its zone and its clock."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, select, update

from dashboard.store import schema
from dashboard.store.notify import News, notify
from dashboard.store.persistence import PATIENCE_S, Patience

NOBODY = "Say who decides, by name."
"""What is answered to a decision that nobody puts a name to."""


@dataclass(slots=True)
class Database:
    """An open database, seen as one outlet; ``news`` hears of what others write, if it can."""

    writer: Engine
    reader: Engine
    outlet_id: int
    zone: ZoneInfo
    clock: Callable[[], datetime]
    news: News | None = None
    patience: Patience = field(default_factory=lambda: Patience(PATIENCE_S))

    @property
    def is_shared(self) -> bool:
        """Whether it is a server that others write to as well, and that may go away."""
        return self.writer.dialect.name != "sqlite"


class Part:
    """A part of the store: methods about one subject.

    Where the database is a server, every public method tries again while that is away.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, found in list(vars(cls).items()):
            if name.startswith("_"):
                continue
            if inspect.isfunction(found):
                setattr(cls, name, _persistent(found))
            elif isinstance(found, property) and found.fget:
                setattr(cls, name, property(_persistent(found.fget)))

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

    @property
    def engine(self) -> Engine:
        """What connects to the database, for what is no subject's own."""
        return self._database.writer

    @contextmanager
    def begin_read(self) -> Iterator[Connection]:
        """A transaction that only reads: one consistent moment of the store."""
        with self._database.patience.in_transaction(), self._database.reader.begin() as connection:
            yield connection

    @contextmanager
    def begin_write(self) -> Iterator[Connection]:
        """A transaction that writes; of one outlet there is one at a time."""
        with self.begin_small_write() as connection:
            if self._database.is_shared:
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK, self.outlet_id)))
            yield connection

    @contextmanager
    def begin_small_write(self) -> Iterator[Connection]:
        """A transaction that changes rows of one table, whatever others write meanwhile.

        On SQLite it waits for its turn all the same.
        """
        patience = self._database.patience
        with patience.in_transaction(), self._database.writer.begin() as connection:
            yield connection
            patience.kept = True
        if self._database.news is not None:
            self._database.news.forget()

    def bump_version(self, connection: Connection) -> None:
        """Tell readers, once this transaction commits, that something is new."""
        table = schema.outlet
        changed = update(table).where(table.c.id == self.outlet_id)
        if not self._database.is_shared:
            connection.execute(changed.values(version=table.c.version + 1))
            return
        version = connection.scalar(
            changed.values(version=table.c.version + 1).returning(table.c.version)
        )
        notify(connection, self.outlet_id, version or 0)


_LOCK = 0x52756E64
"""The first of the two numbers of an advisory lock, by which Rundown's are told from others'."""


def _persistent(method: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.isgeneratorfunction(method):
        return method  # it reads by methods that try again themselves
    again_anyway = getattr(method, "repeatable", False)

    @wraps(method)
    def trying(self: Part, *args: Any, **kwargs: Any) -> Any:
        database = self._database
        if not database.is_shared:
            return method(self, *args, **kwargs)
        return database.patience.calling(
            lambda: method(self, *args, **kwargs), again_anyway=again_anyway
        )

    return trying
