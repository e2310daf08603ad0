"""Reading the timeline: keyset pages, single items, facets.

A cursor is an item's position in decimal, or the item's id. Pages go newest first; ``after``
continues towards the past, ``before`` asks for what is newer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from connectors.items import AnyItem, Video
from dashboard.store import codec, schema
from dashboard.store.base import Database, Part
from dashboard.store.identity import GIVEN, from_ms, read_id, show_id
from dashboard.store.merge import Sighting, merge
from dashboard.store.model import (
    Change,
    ItemDetail,
    ItemRow,
    Page,
    Pair,
    Partner,
    SightingRow,
    TimelineQuery,
    Topic,
)
from dashboard.store.pairs import Pairs
from dashboard.store.selecting import address_keys, by_id, item, selection
from dashboard.store.sources import IMPORT_ID

CHUNK = 500
POSITION_DIGITS = 19
"""Positions since 2001 have as many, and no id has: the usual cursor needs no look-up."""


class CursorError(ValueError):
    """A cursor that this store did not give out."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that filters offer: what to filter by, what people read, how many items have it."""

    value: str
    name: str
    items: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What the outlet's items can be filtered by, most frequent first."""

    topics: tuple[FacetValue, ...]
    labels: tuple[FacetValue, ...]
    authors: tuple[FacetValue, ...]


class Timeline(Part):
    """The read side of the store."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._pairs = Pairs(database)

    def page(
        self,
        query: TimelineQuery,
        *,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
    ) -> Page:
        """A page of a view.

        Raises:
            CursorError: ``after`` or ``before`` is no cursor.
        """
        newer_than = self._place(before) if before is not None else 0
        older_than = self._place(after) if after is not None else 0
        with self.begin_read() as connection:
            view = selection(connection, self.outlet_id, query)
            statement = view.select(item)
            if before is not None:
                statement = statement.where(view.place > newer_than).order_by(view.place)
            else:
                if after is not None:
                    statement = statement.where(view.place < older_than)
                statement = statement.order_by(view.place.desc())
            found = list(connection.execute(statement.limit(limit + 1)))
            more, found = len(found) > limit, found[:limit]
            if before is not None:
                found.reverse()
                more = False
            rows = self._rows(connection, found)
        return Page(
            items=tuple(rows),
            next=str(found[-1].position) if more else None,
            newest=str(found[0].position) if found else None,
        )

    def newer(self, query: TimelineQuery, cursor: str, cap: int = 100) -> int:
        """How many items of a view are newer than a cursor, counted up to ``cap``."""
        place = self._place(cursor)
        with self.begin_read() as connection:
            view = selection(connection, self.outlet_id, query)
            some = view.select(view.place).where(view.place > place).limit(cap)
            return connection.scalar(select(func.count()).select_from(some.subquery())) or 0

    def rows(self, ids: Sequence[str]) -> list[ItemRow]:
        """The items with these ids, in this order; unknown ids are left out."""
        with self.begin_read() as connection:
            found: dict[str, ItemRow] = {}
            for at in range(0, len(ids), CHUNK):
                rows = connection.execute(
                    select(item).where(by_id(self.outlet_id, ids[at : at + CHUNK]))
                ).all()
                found.update((row.id, row) for row in self._rows(connection, rows))
        return [found[i] for i in dict.fromkeys(ids) if i in found]

    def find(self, what: str) -> ItemRow | None:
        """The item with this id, address or YouTube video id."""
        found = self.rows([self.ids_of([what]).get(what, what)])
        return found[0] if found else None

    def ids_of(self, names: Iterable[str]) -> dict[str, str]:
        """The ids of items by what people call them: address, YouTube id, imported id.

        Names that nothing goes by are left out, and so are ids as the store itself shows them.
        """
        named: dict[str, list[str]] = {}
        for name in names:
            for key in (f"video:{name}", f"ref:{IMPORT_ID}:{GIVEN}{name}", *address_keys(name)):
                named.setdefault(key, []).append(name)
        table, wanted = schema.identity, list(named)
        found: dict[str, str] = {}
        with self.begin_read() as connection:
            for at in range(0, len(wanted), CHUNK):
                rows = connection.execute(
                    select(table.c.key, table.c.item_id).where(
                        table.c.outlet_id == self.outlet_id,
                        table.c.key.in_(wanted[at : at + CHUNK]),
                    )
                )
                found.update((name, show_id(number)) for key, number in rows for name in named[key])
        return found

    def detail(self, item_id: str) -> ItemDetail | None:
        """Everything that is known of an item."""
        rows = self.rows([item_id])
        if not rows:
            return None
        number = read_id(item_id)
        with self.begin_read() as connection:
            sightings = self._sightings(connection, [number or 0])
            changes = self._changes(connection, number or 0)
            seen = [
                SightingRow(
                    source_id=row.source_id,
                    source_name=row.source_name or row.source_id,
                    source_kind=row.source_kind or "",
                    ref=row.ref,
                    url=decoded.url,
                    title=decoded.title,
                    first_seen_at=from_ms(row.first_seen_at),
                    last_changed_at=from_ms(row.changed_at),
                    gone_at=None if row.gone_at is None else from_ms(row.gone_at),
                )
                for row, decoded in sightings
            ]
            item = self._merged(sightings)[number or 0] if sightings else None
        return ItemDetail(
            row=rows[0],
            body=item.body if item else "",
            sightings=tuple(seen),
            changes=tuple(changes),
            video=item if isinstance(item, Video) else None,
        )

    def bodies(self, ids: Sequence[str]) -> dict[str, str]:
        """The full text of each item that has one."""
        found: dict[str, str] = {}
        numbers = [n for n in map(read_id, ids) if n is not None]
        with self.begin_read() as connection:
            for at in range(0, len(numbers), CHUNK):
                sightings = self._sightings(connection, numbers[at : at + CHUNK])
                merged = self._merged(sightings)
                texts = ((n, codec.text_of(item)) for n, item in merged.items())
                found.update((show_id(n), text) for n, text in texts if text)
        return found

    def scan(
        self,
        kind: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[ItemRow]:
        """All items of a kind and span, newest first, without partners; memory stays flat."""
        query = TimelineQuery(kinds=(kind,) if kind else (), since=since, until=until)
        after: str | None = None
        while True:
            page = self.page(query, limit=1000, after=after)
            yield from page.items
            if page.next is None:
                return
            after = page.next

    def total(self) -> int:
        """How many items there are, from the rollups."""
        table = schema.rollup_day
        with self.begin_read() as connection:
            return (
                connection.scalar(
                    select(func.sum(table.c["items"])).where(
                        table.c.outlet_id == self.outlet_id, table.c.topic == ""
                    )
                )
                or 0
            )

    def facets(self, limit: int = 500) -> Facets:
        """The values that filters offer."""
        with self.begin_read() as connection:
            return Facets(
                *(self._facet(connection, name, limit) for name in ("topic", "label", "author"))
            )

    def _place(self, cursor: str) -> int:
        """Where on the timeline a cursor points.

        Raises:
            CursorError: it is neither a position nor the id of an item.
        """
        if len(cursor) == POSITION_DIGITS:
            return _position(cursor)
        number = read_id(self.ids_of([cursor]).get(cursor, cursor))
        with self.begin_read() as connection:
            place: int | None = connection.scalar(
                select(item.c.position).where(
                    item.c.outlet_id == self.outlet_id, item.c.id == number
                )
            )
        return _position(cursor) if place is None else place

    def _facet(self, connection: Connection, name: str, limit: int) -> tuple[FacetValue, ...]:
        table = schema.facet_value
        rows = connection.execute(
            select(table.c.value, table.c.name, table.c["items"])
            .where(table.c.outlet_id == self.outlet_id, table.c.facet == name, table.c["items"] > 0)
            .order_by(table.c["items"].desc(), table.c.name)
            .limit(limit)
        )
        return tuple(FacetValue(*row) for row in rows)

    def _rows(self, connection: Connection, found: Sequence[Row[Any]]) -> list[ItemRow]:
        names = self._source_names(connection, {i for row in found for i in row.source_ids})
        partners = self._partners(connection, [row.id for row in found])
        return [
            replace(item_row(row, names), partners=tuple(partners.get(show_id(row.id), ())))
            for row in found
        ]

    def _source_names(self, connection: Connection, ids: set[str]) -> dict[str, str]:
        table = schema.source
        rows = connection.execute(
            select(table.c.id, table.c.name).where(
                table.c.outlet_id == self.outlet_id, table.c.id.in_(sorted(ids))
            )
        )
        return {row.id: row.name for row in rows}

    def _partners(self, connection: Connection, numbers: Sequence[int]) -> dict[str, list[Partner]]:
        pairs = self._pairs.partners(connection, numbers)
        if not pairs:
            return {}
        wanted = {show_id(n) for n in numbers}
        others = {half for p in pairs for half in (p.article_id, p.video_id)}
        rows = connection.execute(select(item).where(by_id(self.outlet_id, sorted(others)))).all()
        known = {show_id(row.id): row for row in rows}
        found: dict[str, list[Partner]] = {}
        for pair in sorted(pairs, key=lambda p: -p.score):
            for mine, other in ((pair.article_id, pair.video_id), (pair.video_id, pair.article_id)):
                if mine in wanted and other in known:
                    found.setdefault(mine, []).append(_partner(known[other], pair))
        return found

    def _sightings(
        self, connection: Connection, numbers: Sequence[int]
    ) -> list[tuple[Row[Any], AnyItem]]:
        table, source = schema.sighting, schema.source
        rows = connection.execute(
            select(table, source.c.name.label("source_name"), source.c.kind.label("source_kind"))
            .outerjoin(
                source,
                (source.c.outlet_id == table.c.outlet_id) & (source.c.id == table.c.source_id),
            )
            .where(table.c.outlet_id == self.outlet_id, table.c.item_id.in_(numbers))
            .order_by(table.c.first_seen_at, table.c.source_id)
        )
        return [(row, codec.decode(row.payload)) for row in rows]

    def _merged(self, sightings: Iterable[tuple[Row[Any], AnyItem]]) -> dict[int, AnyItem]:
        grouped: dict[int, list[Sighting]] = {}
        for row, decoded in sightings:
            grouped.setdefault(row.item_id, []).append(
                Sighting(row.source_id, row.source_kind or "", decoded, from_ms(row.first_seen_at))
            )
        return {number: merge(group).item for number, group in grouped.items()}

    def _changes(self, connection: Connection, number: int) -> list[Change]:
        table = schema.change
        rows = connection.execute(
            select(table)
            .where(table.c.outlet_id == self.outlet_id, table.c.item_id == number)
            .order_by(table.c.at)
        )
        return [Change(at=from_ms(r.at), field=r.field, old=r.old, new=r.new) for r in rows]


def item_row(row: Row[Any], source_names: dict[str, str]) -> ItemRow:
    """An item's row from its table."""
    return ItemRow(
        id=show_id(row.id),
        kind=row.kind,
        url=row.url,
        title=row.title,
        summary=row.summary,
        published_at=from_ms(row.published_at),
        updated_at=None if row.updated_at is None else from_ms(row.updated_at),
        date_basis=row.date_basis,
        labels=tuple(row.labels),
        topics=tuple(Topic(*topic) for topic in row.topics),
        sources=tuple(source_names.get(i, i) for i in row.source_ids),
        authors=tuple(row.authors),
        language=row.language,
        status=row.status,
        image=codec.image_from(row.image),
        links=codec.links_from(row.links),
        video_id=row.video_id,
        duration_s=row.duration_s,
        video_kind=row.video_kind,
        live_state=row.live_state,
        scheduled_at=None if row.scheduled_at is None else from_ms(row.scheduled_at),
        corrections=row.corrections,
        first_seen_at=from_ms(row.first_seen_at),
        alias=row.alias,
    )


def _partner(row: Row[Any], pair: Pair) -> Partner:
    return Partner(
        id=show_id(row.id),
        kind=row.kind,
        title=row.title,
        url=row.url,
        video_id=row.video_id,
        state=pair.state,
        score=pair.score,
        image=codec.image_from(row.image),
        duration_s=row.duration_s,
        alias=row.alias,
    )


def _position(value: str) -> int:
    try:
        number = int(value)
    except ValueError:
        raise CursorError(f"{value!r} is no cursor of this timeline.") from None
    if not -(1 << 63) <= number < 1 << 63:
        raise CursorError(f"{value!r} is no cursor of this timeline.")
    return number
