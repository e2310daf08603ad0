"""Full-text search on PostgreSQL: a GIN index that is asked for the newest hits first.

What is in it, and how it finds the same as SQLite: :mod:`dashboard.store.search_vectors`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    false,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from dashboard.store import rows_postgres, schema
from dashboard.store.identity import ms_of, position_at, to_ms
from dashboard.store.model import TimelineQuery
from dashboard.store.search_vectors import day_of, marks_of, query_of, vector

if TYPE_CHECKING:
    from dashboard.store.search import Document, Term

item_search = Table(
    "item_search",
    MetaData(),
    Column("outlet_id", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("words", TSVECTOR, nullable=False),
)
"""Apart from the other tables, for SQLite has one of the same name and its own kind."""


class INDEX:
    """The index of the table, which is made after it was filled where that is much."""

    drop = "DROP INDEX item_search_words"
    create = (
        "CREATE INDEX item_search_words ON item_search USING gin (words)"
        " WITH (gin_pending_list_limit = 512)"
    )


DAYS_AT_ONCE = (7, 60, 365, 4 * 365)
"""Days that are searched one after the other, from the newest hit back; then all the rest."""


class Span(NamedTuple):
    """Positions from ``low`` to below ``high``, and the days' words of which each has one."""

    low: int
    high: int
    marks: tuple[str, ...] = ()


EVERYTHING = Span(-(1 << 63), (1 << 63) - 1)

_PLANS = "; ".join(
    [
        *(f"SET LOCAL enable_{way} = off" for way in ("seqscan", "hashjoin", "mergejoin")),
        "SET LOCAL max_parallel_workers_per_gather = 0",
        "SET LOCAL work_mem = '32MB'",
    ]
)
"""Leaves one way: ask GIN, sort what it says, look up each item. Any other way is quicker now and
then and a thousand times slower at other times, since nobody knows how often a phrase occurs."""


class Found:
    """What a search finds, as positions that are joined to their items."""

    def __init__(
        self, connection: Connection, outlet_id: int, terms: Sequence[Term], query: TimelineQuery
    ) -> None:
        self._connection = connection
        self._outlet_id = outlet_id
        self._query = query_of(terms)
        self._unwanted = all(term.negated for term in terms)
        self._low = EVERYTHING.low if query.since is None else position_at(to_ms(query.since))
        self._high = EVERYTHING.high if query.until is None else position_at(to_ms(query.until))
        connection.exec_driver_sql(_PLANS)

    def source(self, span: Span = EVERYTHING) -> Any:
        """The hits of a span, joined to their items."""
        item, row = schema.item, item_search.c
        hits: FromClause
        if self._unwanted:
            hits = (
                select(row.position)
                .where(row.outlet_id == self._outlet_id, ~_matches(self._query.indexed))
                .subquery("hit")
            )
        else:
            # Sums keep the table's key out of it: that would be read along, for whole years.
            found = select(row.position).where(
                _matches(self._query.within(span.marks) if self._query.indexed else ""),
                row.outlet_id + 0 == self._outlet_id,
                row.position + 0 >= span.low,
                row.position + 0 < span.high,
            )
            if self._query.exactly:  # in a form that the index does not know
                found = found.where(func.coalesce(_matches(self._query.exactly), False))
            hits = found.cte("hit").prefix_with("MATERIALIZED")
        return hits.join(
            item, and_(item.c.outlet_id == self._outlet_id, item.c.position == hits.c.position)
        )

    def newest_first(self, low: int | None, high: int | None) -> Iterator[Span]:
        """Spans of what lies above ``low`` and below ``high``, the newest first."""
        low = max(self._low, EVERYTHING.low if low is None else low + 1)
        high = min(self._high, EVERYTHING.high if high is None else high)
        place = schema.item.c.position
        newest = self._connection.scalar(
            select(place)
            .where(schema.item.c.outlet_id == self._outlet_id, place < high, place >= low)
            .order_by(place.desc())
            .limit(1)
        )
        if newest is None:
            return iter(())
        if self._unwanted:
            return iter([EVERYTHING])
        return spans(low, newest + 1)


def _matches(text: str) -> ColumnElement[bool]:
    if not text:
        return false()
    asked = cast(bindparam(None, text, Text), TSQUERY)
    return item_search.c.words.op("@@", is_comparison=True)(asked)


def spans(low: int, high: int) -> Iterator[Span]:
    """The positions from ``low`` to below ``high`` in spans that grow, the newest first.

    ``high`` should lie right above the newest item: the first span counts back from it.
    """
    top = high
    for days in DAYS_AT_ONCE:
        bottom = max(low, position_at(ms_of(high) - days * 86_400_000))
        if bottom < top:
            yield Span(bottom, top, marks_of(day_of(bottom), day_of(top)))
        top = bottom
        if top <= low:
            return
    yield Span(low, top)


def add(connection: Connection, outlet_id: int, documents: Sequence[tuple[int, Document]]) -> None:
    """Put documents into the index at their positions."""
    rows = [(outlet_id, place, vector(place, words)) for place, words in documents]
    update = '("outlet_id", "position") DO UPDATE SET "words" = excluded."words"'
    rows_postgres.insert(connection, item_search, ("outlet_id", "position", "words"), rows, update)


def remove(
    connection: Connection, outlet_id: int, documents: Sequence[tuple[int, Document]]
) -> None:
    """Take the documents at these positions out."""
    if not documents:
        return
    places = [place for place, _ in documents]
    connection.exec_driver_sql(
        "DELETE FROM item_search WHERE outlet_id = %s AND position = ANY(%s)", (outlet_id, places)
    )
