"""The best hits of a search rather than the newest, on SQLite.

FTS5 weighs every hit (bm25, a headline's words before a text's), and a common word has hundreds of
thousands. So the newest ``RANKED`` compete, in which whoever follows an outlet looks for anyway; a
word with fewer hits is weighed in full.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, column, func, select

from dashboard.store import search
from dashboard.store.model import TimelineQuery
from dashboard.store.selecting import Selection, hits, item, matches, within

RANKED = 10_000
"""So many hits are weighed."""


def can_rank(connection: Connection, query: TimelineQuery) -> bool:
    """Whether a view is to be shown by relevance and has words to weigh."""
    terms = search.parse(query.text)
    weighed = bool(terms) and not search.only_negated(terms)
    return query.by_relevance and weighed and connection.dialect.name == "sqlite"


def best(
    connection: Connection, query: TimelineQuery, view: Selection, limit: int
) -> list[Row[Any]]:
    """The items of a view that answer best, of those of one weight the newest first."""
    place = hits.c.rowid
    newest = select(place).where(matches(search.parse(query.text)), *within(query, place))
    some = newest.order_by(place.desc()).limit(RANKED).subquery()
    oldest = select(func.min(some.c.rowid)).scalar_subquery()
    ranked = view.select(item).where(place >= oldest).order_by(column("rank")).limit(limit)
    return list(connection.execute(ranked))
