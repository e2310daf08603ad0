"""From a :class:`TimelineQuery` to SQL: which positions a view shows.

Every restriction is about positions (see the ``facet`` table and full-text search), so a page is
always a walk down one index with cheap look-ups beside it. There is no OFFSET and no total.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    column,
    exists,
    literal_column,
    select,
    table,
)

from connectors.items import Status
from connectors.urls import identity_key, youtube_video_id
from dashboard.store import schema, search, search_postgres
from dashboard.store.identity import position_at, read_id, to_ms
from dashboard.store.leading import Criterion, lead
from dashboard.store.model import TimelineQuery

item, facet = schema.item, schema.facet
hits = table("item_search", column("rowid"))
"""The full-text table as a set of positions."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A query made ready: where positions come from, and what else must hold."""

    place: ColumnElement[int]
    source: Any
    conditions: tuple[ColumnElement[bool], ...]
    found: search_postgres.Found | None = None

    def parts(self, low: int | None = None, high: int | None = None) -> Iterator[Selection]:
        """What of the view lies above ``low`` and below ``high``, in parts, the newest first.

        Whoever has enough takes no more. It is one part, unless full-text search can look at newer
        items alone.
        """
        conditions = self.conditions
        if low is not None:
            conditions += (self.place > low,)
        if high is not None:
            conditions += (self.place < high,)
        narrowed = replace(self, conditions=conditions)
        if self.found is None:
            yield narrowed
            return
        for span in self.found.newest_first(low, high):
            yield replace(narrowed, source=self.found.source(span))

    def select(self, *columns: Any) -> Select[Any]:
        """Select columns over the items of the view."""
        return select(*columns).select_from(self.source).where(*self.conditions)


def selection(connection: Connection, outlet_id: int, query: TimelineQuery) -> Selection:
    """What a query selects; joined to ``item`` so that any of its columns may be read."""
    conditions: list[ColumnElement[bool]] = [item.c.outlet_id == outlet_id]
    criteria = _facet_criteria(connection, outlet_id, query)
    terms, lite = search.parse(query.text), connection.dialect.name == "sqlite"
    found: search_postgres.Found | None = None
    place: Any = item.c.position
    source: Any = item
    if address := _address(query.text):
        conditions.append(_at_address(outlet_id, address))
    elif terms and not lite:
        found = search_postgres.Found(connection, outlet_id, terms, query)
        source = found.source()
    elif terms and not search.only_negated(terms):
        place = hits.c.rowid
        source = hits.join(item, item.c.position == _outer("item_search.rowid"))
        conditions.append(matches(terms))
    elif leading := lead(connection, outlet_id, query, criteria):
        criteria.remove(leading)
        positions = _positions(outlet_id, *leading)
        place = positions.c.position
        source = positions.join(item, item.c.position == _outer("lead.position"))
        conditions += _conditions(positions, outlet_id, *leading)
    if search.only_negated(terms) and lite:
        conditions.append(item.c.position.not_in(select(hits.c.rowid).where(matches(terms))))
    conditions += [_has_facet(outlet_id, name, values, place) for name, values in criteria]
    if query.kinds:
        conditions.append(item.c.kind.in_(query.kinds))
    if query.statuses:
        conditions.append(item.c.status.in_(query.statuses))
        if Status.PUBLIC not in query.statuses:
            # What is not public has a small index of its own, which SQLite must be seen to mean.
            conditions.append(item.c.status != literal_column(f"'{Status.PUBLIC}'"))
    return Selection(place, source, (*conditions, *within(query, place)), found)


def newest(
    connection: Connection, view: Selection, older_than: int | None, limit: int
) -> list[Row[Any]]:
    """The newest items of a view that are older than a position, at most ``limit``."""
    found: list[Row[Any]] = []
    for part in view.parts(high=older_than):
        statement = part.select(item).order_by(part.place.desc()).limit(limit - len(found))
        found += connection.execute(statement)
        if len(found) >= limit:
            break
    return found


def within(query: TimelineQuery, place: ColumnElement[int]) -> Iterator[ColumnElement[bool]]:
    """The bounds of a view in time."""
    if query.since is not None:
        yield place >= position_at(to_ms(query.since))
    if query.until is not None:
        yield place < position_at(to_ms(query.until))


def _positions(outlet_id: int, name: str, values: Sequence[str]) -> Any:
    """The positions of a facet's values as a table ``lead``; of several values each once."""
    if len(values) == 1:
        return facet.alias("lead")
    return (
        select(facet.c.position)
        .where(facet.c.outlet_id == outlet_id, facet.c.facet == name, facet.c.value.in_(values))
        .distinct()
        .subquery("lead")
    )


def _conditions(
    positions: Any, outlet_id: int, name: str, values: Sequence[str]
) -> list[ColumnElement[bool]]:
    if len(values) > 1:
        return []
    column = positions.c
    return [column.outlet_id == outlet_id, column.facet == name, column.value == values[0]]


def _outer(place: str) -> ColumnElement[int]:
    """A column to join on that the planner cannot look up, so that its table leads the join.

    Without statistics SQLite may walk all items and ask the other table for each. A plus sign
    before a column keeps it out of index choice (SQLite's query planner documentation, "unary +").
    """
    return literal_column(f"+{place}", BigInteger)


def _facet_criteria(
    connection: Connection, outlet_id: int, query: TimelineQuery
) -> list[Criterion]:
    folded = {
        "topic": _topic_values(connection, outlet_id, query.topics),
        "label": [value.casefold() for value in query.labels],
        "author": [value.casefold() for value in query.authors],
        "source": _source_ids(connection, outlet_id, query.sources),
    }
    asked = {
        "topic": query.topics,
        "label": query.labels,
        "author": query.authors,
        "source": query.sources,
    }
    return [(name, values or ["\0"]) for name, values in folded.items() if asked[name]]


def _topic_values(connection: Connection, outlet_id: int, topics: Sequence[str]) -> list[str]:
    """Topics may be asked for by id or by name."""
    table_ = schema.facet_value
    found: list[str] = []
    for topic in topics:
        if topic.startswith(("medtop:", "label:")):
            found.append(topic)
            continue
        rows = connection.execute(
            select(table_.c.value, table_.c.name).where(
                table_.c.outlet_id == outlet_id, table_.c.facet == "topic"
            )
        )
        found += [value for value, name in rows if name.casefold() == topic.casefold()]
    return found


def _source_ids(connection: Connection, outlet_id: int, sources: Sequence[str]) -> list[str]:
    """Sources may be asked for by id or by name."""
    if not sources:
        return []
    table_ = schema.source
    rows = connection.execute(
        select(table_.c.id, table_.c.name).where(table_.c.outlet_id == outlet_id)
    )
    return [i for i, name in rows if i in sources or name in sources]


def _has_facet(
    outlet_id: int, name: str, values: Sequence[str], place: ColumnElement[int]
) -> ColumnElement[bool]:
    return exists(
        select(1).where(
            facet.c.outlet_id == outlet_id,
            facet.c.facet == name,
            facet.c.value.in_(values),
            facet.c.position == place,
        )
    )


def matches(terms: Sequence[search.Term]) -> ColumnElement[bool]:
    """The condition that full-text search finds a row of ``hits`` by these terms."""
    return column("item_search").op("MATCH", is_comparison=True)(search.match_expression(terms))


def _address(value: str) -> str:
    """A pasted address is looked up as such."""
    value = value.strip()
    return value if value.startswith(("http://", "https://")) and " " not in value else ""


def _at_address(outlet_id: int, address: str) -> ColumnElement[bool]:
    return item.c.id.in_(
        select(schema.identity.c.item_id).where(
            schema.identity.c.outlet_id == outlet_id,
            schema.identity.c.key.in_(address_keys(address)),
        )
    )


def address_keys(address: str) -> list[str]:
    """The identity keys under which an address may be known."""
    keys = [f"url:{identity_key(address)}"]
    video_id = youtube_video_id(address)
    return [f"video:{video_id}", *keys] if video_id else keys


def by_id(outlet_id: int, ids: Sequence[str]) -> ColumnElement[bool]:
    """Items by their text ids; what is no id matches nothing."""
    numbers = [n for n in map(read_id, ids) if n is not None]
    return and_(item.c.outlet_id == outlet_id, item.c.id.in_(numbers))
