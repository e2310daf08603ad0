"""No view walks the archive: each filter alone, all combinations of two, searches and charts."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from dashboard.coverage import understand
from dashboard.store import Store, TimelineQuery, leading, open_store
from dashboard.store.model import ItemRow
from tests.store import plans
from tests.store.conftest import NOON
from tests.store.made import article, put, video

FILTERS: dict[str, Any] = {
    "kinds": ("article",),
    "topics": ("medtop:15000000",),
    "labels": ("sport", "culture"),
    "authors": ("ann",),
    "sources": ("import",),
    "statuses": ("removed",),
    "since": NOON - timedelta(days=40),
    "until": NOON,
    "text": '"the council" -fog vot*',
}
VIEWS = [
    *({name: value} for name, value in FILTERS.items()),
    *({a: FILTERS[a], b: FILTERS[b]} for a, b in combinations(FILTERS, 2)),
    {"kinds": ("article", "video")},
    {"topics": ("medtop:15000000", "label:fog")},
    {"text": "-fog"},
    {"text": "council", "by_relevance": True},
    {"text": "https://a.example/news/3"},
    {},
]


@pytest.fixture
def archive(store: Store) -> Store:
    source = store.sources.importing()
    authors = ("Ann", "Ben")
    put(
        store,
        source,
        *(
            article(
                n,
                title=f"The council votes on fog {n}",
                labels=(("Sport", "Culture", "Fog")[n % 3],),
                authors=(authors[n % 2],),
            )
            for n in range(30)
        ),
        *(video(f"film{n:07d}") for n in range(5)),
    )
    understand.bring_up_to_date(store)
    return store


def test_every_filter_is_looked_at() -> None:
    assert set(FILTERS) | {"by_relevance"} == {field.name for field in fields(TimelineQuery)}


@pytest.mark.parametrize("few", [0, 200])
def test_no_view_walks_the_archive(
    archive: Store, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(leading, "FEW", few)
    middle = archive.timeline.page(TimelineQuery(), limit=10).next
    assert middle is not None
    for view in VIEWS:
        query = TimelineQuery(**view)
        archive.timeline.page(query, limit=5)
        archive.charts.per_day(query, "week")
        archive.charts.hours(query)
        archive.charts.topics(query, "month")
        if not query.by_relevance:
            archive.timeline.page(query, limit=5, after=middle)
            archive.timeline.page(query, limit=5, before=middle)
            archive.timeline.newer(query, middle)
    row = archive.timeline.page(TimelineQuery(), limit=1).items[0]
    assert archive.timeline.detail(row.id)
    assert archive.timeline.find(row.url)
    archive.timeline.bodies([row.id])
    archive.timeline.facets()
    archive.timeline.total()


def test_a_walk_and_a_sort_are_seen(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "s.db"))
    bad = ("SELECT * FROM item WHERE title = 'x'", "SELECT * FROM facet WHERE position = 7")
    for statement in (*bad, "SELECT * FROM item ORDER BY published_at + position LIMIT 5"):
        assert plans.faults(store, statement, ()) != [], statement
    with pytest.raises(AssertionError), plans.watched(store), store.begin_read() as connection:
        connection.execute(text("SELECT count(*) FROM sighting"))
    store.close()


def brute(rows: list[ItemRow], query: TimelineQuery) -> list[str]:
    """The ids that a view must show, found by looking at every item."""

    def shown(row: ItemRow) -> bool:
        topics = {topic.id for topic in row.topics}
        return (
            (not query.kinds or row.kind in query.kinds)
            and (not query.topics or bool(topics & set(query.topics)))
            and (not query.labels or any(v.casefold() in query.labels for v in row.labels))
            and (not query.authors or any(v.casefold() in query.authors for v in row.authors))
            and (not query.statuses or row.status in query.statuses)
            and (query.since is None or row.published_at >= query.since)
            and (query.until is None or row.published_at < query.until)
        )

    return [row.id for row in rows if shown(row)]


@pytest.mark.parametrize("few", [0, 200])
def test_whatever_leads_the_view_is_the_same(
    archive: Store, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(leading, "FEW", few)
    rows = list(archive.timeline.page(TimelineQuery(), limit=500).items)
    filters = {name: value for name, value in FILTERS.items() if name not in ("sources", "text")}
    for size in range(1, len(filters) + 1):
        for names in combinations(filters, size):
            query = TimelineQuery(**{name: filters[name] for name in names})
            for asked in (query, replace(query, topics=("label:fog", "medtop:15000000"))):
                found = archive.timeline.page(asked, limit=500).items
                assert [row.id for row in found] == brute(rows, asked), asked


def test_by_relevance_the_headline_counts_most(archive: Store) -> None:
    source = archive.sources.importing()
    put(
        archive,
        source,
        article("old", title="Quokka", published_at=NOON - timedelta(days=900)),
        article("new", body=f"A quokka {'and much else ' * 30}"),
    )
    query = TimelineQuery(text="quokka")
    assert [row.title for row in archive.timeline.page(query).items] == ["Headline new", "Quokka"]
    page = archive.timeline.page(replace(query, by_relevance=True))
    on_postgres = (
        archive._database.reader.dialect.name == "postgresql"
    )  # there the newest come first all the same
    best_first = ["Headline new", "Quokka"] if on_postgres else ["Quokka", "Headline new"]
    assert [row.title for row in page.items] == best_first
    assert page.next is None
    unsearched = archive.timeline.page(TimelineQuery(by_relevance=True), limit=2)
    assert unsearched.items == archive.timeline.page(TimelineQuery(), limit=2).items
