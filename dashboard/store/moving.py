"""Moving a store to PostgreSQL: every row copied in one transaction, and checked before it counts.

What is compared is what each side holds: the number of rows of each table and the sum of their
hashes, which is the same in whatever order they are read. Full-text search is not copied but made
anew from the items, since each engine has its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import psycopg
from sqlalchemy import JSON, Connection, Engine, Select, Table, cast, func, select, text
from sqlalchemy import Text as AsText

from dashboard.store import Store, open_store, schema
from dashboard.store.engine import StoreError, database_url
from dashboard.store.merge import merge
from dashboard.store.recall import Recall
from dashboard.store.search import document
from dashboard.store.search_postgres import INDEX, item_search
from dashboard.store.search_vectors import vector

READ_AT_ONCE = 2_000
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Copied:
    """A table as it arrived: how many rows, and the sum of their hashes in hexadecimal."""

    table: str
    rows: int
    checksum: str


def move(source: Store, where: str, progress: Progress = lambda *_: None) -> list[Copied]:
    """Copy a store to a PostgreSQL database that holds none yet; ``source`` stays as it is.

    ``progress`` is told a table and the number of its rows so far. Until all is checked, nothing
    of it is kept on the other side.

    Raises:
        StoreError: the target is no PostgreSQL, cannot be opened, holds a store already, or does
            not hold what the source does; or somebody wrote to the source meanwhile.
        DatabaseError: the target refused.
    """
    if database_url(where).get_backend_name() != "postgresql":
        raise StoreError(
            "A store moves to PostgreSQL: give a URL such as postgresql://host/rundown."
        )
    target = open_store(where, clock=source.clock)
    try:
        with source.begin_read() as old, target.begin_write() as new:
            _demand_empty(new)
            version = _version(old, source.outlet_id)
            try:
                copied = list(_copy_all(old, new, progress))
                _copy_search(old, new, source.outlet_id, progress)
            except psycopg.Error as error:
                raise StoreError(f"The database refused: {error}") from error
            if source.version() != version:
                raise StoreError(
                    "Somebody wrote to the store meanwhile. Stop what syncs into it (rundown "
                    "serve, rundown sync) and begin again; nothing was moved."
                )
        _analyze(target.engine)
    finally:
        target.close()
    return copied


def _demand_empty(new: Connection) -> None:
    for table in schema.metadata.sorted_tables:
        if (
            table is not schema.outlet
            and new.execute(select(1).select_from(table).limit(1)).first()
        ):
            raise StoreError(
                "There is a store in that database already. Give an empty database, "
                "or empty this one first."
            )


def _version(connection: Connection, outlet_id: int) -> int | None:
    table = schema.outlet
    return connection.scalar(select(table.c.version).where(table.c.id == outlet_id))


def _copy_all(old: Connection, new: Connection, progress: Progress) -> Iterator[Copied]:
    """Copy each table without its indexes, make these, and compare."""
    tables = schema.metadata.sorted_tables
    indexes = [index for table in tables for index in table.indexes]
    for index in indexes:
        index.drop(new)
    new.exec_driver_sql("DELETE FROM outlet")
    read = {}
    for table in tables:
        read[table] = _Sum()
        _copy_in(new, table, _told(read[table].of(_rows(old, table)), table, progress))
    for index in indexes:
        index.create(new)
    for table in tables:
        arrived = _Sum()
        for _ in arrived.of(_rows(new, table)):
            pass
        if (arrived.rows, arrived.sum) != (read[table].rows, read[table].sum):
            raise StoreError(
                f"The rows of {table.name} did not arrive as they were: {arrived.rows} of "
                f"{read[table].rows} came, with another checksum. Nothing was moved."
            )
        yield Copied(table.name, arrived.rows, f"{arrived.sum:016x}")


class _Sum:
    """Counts rows and adds up their hashes, modulo 2 to the 64th."""

    def __init__(self) -> None:
        self.rows = self.sum = 0

    def of(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """The rows, added as they pass."""
        for row in rows:
            digest = blake2b(repr(row).encode("utf-8", "surrogatepass"), digest_size=8).digest()
            self.rows += 1
            self.sum = (self.sum + int.from_bytes(digest)) % (1 << 64)
            yield row


def _rows(connection: Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    """All rows of a table as they are kept: JSON as its text, and no character that is nothing."""
    for row in _stream(connection, _as_kept(table)):
        yield tuple([v.replace("\0", "") if type(v) is str and "\0" in v else v for v in row])


def _as_kept(table: Table) -> Select[Any]:
    columns = table.columns
    return select(*(cast(c, AsText) if isinstance(c.type, JSON) else c for c in columns))


def _stream(connection: Connection, statement: Select[Any]) -> Iterator[Any]:
    return iter(connection.execute(statement.execution_options(yield_per=READ_AT_ONCE)))


def _told(
    rows: Iterable[tuple[Any, ...]], table: Table, progress: Progress
) -> Iterator[tuple[Any, ...]]:
    number = 0
    for number, row in enumerate(rows, 1):
        if number % 100_000 == 0:
            progress(table.name, number)
        yield row
    progress(table.name, number)


def _copy_in(new: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    driver: Any = new.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _copy_search(old: Connection, new: Connection, outlet_id: int, progress: Progress) -> None:
    new.exec_driver_sql(INDEX.drop)
    rows = _told(_vectors(old, outlet_id), item_search, progress)
    _copy_in(new, item_search, rows)
    new.exec_driver_sql(INDEX.create)
    there = (
        select(func.count()).select_from(schema.item).where(schema.item.c.outlet_id == outlet_id)
    )
    found, wanted = new.scalar(select(func.count()).select_from(item_search)), old.scalar(there)
    if found != wanted:
        raise StoreError(f"Search would know {found} items of {wanted}. Nothing was moved.")


def _vectors(old: Connection, outlet_id: int) -> Iterator[tuple[Any, ...]]:
    recall = Recall(old, outlet_id)
    item = schema.item
    # The ids first: what is read per chunk comes over the same connection.
    ids = list(old.scalars(select(item.c.id).where(item.c.outlet_id == outlet_id)))
    for at in range(0, len(ids), READ_AT_ONCE):
        for stored in recall.items(ids[at : at + READ_AT_ONCE]).values():
            merged = merge(stored.sightings.values())
            yield (outlet_id, stored.position, vector(stored.position, document(merged.item)))


def _analyze(engine: Engine) -> None:
    """Let the planner know at once how much there is."""
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
