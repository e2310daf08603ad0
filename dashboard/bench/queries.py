"""Timeline queries at 100,000 items through the store, beside the bare ``sqlite3`` query."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from dashboard.bench import archive
from dashboard.bench.figure import CannotMeasureError, Figure, percentile, repeat_ms
from dashboard.store import OUTLET_ID, Store, open_store
from dashboard.store.model import TimelineQuery

PART = "queries"
TIMES = 200
PAGE = 50

NEWEST_SQL = "SELECT * FROM item WHERE outlet_id = ? ORDER BY position DESC LIMIT 50"
DEEP_SQL = "SELECT * FROM item WHERE outlet_id = ? AND position < ? ORDER BY position DESC LIMIT 50"
SEARCH_SQL = (
    "SELECT item.* FROM (SELECT rowid FROM item_search WHERE item_search MATCH ? "
    "ORDER BY rowid DESC LIMIT 50) AS hit JOIN item ON item.outlet_id = ? "
    "AND item.position = hit.rowid ORDER BY position DESC"
)
DAYS_SQL = "SELECT day, kind, items FROM rollup_day WHERE outlet_id = ? AND day >= ? AND topic = ''"
TOPICS_SQL = (
    "SELECT day, topic, sum(items) FROM rollup_day WHERE outlet_id = ? AND day >= ? "
    "AND topic <> '' GROUP BY day, topic"
)
HOURS_SQL = "SELECT day, hour, kind, items FROM rollup_hour WHERE outlet_id = ? AND day >= ?"


def measure() -> list[Figure]:
    """p95 of each query with its p50 in the note, and the bare query's p95 as its baseline."""
    database, seconds = archive.make()
    store = open_store(str(database), timezone=archive.TIMEZONE)
    bare = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        made = Figure(
            part=PART,
            name="make the archive",
            value=archive.ITEMS / seconds,
            unit="items/s",
            note="rundown demo --items, whole process",
        )
        return [made, *_pages(store, bare), *_searches(store, bare), *_charts(store, bare)]
    finally:
        bare.close()
        store.close()


def _pages(store: Store, bare: sqlite3.Connection) -> list[Figure]:
    everything = TimelineQuery()
    positions = bare.execute(
        "SELECT position FROM item WHERE outlet_id = ? ORDER BY position LIMIT 1 OFFSET ?",
        (OUTLET_ID, archive.ITEMS // 2),
    ).fetchone()
    if positions is None:
        raise CannotMeasureError("the archive holds fewer items than it should")
    middle = bare.execute(
        "SELECT published_at FROM item WHERE outlet_id = ? AND position = ?",
        (OUTLET_ID, *positions),
    ).fetchone()[0]
    deep = store.timeline.page(
        TimelineQuery(until=datetime.fromtimestamp(middle / 1000, UTC)), limit=PAGE
    ).next
    return [
        _figure(
            f"newest {PAGE}",
            lambda: store.timeline.page(everything, limit=PAGE).items,
            lambda: bare.execute(NEWEST_SQL, (OUTLET_ID,)).fetchall(),
            goal=5,
        ),
        _figure(
            f"{PAGE} in the middle of the archive",
            lambda: store.timeline.page(everything, limit=PAGE, after=deep).items,
            lambda: bare.execute(DEEP_SQL, (OUTLET_ID, *positions)).fetchall(),
            goal=5,
        ),
    ]


def _searches(store: Store, bare: sqlite3.Connection) -> list[Figure]:
    rare, common = _words(bare)

    def search(word: str, name: str) -> Figure:
        hits = bare.execute(
            "SELECT count(*) FROM item_search WHERE item_search MATCH ?", (f'"{word}"',)
        ).fetchone()[0]
        query = TimelineQuery(text=word)
        return _figure(
            f"search, {name} ({hits} hits)",
            lambda: store.timeline.page(query, limit=PAGE).items,
            lambda: bare.execute(SEARCH_SQL, (f'"{word}"', OUTLET_ID)).fetchall(),
            goal=20,
        )

    return [search(rare, "a rare word"), search(common, "a common word")]


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


def _charts(store: Store, bare: sqlite3.Connection) -> list[Figure]:
    newest = store.timeline.page(TimelineQuery(), limit=1).items[0].published_at
    today = newest.astimezone(store.timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    return [
        figure
        for days, goal in ((90, 5.0), (365, 20.0))
        for figure in _charts_since(store, bare, today - timedelta(days=days), days, goal)
    ]


def _charts_since(
    store: Store, bare: sqlite3.Connection, since: datetime, days: int, goal: float
) -> list[Figure]:
    query = TimelineQuery(since=since)
    first = (OUTLET_ID, since.date().toordinal())
    return [
        _figure(
            f"chart, items a day, {days} days",
            lambda: store.charts.per_day(query),
            lambda: bare.execute(DAYS_SQL, first).fetchall(),
            goal=goal,
        ),
        _figure(
            f"chart, topics a week, {days} days",
            lambda: store.charts.topics(query, grain="week"),
            lambda: bare.execute(TOPICS_SQL, first).fetchall(),
            goal=goal,
        ),
        _figure(
            f"chart, hours of the week, {days} days",
            lambda: store.charts.hours(query),
            lambda: bare.execute(HOURS_SQL, first).fetchall(),
            goal=goal,
        ),
    ]


def _figure(
    name: str,
    ours: Callable[[], Sequence[object]],
    bare: Callable[[], Sequence[object]],
    *,
    goal: float,
) -> Figure:
    if not ours():
        return Figure(part=PART, name=name, error="the store answered with nothing")
    if not bare():
        return Figure(part=PART, name=name, error="the bare query answered with nothing")
    samples = repeat_ms(ours, TIMES)
    return Figure(
        part=PART,
        name=name,
        value=percentile(samples, 0.95),
        unit="ms",
        baseline=percentile(repeat_ms(bare, TIMES), 0.95),
        goal=goal,
        note=f"p95; p50 {percentile(samples, 0.5):.2f} ms",
    )
