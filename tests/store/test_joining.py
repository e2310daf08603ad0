"""One article stays one item, whatever its sites and feeds do; two stay two."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.contract import SourceSpec
from connectors.items import Access, Link, LinkRel, LiveState, Reading, TimeBasis
from dashboard.store import Store, TimelineQuery
from dashboard.store.model import Evidence, ItemRow, Pair, Source
from tests.store.conftest import NOON, Clock
from tests.store.made import article, at, put, video


def rows(store: Store) -> list[ItemRow]:
    return list(store.timeline.page(TimelineQuery()).items)


@pytest.fixture
def rest(store: Store) -> Source:
    return store.sources.add(SourceSpec("wordpress", "https://a.example/wp-json", "A's posts"))


@pytest.mark.parametrize(
    "edited",
    [
        {"title": "Bridge closed for a week"},
        {"title": "Bridge closed for a week", "ref": "https://a.example/news/1#2"},
        {
            "title": "Bridge closed for a week",
            "ref": "https://a.example/news/bridge-closed-week-a-71455123",
            "url": "https://a.example/news/bridge-closed-week-a-71455123",
        },
        {
            "title": "Bridge closed for a week",
            "ref": "https://a.example/old?id=9",
            "url": "https://www.a.example/news/1/?utm_source=x",
        },
    ],
    ids=["headline", "id", "address that holds the headline", "host and tracking"],
)
def test_an_edited_headline_doubles_nothing(
    store: Store, feed: Source, clock: Clock, edited: dict[str, str]
) -> None:
    first = article(1, title="Bridge closed", ref="https://a.example/news/bridge-a-71455123")
    put(store, feed, first)
    clock.forward(hours=2)
    put(store, feed, article(1, **edited))
    [row] = rows(store)
    assert row.title == "Bridge closed for a week"
    assert row.corrections == 1
    assert row.published_at == NOON - timedelta(hours=1)


def test_a_feed_that_renames_all_its_ids_brings_nothing_back(
    store: Store, feed: Source, clock: Clock
) -> None:
    put(store, feed, *(article(n) for n in range(1, 30)))
    before = rows(store)
    clock.forward(days=30)
    put(store, feed, *(article(n, ref=f"https://a.example/?p={n}") for n in range(1, 30)))
    assert [(r.id, r.published_at) for r in rows(store)] == [(r.id, r.published_at) for r in before]


def test_two_items_that_turn_out_to_be_one_are_joined_with_all_that_hangs_on_them(
    store: Store, feed: Source, rest: Source, channel: Source, clock: Clock
) -> None:
    put(store, channel, video())
    put(store, feed, article(1, url="https://a.example/old-slug", labels=("City",)))
    clock.forward(minutes=5)
    put(store, rest, article(1, ref="post:7", url="https://a.example/new-slug", labels=("city",)))
    older, newer = sorted(
        (r for r in rows(store) if r.kind == "article"), key=lambda r: r.first_seen_at
    )
    film = next(r for r in rows(store) if r.kind == "video")
    store.pairs.replace(
        [
            Pair(
                article_id=newer.id, video_id=film.id, state="proposed", score=0.5,
                evidence=(Evidence(kind="words", detail="", weight=1.0),),
            )
        ],
        [newer.id],
    )  # fmt: skip
    store.pairs.decide(newer.id, film.id, "accept", "Ann", "same shoot")
    clock.forward(minutes=5)
    put(store, feed, article(1, url="https://a.example/new-slug", labels=("City",)))
    [row] = (r for r in rows(store) if r.kind == "article")
    assert row.id == older.id
    assert set(row.sources) == {"A", "A's posts"}
    assert row.labels == ("city",)
    found = store.timeline.find(newer.id)
    assert found is not None
    assert found.id == row.id
    [pair] = store.pairs.of(row.id)
    assert (pair.state, pair.decided_by, pair.article_id) == ("accepted", "Ann", row.id)
    assert [d["verdict"] for d in store.pairs.decisions(row.id, film.id)] == ["accept"]
    for old in ("https://a.example/old-slug", "https://a.example/new-slug"):
        at = store.timeline.find(old)
        assert at is not None
        assert at.id == row.id


def test_an_old_permalink_that_a_second_source_still_names_is_known(
    store: Store, feed: Source, rest: Source
) -> None:
    permalink = "https://a.example/?p=7"
    put(store, feed, article(1, ref=permalink, url="https://a.example/old-slug"))
    put(store, rest, article(1, ref="7", url="https://a.example/new", other_ids=(permalink,)))
    assert len(rows(store)) == 1


def test_figures_of_joined_items_are_kept(
    store: Store, feed: Source, rest: Source, clock: Clock
) -> None:
    def figure(hours: int, value: float, ref: str) -> Reading:
        at = NOON + timedelta(hours=hours)
        return Reading(ref=ref, metric="pageviews", value=value, observed_at=at, origin="site")

    put(store, feed, article(1, url="https://a.example/x"), readings=(figure(0, 5, "guid-1"),))
    put(store, rest, article(1, ref="7", url="https://a.example/y"), readings=(figure(1, 9, "7"),))
    put(store, feed, article(1, url="https://a.example/y"))
    [row] = rows(store)
    assert [r.value for r in store.readings.series([row.id], "pageviews", "site")] == [5, 9]
    assert [r.value for r in store.readings.latest("pageviews", "site")] == [9]


def test_two_posts_of_the_outlets_own_records_stay_two(store: Store, rest: Source) -> None:
    put(store, rest, article(1, ref="1", title="Weather"), article(2, ref="2", title="Weather"))
    put(store, rest, article(1, ref="1", title="Weather", url="https://a.example/news/2"))
    assert len(rows(store)) == 2


def test_an_id_that_every_entry_has_identifies_none(store: Store, feed: Source) -> None:
    put(store, feed, *(article(n, ref="none") for n in range(1, 4)))
    assert [r.title for r in rows(store)] == ["Headline 1", "Headline 2", "Headline 3"]
    put(store, feed, *(article(n, ref="none") for n in range(1, 4)))
    put(store, feed, article(2, ref="none"))
    assert len(rows(store)) == 3


def test_an_id_that_is_given_again_to_another_article_merges_nothing(
    store: Store, feed: Source, clock: Clock
) -> None:
    put(store, feed, article(1, ref="latest"))
    for n in (2, 3):
        clock.forward(days=2)
        entry = article(n, ref="latest", published_at=clock.now)
        put(store, feed, entry)
        put(store, feed, entry)
        assert rows(store)[0].title == f"Headline {n}"
    assert len(rows(store)) == 3
    assert all(row.corrections == 0 for row in rows(store))


def test_an_address_that_changes_with_the_headline_days_later_is_the_same_article(
    store: Store, feed: Source, clock: Clock
) -> None:
    put(store, feed, article(1, url="https://a.example/news/old-words-a-71455123"))
    clock.forward(days=9)
    rewritten = "https://a.example/news/other-words-a-71455123"
    put(store, feed, article(1, title="Other words", url=rewritten, published_at=clock.now))
    [row] = rows(store)
    assert (row.title, row.url, row.corrections) == ("Other words", rewritten, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/2026/11/20261124", "https://a.example/2026/11/20261124?page=2"),
        ("https://a.example/news/x-1234567", "https://a.example/film/x-1234567"),
        ("https://a.example/x?id=12345678", "https://a.example/y?id=12345678"),
        ("https://a.example/weather-20261124", "https://a.example/roads-20261124"),
    ],
)
def test_a_number_that_may_be_another_thing_identifies_nothing(
    store: Store, feed: Source, one: str, other: str
) -> None:
    put(store, feed, article(1, url=one), article(2, url=other))
    assert len(rows(store)) == 2


def test_entries_that_all_stand_under_one_address_stay_apart(store: Store, feed: Source) -> None:
    page = "https://a.example/ticker"
    put(store, feed, *(article(n, url=page, other_ids=(page,)) for n in range(1, 5)))
    assert len(rows(store)) == 4


def test_a_moved_publication_time_does_not_bring_an_article_to_the_top(
    store: Store, feed: Source, clock: Clock
) -> None:
    put(store, feed, article(1), article(5))
    clock.forward(days=3)
    put(store, feed, article(5, published_at=clock.now))
    put(store, feed, article(5, published_at=clock.now, summary="again"))
    first, second = rows(store)
    assert (first.title, second.title) == ("Headline 1", "Headline 5")
    assert second.published_at == NOON - timedelta(hours=5)
    assert second.updated_at == clock.now
    put(store, feed, article(5, published_at=NOON - timedelta(hours=6)))
    assert rows(store)[1].published_at == NOON - timedelta(hours=6)


def test_a_better_known_time_moves_the_item_and_is_told(
    store: Store, feed: Source, rest: Source
) -> None:
    vague = {"published_at": NOON - timedelta(hours=3)}
    put(store, feed, article(1, time_basis=TimeBasis.STATED_WITHOUT_ZONE, **vague))
    put(store, rest, article(1, ref="7", published_at=NOON - timedelta(hours=1)))
    [row] = rows(store)
    assert (row.published_at, row.date_basis) == (NOON - timedelta(hours=1), "stated")
    detail = store.timeline.detail(row.id)
    assert detail is not None
    [change] = detail.changes
    assert change.field == "published_at"


def test_an_announced_film_is_not_on_top_and_comes_there_when_it_is_published(
    store: Store, feed: Source, channel: Source, clock: Clock
) -> None:
    tomorrow = NOON + timedelta(days=1)
    put(store, channel, video(published_at=tomorrow, live_state=LiveState.UPCOMING))
    clock.forward(hours=1)
    put(store, feed, article(1, published_at=clock.now))
    first, announced = rows(store)
    assert (first.kind, announced.published_at) == ("article", NOON)
    clock.forward(hours=24)
    put(store, channel, video(published_at=tomorrow, live_state=LiveState.LIVE))
    live = rows(store)[0]
    assert (live.kind, live.published_at, live.date_basis) == ("video", tomorrow, "stated")


@pytest.mark.parametrize(
    "impossible",
    ["1970-01-01T00:00:00+00:00", "0001-01-02T00:00:00+00:00", "2026-11-24T20:00:00+00:00"],
)
def test_an_impossible_time_stands_where_the_item_was_first_seen(
    store: Store, feed: Source, impossible: str, clock: Clock
) -> None:
    put(store, feed, article(1, published_at=at(impossible)))
    clock.forward(hours=9)
    put(store, feed, article(2, published_at=NOON + timedelta(hours=1)))
    newest, odd = rows(store)
    assert newest.title == "Headline 2"
    assert (odd.published_at, odd.date_basis) == (NOON, "inferred")
    detail = store.timeline.detail(odd.id)
    assert detail is not None
    assert detail.sightings[0].stated.startswith(impossible[:10])


def test_the_fullest_text_is_shown_and_a_barrier_takes_none_away(
    store: Store, feed: Source, rest: Source
) -> None:
    page = store.sources.add(SourceSpec("pages", "https://a.example/", "Pages"))
    put(store, feed, article(1, body="whole " * 50))
    put(store, rest, article(1, ref="7", body="a teaser", title="Their own"))
    partial = article(1, ref="p", body="whole " * 40, access=Access.PAYWALL)
    put(store, page, partial)
    [row] = rows(store)
    assert store.timeline.bodies([row.id])[row.id] == "whole " * 50
    assert row.title == "Their own"


def test_an_embed_is_shown_once_and_as_an_embed(store: Store, feed: Source, rest: Source) -> None:
    address = "https://youtu.be/abcdefghijk"
    put(store, rest, article(1, ref="7", links=(Link(address, LinkRel.LINK, "abcdefghijk"),)))
    shown = Link("https://www.youtube.com/embed/abcdefghijk", LinkRel.EMBED, "abcdefghijk")
    put(store, feed, article(1, links=(shown,), labels=("A", "a")))
    [row] = rows(store)
    assert row.links == (shown,)
    assert row.labels == ("A",)


TEXT = "The council met on Monday.\n\nIt decided nothing."


def test_a_changed_text_is_kept_from_and_to(store: Store, feed: Source, clock: Clock) -> None:
    put(store, feed, article(1, body=TEXT))
    put(store, feed, article(1, body=TEXT.replace("\n\n", "\n \n") + "\n\nRead more about it"))
    clock.forward(hours=1)
    put(store, feed, article(1, body=TEXT.replace("nothing", "to meet again")))
    detail = store.timeline.detail(rows(store)[0].id)
    assert detail is not None
    [change] = detail.changes
    assert (change.field, change.at) == ("text", clock.now)
    assert "nothing." in change.old
    assert "to meet again." in change.new
    assert rows(store)[0].corrections == 0


def test_a_second_source_that_words_it_another_way_has_corrected_nothing(
    store: Store, feed: Source, rest: Source
) -> None:
    put(store, feed, article(1, title="Bridge closed", body=TEXT))
    put(store, rest, article(1, ref="7", title="Bridge is closed", body=TEXT + " Nobody came."))
    [row] = rows(store)
    detail = store.timeline.detail(row.id)
    assert detail is not None
    assert (row.title, row.corrections, detail.changes) == ("Bridge is closed", 0, ())


def test_a_correction_that_a_better_source_brought_first_is_told_once(
    store: Store, feed: Source, rest: Source, clock: Clock
) -> None:
    put(store, feed, article(1, title="Bridge closed"))
    put(store, rest, article(1, ref="7", title="Bridge open"))
    clock.forward(minutes=1)
    put(store, feed, article(1, title="Bridge open"))
    clock.forward(minutes=1)
    put(store, feed, article(1, title="Bridge open", summary="x"))
    [row] = rows(store)
    assert row.corrections == 1


def test_a_live_blogs_texts_do_not_fill_the_database(
    store: Store, feed: Source, clock: Clock
) -> None:
    for n in range(40):
        clock.forward(minutes=1)
        put(store, feed, article(1, title=f"Live {n}", body=f"Entry {n}. " + "word " * 9_000))
    [row] = rows(store)
    detail = store.timeline.detail(row.id)
    assert detail is not None
    fields = [change.field for change in detail.changes]
    assert (fields.count("title"), fields.count("text")) == (39, 30)
    assert max(len(change.new) for change in detail.changes) < 9_000
