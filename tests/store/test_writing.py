"""What storing batches keeps, merges and leaves alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from connectors.contract import Batch, SourceSpec
from connectors.items import (
    Gone,
    Link,
    LinkRel,
    LiveState,
    Newsletter,
    Reading,
    Status,
    TimeBasis,
)
from dashboard.store import Store, TimelineQuery, open_store, schema
from dashboard.store.arrivals import Arrival
from dashboard.store.model import Source
from tests.store.conftest import NOON, Clock
from tests.store.made import article, put, video


def titles(store: Store, **query: object) -> list[str]:
    return [row.title for row in store.timeline.page(TimelineQuery(**query)).items]  # type: ignore[arg-type]


def test_a_batch_and_its_checkpoint_are_stored_together(store: Store, feed: Source) -> None:
    written = put(store, feed, article(1), article(2), checkpoint={"etag": "x"})
    assert (written.new, written.changed) == (2, 0)
    assert titles(store) == ["Headline 1", "Headline 2"]
    stored = store.sources.get(feed.id)
    assert stored is not None
    assert stored.checkpoint == {"etag": "x"}
    assert stored.items == 2


def test_a_repeated_batch_changes_nothing(store: Store, feed: Source) -> None:
    put(store, feed, article(1), article(2))
    before, version = store.timeline.page(TimelineQuery()), store.version()
    written = put(store, feed, article(1), article(2))
    assert (written.new, written.changed, written.gone) == (0, 0, 0)
    assert store.timeline.page(TimelineQuery()) == before
    assert store.version() == version


def test_a_corrected_headline_is_one_item_with_a_history(
    store: Store, feed: Source, clock: Clock
) -> None:
    put(store, feed, article(1, title="Bridge closed"))
    clock.forward(hours=1)
    written = put(store, feed, article(1, title="Bridge closed for a week"))
    assert (written.new, written.changed) == (0, 1)
    [row] = store.timeline.page(TimelineQuery()).items
    assert row.title == "Bridge closed for a week"
    assert row.corrections == 1
    detail = store.timeline.detail(row.id)
    assert detail is not None
    [change] = detail.changes
    assert (change.field, change.old, change.new, change.at) == (
        "title",
        "Bridge closed",
        "Bridge closed for a week",
        clock.now,
    )
    assert titles(store, text="week") == ["Bridge closed for a week"]
    assert store.timeline.page(TimelineQuery(text='"bridge closed" -week')).items == ()


def test_one_article_in_two_feeds_is_one_item(store: Store, feed: Source) -> None:
    other = store.sources.add(SourceSpec("feed", "https://a.example/section/feed", "Section"))
    put(store, feed, article(1, labels=("Politics",)))
    url = "http://www.a.example/news/1/?utm_source=rss"
    put(store, other, article(1, ref="another", url=url, labels=("City",)))
    [row] = store.timeline.page(TimelineQuery()).items
    assert set(row.sources) == {"A", "Section"}
    assert set(row.labels) == {"Politics", "City"}


def test_two_articles_with_one_headline_stay_two(store: Store, feed: Source) -> None:
    put(store, feed, article(1, title="Weather"), article(2, title="Weather"))
    assert titles(store) == ["Weather", "Weather"]


def test_a_changed_guid_or_address_does_not_double_an_item(store: Store, feed: Source) -> None:
    put(store, feed, article(1))
    put(store, feed, article(1, ref="new-guid"))
    put(store, feed, article(1, ref="new-guid", url="https://a.example/moved"))
    assert len(titles(store)) == 1


def test_an_item_without_a_time_stands_where_it_was_first_seen(
    store: Store, feed: Source, clock: Clock
) -> None:
    unknown = article(1, published_at=None, time_basis=TimeBasis.INFERRED)
    put(store, feed, unknown)
    clock.forward(days=1)
    put(store, feed, article(1, published_at=None, time_basis=TimeBasis.INFERRED, summary="x"))
    [row] = store.timeline.page(TimelineQuery()).items
    assert row.published_at == NOON
    assert row.date_basis == "inferred"


def test_what_goes_is_marked_and_kept(store: Store, channel: Source, clock: Clock) -> None:
    put(store, channel, video())
    clock.forward(hours=1)
    written = put(store, channel, gone=(Gone(ref="abcdefghijk", status=Status.REMOVED),))
    assert written.gone == 1
    [row] = store.timeline.page(TimelineQuery()).items
    assert row.status == "removed"
    detail = store.timeline.detail(row.id)
    assert detail is not None
    assert detail.sightings[0].gone_at == clock.now
    back = put(store, channel, video())
    assert back.changed == 1
    assert store.timeline.page(TimelineQuery()).items[0].status == "public"


def test_gone_of_what_was_never_there_is_nothing(store: Store, channel: Source) -> None:
    assert put(store, channel, gone=(Gone(ref="unknown"),)).gone == 0


def test_the_data_api_knows_a_video_better_than_the_channel_feed(
    store: Store, channel: Source
) -> None:
    by_id = "https://www.youtube.com/channel/UC1234567890123456789012"
    hint = store.sources.add(SourceSpec("youtube-feed", by_id, "Hint"))
    put(store, hint, video(title="Film as uploaded"))
    put(store, channel, video(title="Film", duration_s=61, live_state=LiveState.ENDED))
    put(store, hint, video(title="Film as uploaded", summary="later"))
    [row] = store.timeline.page(TimelineQuery()).items
    assert (row.title, row.duration_s, row.live_state) == ("Film", 61, "ended")
    assert row.summary == "later"


def test_readings_are_kept_with_their_items(store: Store, channel: Source) -> None:
    def views(value: float, hours: int) -> Reading:
        moment = NOON + timedelta(hours=hours)
        return Reading(
            ref="abcdefghijk", metric="views", value=value, observed_at=moment, origin="youtube"
        )

    put(store, channel, video(), readings=(views(10, 0),))
    put(store, channel, readings=(views(30, 2), views(20, 1)))
    put(store, channel, readings=(views(20, 1),))
    [row] = store.timeline.page(TimelineQuery()).items
    series = store.readings.series([row.id], "views", "youtube")
    assert [reading.value for reading in series] == [10, 20, 30]
    [latest] = store.readings.latest("views", "youtube")
    assert latest.value == 30


def test_several_sources_share_a_transaction(store: Store, feed: Source, channel: Source) -> None:
    first, second = store.write.batches(
        [
            Arrival(feed.id, feed.kind, Batch(items=(article(1), article(2)))),
            Arrival(channel.id, channel.kind, Batch(items=(video(),))),
        ]
    )
    assert (first.new, second.new) == (2, 1)


def test_nothing_of_a_batch_is_stored_if_anything_fails(store: Store, feed: Source) -> None:
    unfit = article(2, links=(Link("https://x.example", LinkRel.LINK, object()),))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        put(store, feed, article(1), unfit, checkpoint={"n": 1})
    assert titles(store) == []
    stored = store.sources.get(feed.id)
    assert stored is not None
    assert stored.checkpoint == {}


def test_items_of_the_same_moment_all_have_a_place(store: Store, feed: Source) -> None:
    many = [article(n, published_at=NOON) for n in range(300)]
    put(store, feed, *many)
    seen, after = [], None
    while True:
        page = store.timeline.page(TimelineQuery(), limit=70, after=after)
        seen += [row.id for row in page.items]
        if page.next is None:
            break
        after = page.next
    assert len(seen) == len(set(seen)) == 300


arrivals = st.lists(
    st.tuples(
        st.sampled_from(["feed", "other"]),
        st.integers(1, 4),
        st.sampled_from(["One", "Two", "Три"]),
        st.integers(0, 3),
    ),
    max_size=12,
)


@given(arrivals)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_order_of_arrivals_leaves_a_sound_store(
    tmp_path_factory: pytest.TempPathFactory, came: list[tuple[str, int, str, int]]
) -> None:
    """Rollups, search and items agree, and a second round of the same changes nothing."""
    path = tmp_path_factory.mktemp("store") / "s.db"
    store = open_store(str(path), timezone="Asia/Kolkata", clock=lambda: NOON)
    sources = {
        name: store.sources.add(SourceSpec("feed", f"https://a.example/{name}", name))
        for name in ("feed", "other")
    }
    last: dict[tuple[str, int], tuple[str, int]] = {}
    for source, number, title, hours in came:
        when = NOON - timedelta(hours=hours)
        put(store, sources[source], article(number, title=title, published_at=when))
        last[source, number] = (title, hours)
    assert store.check() == []
    assert store.timeline.total() == len({number for _, number in last})
    page = store.timeline.page(TimelineQuery())
    assert [r.published_at for r in page.items] == sorted(
        (r.published_at for r in page.items), reverse=True
    )
    for title in ("One", "Two", "Три"):
        shown = [r.id for r in page.items if r.title == title]
        found = [r.id for r in store.timeline.page(TimelineQuery(text=f"title:{title}")).items]
        assert found == shown
    store.close()


@pytest.mark.parametrize("front", ["https://a.example/", "https://a.example/ticker"])
def test_entries_without_an_address_of_their_own_are_not_one_item(
    store: Store, feed: Source, front: str
) -> None:
    put(store, feed, article(1, url=front), article(2, url=front))
    assert titles(store) == ["Headline 1", "Headline 2"]
    put(store, feed, article(1, url=front, title="Headline 1, corrected"))
    assert titles(store) == ["Headline 1, corrected", "Headline 2"]


def test_a_link_is_found_from_both_ends_whichever_came_first(
    store: Store, feed: Source, channel: Source
) -> None:
    embed = Link("https://youtu.be/abcdefghijk", LinkRel.EMBED, "abcdefghijk")
    put(store, feed, article(1, links=(embed,)))
    page = Link("https://www.a.example/news/2/?utm_source=yt")
    put(store, channel, video(links=(page,)))
    put(store, feed, article(2))
    rows = {row.title: row.id for row in store.timeline.page(TimelineQuery()).items}
    film = rows["Film abcdefghijk"]
    assert store.pointers.pointing_at(["video:abcdefghijk"]) == {
        "video:abcdefghijk": [rows["Headline 1"]]
    }
    assert store.pointers.pointing_at(["url:a.example/news/2"]) == {"url:a.example/news/2": [film]}
    assert store.pointers.known(["video:abcdefghijk", "url:nowhere.example/1"]) == {
        "video:abcdefghijk": film
    }
    put(store, feed, article(1))
    assert store.pointers.pointing_at(["video:abcdefghijk"]) == {}


def test_a_name_that_comes_in_two_cases_counts_once_and_stays_when_one_of_them_goes(
    store: Store, feed: Source
) -> None:
    put(store, feed, article(1, authors=("Ann Lee", "ANN LEE")))
    put(store, feed, article(1, authors=("Ann Lee",)))
    assert [(v.value, v.items) for v in store.timeline.facets().authors] == [("ann lee", 1)]
    assert store.check() == []


def test_charts_follow_an_item_that_its_source_calls_another_kind(store: Store) -> None:
    source = store.sources.importing()
    put(store, source, article(1, ref="id:1", url=""))
    put(store, source, Newsletter(ref="id:1", url="", title="A", published_at=NOON))
    assert [c.kind for c in store.charts.per_day(TimelineQuery())] == ["newsletter"]
    assert store.check() == []


def test_the_check_finds_what_belongs_to_no_item_and_counts_that_differ(
    store: Store, feed: Source
) -> None:
    put(store, feed, article(1, labels=("City",)))
    broken = (
        (schema.identity, {"item_id": 7}),
        (schema.facet_value, {"items": 7}),
        (schema.rollup_hour, {"items": 7}),
    )
    for table, values in broken:
        with store.begin_write() as connection:
            before = [dict(row) for row in connection.execute(select(table)).mappings()]
            connection.execute(update(table).values(values))
        assert len(store.check()) == 1
        with store.begin_write() as connection:
            connection.execute(delete(table))
            connection.execute(insert(table), before)
