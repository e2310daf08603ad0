"""Reading the timeline: keyset pages, single items, facets.

A cursor is an item's position in decimal, or the item's id. Pages go newest first; ``after``
continues towards the past, ``before`` asks for what is newer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from connectors.items import AnyItem, Article, Newsletter, Video
from dashboard.store import codec, schema
from dashboard.store.base import Database, Part
from dashboard.store.carried import carried, carried_by
from dashboard.store.corrections import TITLE
from dashboard.store.identity import GIVEN, from_ms, ms_of, read_id, show_id
from dashboard.store.item_rows import item_row, partner_of, seen_row
from dashboard.store.merge import Sighting, merge
from dashboard.store.model import (
    Change,
    ItemDetail,
    ItemRow,
    Page,
    Partner,
    TimelineQuery,
)
from dashboard.store.pairs import Pairs
from dashboard.store.recall import sighting_of
from dashboard.store.relevance import best, can_rank
from dashboard.store.selecting import address_keys, by_id, item, newest, selection
from dashboard.store.sources import IMPORT_ID

CHUNK = 500
EARLIER_TITLES = 5
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
        newer_than = self._place(before) if before is not None else None
        older_than = self._place(after) if after is not None else None
        with self.begin_read() as connection:
            view = selection(connection, self.outlet_id, query)
            if can_rank(connection, query):
                if after or before:
                    raise CursorError("By relevance there is one page.")
                ranked = best(connection, query, view, limit)
                return Page(items=tuple(self._rows(connection, ranked)), next=None, newest=None)
            if newer_than is not None:
                statement = view.select(item).where(view.place > newer_than)
                found = list(connection.execute(statement.order_by(view.place).limit(limit)))[::-1]
            else:
                found = newest(connection, view, older_than, limit + 1)
            more, found = len(found) > limit, found[:limit]
            rows = self._rows(connection, found)
        return Page(
            items=tuple(rows),
            next=str(found[-1].position) if more else None,
            newest=str(found[0].position) if found else None,
        )

    def oldest(self) -> datetime | None:
        """When the first item was published, UTC; ``None`` if there is none."""
        with self.begin_read() as connection:
            place = self._oldest(connection)
        return None if place is None else from_ms(ms_of(place))

    def newer(self, query: TimelineQuery, cursor: str, cap: int = 100) -> int:
        """How many items of a view are newer than a cursor, counted up to ``cap``."""
        place = self._place(cursor)
        with self.begin_read() as connection:
            view = selection(connection, self.outlet_id, query)
            count = 0
            for part in view.parts(low=place):
                some = part.select(part.place).limit(cap - count)
                count += connection.scalar(select(func.count()).select_from(some.subquery())) or 0
                if count >= cap:
                    break
        return count

    def rows(self, ids: Sequence[str]) -> list[ItemRow]:
        """The items with these ids, in this order; unknown ids are left out.

        The id of an item that is now part of another finds that one.
        """
        with self.begin_read() as connection:
            found = self._by_ids(connection, ids)
            if missing := [i for i in dict.fromkeys(ids) if i not in found]:
                became = self._became(connection, missing)
                others = self._by_ids(connection, sorted(set(became.values())))
                found |= {old: others[new] for old, new in became.items() if new in others}
        return list({row.id: row for i in ids if (row := found.get(i))}.values())

    def _by_ids(self, connection: Connection, ids: Sequence[str]) -> dict[str, ItemRow]:
        found: dict[str, ItemRow] = {}
        for at in range(0, len(ids), CHUNK):
            rows = connection.execute(
                select(item).where(by_id(self.outlet_id, ids[at : at + CHUNK]))
            ).all()
            found.update((row.id, row) for row in self._rows(connection, rows))
        return found

    def _became(self, connection: Connection, ids: Sequence[str]) -> dict[str, str]:
        """Which items ids of old now lead to."""
        table = schema.former_id
        found: dict[str, str] = {}
        numbers = [n for n in map(read_id, ids) if n is not None]
        for at in range(0, len(numbers), CHUNK):
            rows = connection.execute(
                select(table.c.id, table.c.item_id).where(
                    table.c.outlet_id == self.outlet_id, table.c.id.in_(numbers[at : at + CHUNK])
                )
            )
            found.update((show_id(old), show_id(new)) for old, new in rows)
        return found

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
        number = read_id(rows[0].id)
        with self.begin_read() as connection:
            sightings = self._sightings(connection, [number or 0])
            changes = self._changes(connection, number or 0)
            seen = [seen_row(row, decoded) for row, decoded in sightings]
            merged = self._merged(sightings).get(number or 0)
        return ItemDetail(
            row=rows[0],
            body=merged.body if merged else "",
            sightings=tuple(seen),
            changes=tuple(changes),
            list_id=merged.list_id if isinstance(merged, Newsletter) else "",
            video=merged if isinstance(merged, Video) else None,
            access=str(merged.access) if isinstance(merged, Article) else "open",
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
        table = schema.rollup_span
        with self.begin_read() as connection:
            return (
                connection.scalar(
                    select(func.sum(table.c["items"])).where(
                        table.c.outlet_id == self.outlet_id,
                        table.c.grain == "year",
                        table.c.topic == "",
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
            CursorError: it is neither a position on this timeline nor the id of an item.
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
            if place is not None:
                return place
            place = _position(cursor)
            oldest = self._oldest(connection)
        if oldest is None or place < oldest:
            raise CursorError(f"{cursor!r} is no cursor of this timeline.")
        return place

    def _oldest(self, connection: Connection) -> int | None:
        place: int | None = connection.scalar(
            select(func.min(item.c.position)).where(item.c.outlet_id == self.outlet_id)
        )
        return place

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
        inside = carried(connection, self.outlet_id, found)
        around = carried_by(connection, self.outlet_id, found)
        earlier = self._earlier_titles(connection, [row.id for row in found if row.corrections])
        return [
            item_row(
                row,
                names,
                partners=tuple(partners.get(show_id(row.id), ())),
                carried=inside.get(row.id, ()),
                carried_by=around.get(row.id, ()),
                earlier_titles=tuple(earlier.get(row.id, ())[:EARLIER_TITLES]),
            )
            for row in found
        ]

    def _earlier_titles(
        self, connection: Connection, numbers: Sequence[int]
    ) -> dict[int, list[str]]:
        table = schema.change
        found: dict[int, list[str]] = {}
        for at in range(0, len(numbers), CHUNK):
            rows = connection.execute(
                select(table.c.item_id, table.c.old)
                .where(
                    table.c.outlet_id == self.outlet_id,
                    table.c.item_id.in_(numbers[at : at + CHUNK]),
                    table.c.field == TITLE,
                )
                .order_by(table.c.item_id, table.c.at.desc())
            )
            for number, old in rows:
                found.setdefault(number, []).append(old)
        return found

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
                    found.setdefault(mine, []).append(partner_of(known[other], pair))
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
            grouped.setdefault(row.item_id, []).append(sighting_of(row, row.source_kind, decoded))
        return {number: merge(group).item for number, group in grouped.items()}

    def _changes(self, connection: Connection, number: int) -> list[Change]:
        table = schema.change
        rows = connection.execute(
            select(table)
            .where(table.c.outlet_id == self.outlet_id, table.c.item_id == number)
            .order_by(table.c.at, table.c.field)
        )
        return [Change(at=from_ms(r.at), field=r.field, old=r.old, new=r.new) for r in rows]


def _position(value: str) -> int:
    try:
        number = int(value)
    except ValueError:
        raise CursorError(f"{value!r} is no cursor of this timeline.") from None
    if not -(1 << 63) <= number < 1 << 63:
        raise CursorError(f"{value!r} is no cursor of this timeline.")
    return number
