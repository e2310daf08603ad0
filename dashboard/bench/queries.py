"""Reading the archive through the store, beside the bare ``sqlite3`` query of the same run.

``RUNDOWN_BENCH_ITEMS=1000000`` measures at a million items (see :mod:`dashboard.bench.archive`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from dashboard.bench import archive
from dashboard.bench.figure import CannotMeasureError, Figure, percentile, repeat_ms
from dashboard.store import OUTLET_ID, Store, open_store
from dashboard.store.model import TimelineQuery

PART = "queries"
TIMES, TIMES_LONG = 200, 60
PAGE = 50

OF_ITEMS = "SELECT * FROM item WHERE outlet_id = 1 {where} ORDER BY position DESC LIMIT 50"
OF_FACET = (
    "SELECT item.* FROM facet JOIN item ON item.outlet_id = 1 AND item.position = +facet.position "
    "WHERE facet.outlet_id = 1 AND facet.facet = ? AND facet.value = ? {where} "
    "ORDER BY facet.position DESC LIMIT 50"
)
ALSO = (
    "AND EXISTS (SELECT 1 FROM facet AS other WHERE other.outlet_id = 1 AND other.facet = ? "
    "AND other.value = ? AND other.position = facet.position)"
)
SEARCH = (
    "SELECT item.* FROM (SELECT rowid FROM item_search WHERE item_search MATCH ? "
    "ORDER BY {order} LIMIT 50) AS hit JOIN item ON item.outlet_id = 1 "
    "AND item.position = hit.rowid"
)
RAW = (
    "SELECT date(published_at / 1000, 'unixepoch') AS day, kind, count(*) FROM item "
    "WHERE outlet_id = 1 AND position >= ? GROUP BY day, kind"
)
RAW_TOPICS = (
    "SELECT facet.value, (facet.position >> 20) / 604800000 AS week, count(*) FROM facet "
    "WHERE outlet_id = 1 AND facet = 'topic' AND position >= ? GROUP BY value, week"
)
RAW_HOURS = (
    "SELECT (position >> 20) / 3600000 % 168 AS hour, kind, count(*) FROM item "
    "WHERE outlet_id = 1 AND position >= ? GROUP BY hour, kind"
)

Ours = Callable[[], Sequence[object]]


def measure() -> list[Figure]:
    """p95 of each query with its p50 in the note, and the bare query's p95 as its baseline."""
    database, seconds = archive.make()
    store = open_store(str(database), timezone=archive.TIMEZONE)
    bare = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        made = Figure(
            part=PART,
            name="make the archive",
            value=archive.items() / seconds,
            unit="items/s",
            note="rundown demo --items, whole process",
        )
        measured = (_pages, _filters, _searches, _charts)
        return [made, *(figure for some in measured for figure in some(store, bare))]
    finally:
        bare.close()
        store.close()


def _pages(store: Store, bare: sqlite3.Connection) -> Iterator[Figure]:
    everything = TimelineQuery()
    middle = bare.execute(
        "SELECT position FROM item WHERE outlet_id = ? ORDER BY position LIMIT 1 OFFSET ?",
        (OUTLET_ID, archive.items() // 2),
    ).fetchone()
    if middle is None:
        raise CannotMeasureError("the archive holds fewer items than it should")
    yield _figure(f"newest {PAGE}", _page(store, everything), _bare(bare, OF_ITEMS), 5)
    yield _figure(
        f"{PAGE} in the middle of the archive",
        lambda: store.timeline.page(everything, limit=PAGE, after=str(middle[0])).items,
        _bare(bare, OF_ITEMS, *middle, where="AND position < ?"),
        5,
    )


def _filters(store: Store, bare: sqlite3.Connection) -> Iterator[Figure]:
    """Each filter alone, and combinations of the largest with the smallest, which share little."""
    facets = store.timeline.facets()
    topic, small = facets.topics[0].value, facets.topics[-1].value
    label, author = facets.labels[-1].value, facets.authors[0].value
    newest = store.timeline.page(TimelineQuery(), limit=1).items[0].published_at
    span = (newest - timedelta(days=800), newest - timedelta(days=100))
    low, high = (int(moment.timestamp() * 1000) << 20 for moment in span)
    of_kind, between = "AND kind = ?", "AND facet.position >= ? AND facet.position < ?"
    cases: list[tuple[str, dict[str, Any], str, str, tuple[Any, ...]]] = [
        ("kind", {"kinds": ("video",)}, OF_ITEMS, of_kind, ("video",)),
        ("a large topic", {"topics": (topic,)}, OF_FACET, "", ("topic", topic)),
        ("a small topic", {"topics": (small,)}, OF_FACET, "", ("topic", small)),
        ("an author", {"authors": (author,)}, OF_FACET, "", ("author", author)),
        (
            "kind and topic",
            {"kinds": ("video",), "topics": (small,)},
            OF_FACET,
            of_kind,
            ("topic", small, "video"),
        ),
        (
            "topic and source",
            {"topics": (small,), "sources": ("import",)},
            OF_FACET,
            ALSO,
            ("topic", small, "source", "import"),
        ),
        (
            "label and a large topic",
            {"labels": (label,), "topics": (topic,)},
            OF_FACET,
            ALSO,
            ("label", label, "topic", topic),
        ),
        (
            "author and a large topic",
            {"authors": (author,), "topics": (topic,)},
            OF_FACET,
            ALSO,
            ("author", author, "topic", topic),
        ),
        (
            "label, kind and range",
            {"labels": (label,), "kinds": ("video",), "since": span[0], "until": span[1]},
            OF_FACET,
            f"{of_kind} {between}",
            ("label", label, "video", low, high),
        ),
    ]
    for name, asked, sql, where, given in cases:
        plain = _bare(bare, sql, *given, where=where)
        yield _figure(f"filter, {name}", _page(store, TimelineQuery(**asked)), plain, 5)


def _searches(store: Store, bare: sqlite3.Connection) -> Iterator[Figure]:
    rare, common = _words(bare)
    phrase = "came to see the"
    cases = [
        ("a rare word", rare, f'"{rare}"'),
        ("a common word", common, f'"{common}"'),
        ("a phrase of common words", f'"{phrase}"', f'"{phrase}"'),
        ("a beginning", "counc*", '"counc" *'),
        ("Hindi", "बंदरगाह", '"बंदरगाह"'),
        ("Korean", "항구", '"항 구"'),
        ("Arabic", "الميناء", '"الميناء"'),
        ("Chinese", "港口", '"港 口"'),
    ]
    for name, text, match in cases:
        hits = bare.execute(
            "SELECT count(*) FROM item_search WHERE item_search MATCH ?", (match,)
        ).fetchone()[0]
        query = TimelineQuery(text=text)
        plain = _bare(bare, SEARCH, match, order="rowid DESC")
        yield _figure(f"search, {name} ({hits:,} hits)", _page(store, query), plain, 20)
    for name, text, match in cases[:2]:
        query = TimelineQuery(text=text, by_relevance=True)
        plain = _bare(bare, SEARCH, match, order="rank")
        yield _figure(f"search by relevance, {name}", _page(store, query), plain, 100)


def _words(bare: sqlite3.Connection) -> tuple[str, str]:
    """A word that few items hold, and the one that most do, as the search table counts them."""
    bare.execute("CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, item_search, row)")
    plain = "term GLOB '[a-z][a-z][a-z][a-z]*' AND NOT term GLOB '*[^a-z]*'"
    rare = bare.execute(
        f"SELECT term FROM temp.word WHERE {plain} ORDER BY abs(doc - 10), term LIMIT 1"  # noqa: S608 -- a constant
    ).fetchone()
    common = bare.execute(
        f"SELECT term FROM temp.word WHERE {plain} ORDER BY doc DESC LIMIT 1"  # noqa: S608 -- a constant
    ).fetchone()
    if rare is None:
        raise CannotMeasureError("no words can be searched in the archive")
    return rare[0], common[0]


def _charts(store: Store, bare: sqlite3.Connection) -> Iterator[Figure]:
    """Each chart at the grain that its span can be read at; the baseline counts the items."""
    newest = store.timeline.page(TimelineQuery(), limit=1).items[0].published_at
    today = newest.astimezone(store.timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    for days, grain, goal in ((90, "day", 5), (365, "week", 20), (None, "month", 50)):
        since = today - timedelta(days=days) if days else None
        yield from _charts_since(store, bare, since, grain, goal)


def _charts_since(
    store: Store, bare: sqlite3.Connection, since: datetime | None, grain: str, goal: float
) -> Iterator[Figure]:
    query = TimelineQuery(since=since)
    of_topic = replace(query, topics=(store.timeline.facets(limit=1).topics[0].value,))
    span = f"since {since.date()}" if since else "20 years"
    first = int(since.timestamp() * 1000) << 20 if since else 0
    cases: list[tuple[str, Ours, str]] = [
        (f"items a {grain}", lambda: store.charts.per_day(query, grain), RAW),
        (f"one topic a {grain}", lambda: store.charts.per_day(of_topic, grain), RAW_TOPICS),
        (f"all topics a {grain}", lambda: store.charts.topics(query, grain), RAW_TOPICS),
        ("hours of the week", lambda: store.charts.hours(query), RAW_HOURS),
    ]
    for name, ours, sql in cases:
        plain = _bare(bare, sql, first)
        yield _figure(f"chart, {name}, {span}", ours, plain, goal, TIMES_LONG)


def _page(store: Store, query: TimelineQuery) -> Ours:
    return lambda: store.timeline.page(query, limit=PAGE).items


def _bare(bare: sqlite3.Connection, sql: str, *given: Any, **parts: str) -> Ours:
    statement = sql.format(**({"where": ""} | parts))
    return lambda: bare.execute(statement, given).fetchall()


def _figure(name: str, ours: Ours, bare: Ours, goal: float, times: int = TIMES) -> Figure:
    if not ours():
        return Figure(part=PART, name=name, error="the store answered with nothing")
    if not bare():
        return Figure(part=PART, name=name, error="the bare query answered with nothing")
    samples = repeat_ms(ours, times)
    return Figure(
        part=PART,
        name=name,
        value=percentile(samples, 0.95),
        unit="ms",
        baseline=percentile(repeat_ms(bare, max(10, times // 10)), 0.95),
        goal=goal,
        note=f"p95; p50 {percentile(samples, 0.5):.2f} ms",
    )
