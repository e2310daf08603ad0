"""The store: everything that was published, on one timeline, in one database.

>>> store = open_store("rundown.db", timezone="Europe/Berlin")   # doctest: +SKIP
>>> store.timeline.page(TimelineQuery(kinds=("video",)), limit=50)   # doctest: +SKIP

A store may be used from many threads and processes at once. It is split by subject; each part
says in its module what it promises.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from dashboard.store import check, migrate, rollups, schema
from dashboard.store.base import Database, Part
from dashboard.store.charts import Charts
from dashboard.store.engine import DatabaseError, StoreError, database_url, open_engines, shown
from dashboard.store.loading import Loading
from dashboard.store.model import TimelineQuery
from dashboard.store.notify import News
from dashboard.store.pairs import PairError, Pairs
from dashboard.store.people import MergeError, People
from dashboard.store.persistence import is_passing
from dashboard.store.pointers import Pointers
from dashboard.store.pushes import Pushes
from dashboard.store.queue import Meta, Queue
from dashboard.store.quota import Quotas
from dashboard.store.readings import Readings
from dashboard.store.server import Servers
from dashboard.store.sources import Sources
from dashboard.store.terms import Terms
from dashboard.store.timeline import CursorError, Timeline
from dashboard.store.topics import Topics
from dashboard.store.upsert import insert_new
from dashboard.store.write import Writing

__all__ = [
    "CursorError",
    "DatabaseError",
    "MergeError",
    "Outlet",
    "PairError",
    "Store",
    "StoreError",
    "TimelineQuery",
    "is_passing",
    "open_store",
]

OUTLET_ID = 1


@dataclass(frozen=True, slots=True)
class Outlet:
    """The outlet whose publications the store holds."""

    name: str
    home_url: str
    timezone: str
    language: str


class Store(Part):
    """An open store, by subject."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.timeline = Timeline(database)
        self.charts = Charts(database)
        self.sources = Sources(database)
        self.readings = Readings(database)
        self.pairs = Pairs(database)
        self.people = People(database)
        self.topics = Topics(database)
        self.pointers = Pointers(database)
        self.queue = Queue(database)
        self.meta = Meta(database)
        self.quotas = Quotas(database)
        self.pushes = Pushes(database)
        self.terms = Terms(database)
        self.write = Writing(database)
        self.server = Servers(database)
        self.load = Loading(database)

    @property
    def timezone(self) -> ZoneInfo:
        """The outlet's time zone, in which days begin and charts count."""
        return self.zone

    @property
    def outlet(self) -> Outlet:
        """The outlet as it was last described."""
        table = schema.outlet
        with self.begin_read() as connection:
            row = connection.execute(select(table).where(table.c.id == self.outlet_id)).one()
        return Outlet(row.name, row.home_url, row.timezone, row.language)

    def set_outlet(
        self,
        *,
        name: str | None = None,
        home_url: str | None = None,
        timezone: str | None = None,
        language: str | None = None,
    ) -> None:
        """Describe the outlet; a change of its zone counts all rollups anew."""
        given = {"name": name, "home_url": home_url, "timezone": timezone, "language": language}
        values = {key: value for key, value in given.items() if value is not None}
        table = schema.outlet
        with self.begin_write() as connection:
            if values:
                connection.execute(
                    update(table).where(table.c.id == self.outlet_id).values(**values)
                )
            if timezone is not None and timezone != str(self.zone):
                self._database.zone = ZoneInfo(timezone)
                rollups.rebuild(connection, self.outlet_id, self._database.zone)
            self.bump_version(connection)

    def version(self) -> int:
        """A number that changes with every write: what was read before may be out of date."""
        news = self._database.news
        return news.version(self._ask_version) if news else self._ask_version()

    def _ask_version(self) -> int:
        table = schema.outlet
        with self.begin_read() as connection:
            return (
                connection.scalar(select(table.c.version).where(table.c.id == self.outlet_id)) or 0
            )

    def check(self) -> list[str]:
        """What in the store does not agree with itself; empty when all is well."""
        with self.begin_read() as connection:
            return list(check.faults(connection, self.outlet_id))

    def close(self) -> None:
        """Give the database's connections back."""
        if self._database.news is not None:
            self._database.news.close()
        self._database.writer.dispose()
        self._database.reader.dispose()


def open_store(
    where: str,
    *,
    timezone: str = "",
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Store:
    """Open (creating or migrating it first) the store at a path or SQLAlchemy URL.

    ``timezone`` is an IANA name; empty keeps the one that the store has (UTC in a new one).

    Raises:
        StoreError: the database cannot be opened, or was made by a newer Rundown.
    """
    url = database_url(where)
    writer, reader = open_engines(url)
    try:
        migrate.to_head(writer)
        with writer.begin() as connection:
            insert_new(
                connection,
                schema.outlet,
                [
                    {
                        "id": OUTLET_ID,
                        "name": "",
                        "home_url": "",
                        "timezone": timezone or "UTC",
                        "language": "",
                        "version": 1,
                    }
                ],
            )
            stored = connection.scalar(
                select(schema.outlet.c.timezone).where(schema.outlet.c.id == OUTLET_ID)
            )
    except DatabaseError as error:
        raise StoreError(f"The database {shown(url)} cannot be opened: {error.orig}.") from error
    database = Database(writer, reader, OUTLET_ID, ZoneInfo(stored or "UTC"), clock)
    if database.is_shared:
        database.news = News(url, OUTLET_ID)
    store = Store(database)
    if timezone and timezone != stored:
        store.set_outlet(timezone=timezone)
    return store
