"""People merge and split; sync keeps to it, and undoing leaves no trace."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from connectors.contract import SourceSpec
from connectors.items import Gone, Reading
from dashboard.store import MergeError, Store, TimelineQuery, schema
from dashboard.store.model import ItemRow, Source
from tests.store.conftest import NOON, Clock
from tests.store.made import article, put, video


def rows(store: Store) -> list[ItemRow]:
    return list(store.timeline.page(TimelineQuery()).items)


def contents(store: Store) -> dict[str, Any]:
    """Every row of the store but the log of merges and what waits to be understood."""
    skipped = {"merge_decision", "queue", "outlet", "source"}
    with store.begin_write() as connection:  # plans of what tests read themselves are not judged
        found: dict[str, Any] = {
            name: sorted(map(repr, _rows(connection, table)))
            for name, table in schema.metadata.tables.items()
            if name not in skipped
        }
        found["search"] = connection.execute(
            text("SELECT rowid FROM item_search('headline') ORDER BY rowid")
        ).all()
    counted = {name for name in found if name == "facet_value" or name.startswith("rollup_")}
    none_left = {name: [row for row in found[name] if not row.endswith(" 0)")] for name in counted}
    return found | none_left


def _rows(connection: Connection, table: Any) -> Any:
    return connection.execute(select(table)).all()


def named(store: Store, title: str) -> ItemRow:
    return next(row for row in rows(store) if row.title == title)


def views(value: float, ref: str) -> Reading:
    return Reading(ref=ref, metric="pageviews", value=value, observed_at=NOON, origin="site")


@pytest.fixture
def other(store: Store) -> Source:
    return store.sources.add(SourceSpec("feed", "https://b.example/feed", "B"))


def test_merged_items_stay_one_through_every_sync(
    store: Store, feed: Source, other: Source, clock: Clock
) -> None:
    put(store, feed, article(1))
    clock.forward(minutes=1)
    put(store, other, article(2))
    one, two = named(store, "Headline 1"), named(store, "Headline 2")
    assert store.people.merge(two.id, one.id, "Ann") == one.id
    clock.forward(minutes=1)
    put(store, other, article(2, title="Headline 2, corrected"))
    put(store, feed, article(1, title="Headline 1, corrected"))
    [row] = rows(store)
    assert (row.id, row.title) == (one.id, "Headline 1, corrected")
    [decision] = store.people.decisions(two.id)
    assert (decision.verb, decision.by) == ("merge", "Ann")


def test_merging_and_undoing_leaves_the_store_as_it_was(
    store: Store, feed: Source, other: Source, channel: Source, clock: Clock
) -> None:
    put(store, channel, video(), video("ABCDEFGHIJK"))
    put(store, feed, article(1, labels=("A",)), readings=(views(1, "guid-1"),))
    clock.forward(minutes=1)
    put(store, other, article(2, labels=("B",)), readings=(views(2, "guid-2"),))
    clock.forward(minutes=1)
    put(store, other, article(2, labels=("B",), title="Headline 3"))
    one, two = named(store, "Headline 1"), named(store, "Headline 3")
    for film in (row for row in rows(store) if row.kind == "video"):
        store.pairs.decide(one.id, film.id, "reject", "Bo")
        clock.forward(minutes=1)
    store.pairs.decide(two.id, film.id, "accept", "Cy")
    before = contents(store)
    clock.forward(minutes=1)
    store.people.merge(one.id, two.id, "Ann")
    assert store.check() == []
    [row] = (row for row in rows(store) if row.kind == "article")
    assert {pair.state for pair in store.pairs.of(row.id)} == {"rejected", "accepted"}
    assert row.corrections == 1
    store.people.undo(one.id, "Ann")
    assert contents(store) == before
    assert store.people.decisions(one.id) == []


def test_a_split_sighting_stays_apart_whatever_its_keys_say(
    store: Store, feed: Source, other: Source, clock: Clock
) -> None:
    put(store, feed, article(1))
    put(store, other, article(1, ref="x", title="Another headline"))
    [row] = rows(store)
    new = store.people.split(row.id, other.id, "x", "Ann")
    assert {r.id for r in rows(store)} == {row.id, new}
    clock.forward(minutes=1)
    put(store, other, article(1, ref="x", title="Another headline still"))
    put(store, feed, article(1, title="Headline 1 still"))
    assert sorted(r.title for r in rows(store)) == ["Another headline still", "Headline 1 still"]
    put(store, other, gone=(Gone(ref="x"),))
    assert [r.status for r in rows(store) if r.id == new] == ["removed"]
    undone = store.people.undo(new, "Ann")
    assert undone.verb == "split"
    [whole] = rows(store)
    assert whole.id == row.id


def test_splitting_and_undoing_leaves_all_but_old_ids_as_it_was(
    store: Store, feed: Source, other: Source
) -> None:
    put(store, feed, article(1, labels=("A",)))
    put(store, other, article(1, ref="x", labels=("B",)))
    before = contents(store)
    [row] = rows(store)
    new = store.people.split(row.id, other.id, "x", "Ann")
    assert contents(store) != before
    store.people.undo(row.id, "Ann")
    after = contents(store)
    assert after.pop("former_id") != before.pop("former_id")
    assert after == before
    found = store.timeline.find(new)
    assert found is not None
    assert found.id == row.id


def test_what_keys_joined_a_person_takes_apart_for_good(
    store: Store, feed: Source, clock: Clock
) -> None:
    rest = store.sources.add(SourceSpec("wordpress", "https://a.example/wp-json", "Posts"))
    put(store, feed, article(1, url="https://a.example/x"))
    put(store, rest, article(1, ref="7", url="https://a.example/y"))
    put(store, feed, article(1, url="https://a.example/y"))
    [row] = rows(store)
    [decision] = store.people.decisions(row.id)
    assert (decision.verb, decision.by) == ("merge", "")
    store.people.undo(row.id, "Ann")
    assert len(rows(store)) == 2
    clock.forward(minutes=1)
    put(store, feed, article(1, url="https://a.example/y", summary="again"))
    put(store, rest, article(1, ref="7", url="https://a.example/y", summary="again"))
    assert len(rows(store)) == 2


def test_what_cannot_be_is_refused_in_a_sentence(
    store: Store, feed: Source, channel: Source
) -> None:
    put(store, feed, article(1), article(2))
    put(store, channel, video(), video("ABCDEFGHIJK"))
    one, film = named(store, "Headline 1"), named(store, "Film abcdefghijk")
    for attempt in (
        lambda: store.people.merge(one.id, one.id, "Ann"),
        lambda: store.people.merge(one.id, film.id, "Ann"),
        lambda: store.people.merge(film.id, named(store, "Film ABCDEFGHIJK").id, "Ann"),
        lambda: store.people.merge(one.id, "ffff", "Ann"),
        lambda: store.people.merge(one.id, "not an id", "Ann"),
        lambda: store.people.split(one.id, feed.id, "guid-1", "Ann"),
        lambda: store.people.split(one.id, feed.id, "guid-2", "Ann"),
        lambda: store.people.undo(one.id, "Ann"),
    ):
        with pytest.raises(MergeError, match=r"\.$"):
            attempt()


def test_what_was_split_may_be_merged_and_that_taken_back_too(
    store: Store, feed: Source, other: Source, clock: Clock
) -> None:
    put(store, feed, article(1))
    clock.forward(minutes=1)
    put(store, other, article(1, ref="x"))
    [row] = rows(store)
    new = store.people.split(row.id, feed.id, "guid-1", "Ann")
    between = contents(store)
    assert store.people.merge(row.id, new, "Ann") == new
    store.people.undo(new, "Ann")
    assert contents(store) == between
    store.people.undo(row.id, "Ann")
    assert [r.id for r in rows(store)] == [row.id]
