"""Loading in bulk makes the store that batches make, whenever it is stopped and begun again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from connectors.contract import Batch, SourceSpec
from connectors.items import AnyItem, Link, LinkRel
from dashboard.coverage import understand
from dashboard.coverage.topics import assign_cached
from dashboard.demo.synthetic import synthetic_items
from dashboard.store import Store, TimelineQuery, open_store, schema
from dashboard.store.bulk import Plan, prepare
from dashboard.store.model import Source, Written
from tests.store.conftest import NOON
from tests.store.made import article, video

ZONE = "Asia/Kolkata"


def opened(path: Path, at: datetime = NOON) -> tuple[Store, Source]:
    store = open_store(str(path), timezone=ZONE, clock=lambda: at)
    return store, store.sources.importing()


def by_batches(store: Store, source: Source, batches: Sequence[Sequence[AnyItem]]) -> None:
    for items in batches:
        store.write.batch(source.id, source.kind, Batch(items=tuple(items)))


def in_bulk(store: Store, source: Source, batches: Sequence[Sequence[AnyItem]]) -> Written:
    topics_of = assign_cached if understand.is_current(store) else None
    plan = Plan(store.outlet_id, ZONE, source.id, source.kind, topics_of)
    with store.load.many():
        return store.load.put(prepare(plan, batches, store.clock()))


def contents(store: Store) -> dict[str, Any]:
    """Every row of every table but the store's version, and every word of the search index.

    Counts of nought are as good as none, and how a topic is spelled that is a label of the
    outlet's own depends on which of its items was read first.
    """
    found: dict[str, Any] = {}
    with store.begin_read() as connection:
        for table in schema.metadata.sorted_tables:
            columns = [c for c in table.columns if (table.name, c.name) != ("outlet", "version")]
            rows = [tuple(row) for row in connection.execute(select(*columns))]
            if "items" in table.columns and table is not schema.source:
                rows = [row for row in rows if row[-1] != 0]
            if table is schema.facet_value:
                rows = [(*row[:3], row[3].casefold(), row[-1]) for row in rows]
            found[table.name] = sorted(map(repr, rows))
    with store.begin_write() as connection:
        connection.execute(
            text("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, item_search, instance)")
        )
        found["words"] = sorted(map(tuple, connection.execute(text("SELECT * FROM temp.words"))))
        connection.execute(text("DROP TABLE temp.words"))
    return found


def differences(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """By table the rows that only the one has, and those that only the other has."""
    return {
        name: (set(rows) - set(other[name]), set(other[name]) - set(rows))
        for name, rows in one.items()
        if rows != other[name]
    }


names = st.sampled_from(["Sport", "sport", "Politics", "Kultur", "Straße", "STRASSE"])
texts = st.sampled_from(
    ["", "The council votes", "शहर की परिषद", "도시의 항구", "城市议会投票", "العاصفة"]
)
films = [f"film{n:07d}" for n in range(6)]


@st.composite
def some_items(draw: st.DrawFn) -> list[AnyItem]:
    """Articles and videos, some twice, some under one address, some at one moment."""
    items: list[AnyItem] = []
    for _ in range(draw(st.integers(0, 12))):
        number = draw(st.integers(0, 15))
        said: dict[str, Any] = {
            "title": draw(texts) or f"Headline {number}",
            "summary": draw(texts),
            "labels": tuple(draw(st.lists(names, max_size=3))),
            "published_at": NOON - timedelta(days=draw(st.sampled_from([0, 1, 300, 20_000]))),
        }
        if draw(st.booleans()):
            items.append(video(draw(st.sampled_from(films)), **said))
            continue
        shown = draw(st.lists(st.sampled_from(films), max_size=2, unique=True))
        links = tuple(Link(f"https://youtu.be/{v}", LinkRel.EMBED, v) for v in shown)
        authors = tuple(draw(st.lists(names, max_size=2)))
        if draw(st.booleans()):
            said["url"] = f"https://a.example/{draw(st.sampled_from(['', 'news/', 'news/7']))}"
        items.append(article(number, body=draw(texts), authors=authors, links=links, **said))
    return items


batches_of_items = st.lists(some_items(), min_size=1, max_size=3)


@given(batches_of_items, batches_of_items)
@settings(max_examples=25)
def test_a_load_makes_the_store_that_batches_make(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[list[AnyItem]],
    second: list[list[AnyItem]],
) -> None:
    folder = tmp_path_factory.mktemp("load")
    one, source = opened(folder / "one.db")
    other, _ = opened(folder / "other.db")
    for part in (first, second):
        by_batches(one, source, part)
        in_bulk(other, source, part)
    understand.bring_up_to_date(one)
    understand.bring_up_to_date(other)
    assert differences(contents(one), contents(other)) == {}
    assert other.check() == []
    one.close()
    other.close()


def test_new_items_do_not_take_the_slow_way(tmp_path: Path) -> None:
    """Read off the item ids that batches report and a load does not."""
    store, source = opened(tmp_path / "s.db")
    items = list(synthetic_items(1500, 1, NOON))
    written = in_bulk(store, source, [items[:500], items[500:1000]])
    assert (written.new, written.changed, written.touched) == (1000, 0, ())
    assert store.queue.waiting("topics") == 0
    assert store.queue.waiting("pairs") == 1000
    again = in_bulk(store, source, [items[:500], items[500:1000]])
    assert (again.new, again.changed) == (0, 0)
    mixed = in_bulk(store, source, [items[500:1000], items[1000:]])
    assert (mixed.new, mixed.changed) == (500, 0)
    assert store.check() == []
    store.close()


def test_topics_of_an_older_vocabulary_wait(tmp_path: Path) -> None:
    store, source = opened(tmp_path / "s.db")
    store.meta.set("topics.version", "an older one")
    in_bulk(store, source, [list(synthetic_items(10, 1, NOON))])
    assert store.queue.waiting("topics") == 10
    understand.bring_up_to_date(store)
    assert store.charts.topics(TimelineQuery()) != []
    store.close()


def test_what_another_source_brought_is_one_item(tmp_path: Path) -> None:
    store, source = opened(tmp_path / "s.db")
    feed = store.sources.add(SourceSpec("feed", "https://a.example/feed", "A"))
    store.write.batch(feed.id, feed.kind, Batch(items=(article(1),)))
    in_bulk(store, source, [[article(1, ref="an id of its own", labels=("Sport",)), article(2)]])
    rows = store.timeline.page(TimelineQuery()).items
    assert [len(row.sources) for row in rows] == [2, 1]
    assert rows[0].labels == ("Sport",)
    assert store.check() == []
    store.close()


def test_a_part_and_its_checkpoint_are_one(tmp_path: Path) -> None:
    store, source = opened(tmp_path / "s.db", datetime(2026, 11, 24, tzinfo=UTC))
    plan = Plan(store.outlet_id, ZONE, source.id, source.kind)
    items = list(synthetic_items(30, 1, NOON))
    store.load.put(prepare(plan, [items[:20]], NOON), {"at": 20})
    # A part that is not new goes in by batches; until the last, the checkpoint of old is true.
    store.load.put(prepare(plan, [items[10:20], items[20:]], NOON), {"at": 30})
    found = store.sources.get(source.id)
    assert found is not None
    assert (found.checkpoint, found.items) == ({"at": 30}, 30)
    store.close()
