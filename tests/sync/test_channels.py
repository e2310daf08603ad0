"""Channels in a store: two ways to read them, other people's videos, YouTube's terms."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from connectors.contract import Batch, SourceSpec
from connectors.items import Article, Link, LinkRel, Status, VideoKind
from dashboard.publish.quota import quota_left
from dashboard.store import Store, TimelineQuery
from dashboard.sync.environment import youtube_settings
from tests.sync.desk import START, Desk, a_key
from tests.youtube_lookalike import (
    CHANNEL_ID,
    KEY,
    Film,
    films,
)


def test_a_key_that_comes_later_is_used_by_itself(desk: Desk) -> None:
    desk.youtube.films = films(20, newest=START)
    source = desk.store.sources.add(SourceSpec("youtube-feed", CHANNEL_ID, "Courier"))
    desk.sync()
    assert len(desk.items()) == 15
    before = {row.id for row in desk.items().values()}
    desk.set(youtube_api_key=a_key())
    desk.now += timedelta(minutes=10)
    desk.sync()
    (only,) = desk.store.sources.list()
    assert (only.id, only.kind, only.error) == (source.id, "youtube", "")
    after = desk.items()
    assert len(after) == 20
    assert before <= {row.id for row in after.values()}
    assert all(row.duration_s == 250 for row in after.values())


@pytest.mark.parametrize("kinds", [("youtube-feed", "youtube"), ("youtube", "youtube-feed")])
def test_a_channel_is_one_source_in_whichever_way_it_is_added(
    desk: Desk, kinds: tuple[str, str]
) -> None:
    for kind in kinds:
        desk.store.sources.add(SourceSpec(kind, CHANNEL_ID, "Courier"))
    assert [source.kind for source in desk.store.sources.list()] == ["youtube"]


def test_calls_of_the_interface_are_requests_and_are_shown_as_quota(desk: Desk) -> None:
    desk.set(youtube_api_key=a_key())
    desk.store.sources.add(SourceSpec("youtube", CHANNEL_ID, "Courier"))
    result = desk.sync()
    assert result.requests == len(desk.site.asked) > 0
    left = quota_left(desk.store, youtube_settings(desk.settings))
    assert left
    assert left.left == 10_000 - result.requests
    # 12:00 UTC is 04:00 in Los Angeles
    assert left.fresh_at == START + timedelta(hours=20)
    assert f"{left.left:,} of 10,000 units left, fresh at 08:00" in left.sentence(desk.store)
    kept = Path(desk.settings.db).read_bytes()
    assert KEY.encode() not in kept


def test_an_unlisted_video_that_an_article_shows_comes_onto_the_timeline(desk: Desk) -> None:
    desk.set(youtube_api_key=a_key())
    desk.store.sources.add(SourceSpec("youtube", CHANNEL_ID, "Courier"))
    feed = desk.store.sources.add(SourceSpec("feed", "https://a.example/feed", "A"))
    desk.store.sources.pause(feed.id)
    desk.youtube.films += [
        Film("unlisted001", START, privacy="unlisted", listed=False),
        Film("foreign0001", START, channel_id="UC" + "z" * 22, listed=False),
    ]
    shown = tuple(
        Link(f"https://youtu.be/{one}", LinkRel.EMBED, one)
        for one in ("unlisted001", "foreign0001", "vid00000001")
    )
    article = Article(
        ref="a", url="https://a.example/a", title="A", published_at=START, links=shown
    )
    desk.store.write.batch(feed.id, "feed", Batch(items=(article,)))
    desk.sync()
    assert desk.items()["unlisted001"].status == Status.UNLISTED
    assert "foreign0001" not in desk.items()
    assert desk.store.sources.pointed_at(CHANNEL_ID, 10) == []
    assert desk.store.sources.pointed_at("UC" + "z" * 22, 10) == ["foreign0001"]


def test_a_kind_and_an_upload_time_outlive_a_reading_by_id(desk: Desk) -> None:
    desk.set(youtube_api_key=a_key())
    desk.store.sources.add(SourceSpec("youtube", CHANNEL_ID, "Courier"))
    film = desk.youtube.films[0]
    film.duration, film.shelf, film.uploaded_at = "PT40S", "UUSH", START - timedelta(days=2)
    desk.sync()
    desk.now += timedelta(hours=4)
    film.shelf, film.title = "", "Corrected"
    desk.sync()
    row, told = desk.items()[film.video_id], desk.store.sources.told([film.video_id])
    assert (row.title, row.video_kind) == ("Corrected", VideoKind.SHORT)
    assert told[film.video_id].uploaded_at == film.uploaded_at


def titles(store: Store) -> set[str]:
    return {row.title for row in store.timeline.page(TimelineQuery(), limit=500).items}


def test_what_could_not_be_read_again_for_30_days_is_dropped(desk: Desk) -> None:
    desk.set(youtube_api_key=a_key())
    source = desk.store.sources.add(SourceSpec("youtube", CHANNEL_ID, "Courier"))
    desk.sync()
    desk.store.sources.pause(source.id)
    before = desk.items()["vid00000001"]
    desk.now += timedelta(days=29)
    desk.sync()
    assert desk.items()["vid00000001"] == before
    desk.now += timedelta(days=2)
    desk.sync()
    left = desk.items()["vid00000001"]
    assert (left.id, left.url, left.published_at) == (before.id, before.url, before.published_at)
    assert (left.title, left.image, left.duration_s) == ("Video vid00000001", None, None)
    assert "dropped" in left.summary
    assert desk.store.readings.series([left.id], "views", "youtube") == []
    assert desk.store.timeline.page(TimelineQuery(text='"Film 1"'), limit=5).items == ()
    detail = desk.store.timeline.detail(left.id)
    assert detail
    assert (detail.changes, left.corrections) == ((), 0)

    desk.store.sources.resume(source.id)
    desk.sync()
    back = desk.items()["vid00000001"]
    assert (back.title, back.corrections) == ("Film 1", 0)
    assert titles(desk.store) == {"Film 0", "Film 1", "Film 2"}


def test_what_was_removed_is_dropped_too_and_stays_removed(desk: Desk) -> None:
    desk.set(youtube_api_key=a_key())
    desk.store.sources.add(SourceSpec("youtube", CHANNEL_ID, "Courier"))
    desk.sync()
    desk.youtube.films[0].privacy = "private"
    desk.now += timedelta(hours=1)
    desk.sync()
    for _ in range(5):
        desk.now += timedelta(days=7)
        desk.sync()
    left = desk.items()["vid00000002"]
    assert (left.title, left.status) == ("Video vid00000002", Status.PRIVATE)
    assert desk.items()["vid00000001"].title == "Film 1", "what is read in time stays"
