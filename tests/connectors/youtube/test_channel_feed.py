"""A channel through its key-less feed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.contract import NeedsPerson, NotThisKind, RetryLater
from connectors.items import VideoKind
from tests.connectors.youtube.conftest import Reader
from tests.loopback import Asked, Reply
from tests.youtube_lookalike import CHANNEL_ID, YouTube, films

FEED = "/feeds/videos.xml"
ETAG = {"ETag": '"1"'}


def test_the_newest_fifteen_with_their_views(youtube: YouTube, reader: Reader) -> None:
    youtube.films = films(20)
    youtube.films[3].shelf = "UUSH"
    youtube.films[4].description = "Watch.\n\nhttps://news.example/a"
    (batch,) = reader.pull(feed=True)
    videos = list(reader.videos_by_id.values())
    assert batch.name == "The Courier"
    assert [video.ref for video in videos] == [film.video_id for film in youtube.films[:15]]
    assert [video.published_at for video in videos] == [f.published_at for f in youtube.films[:15]]
    assert videos[3].video_kind is VideoKind.SHORT
    assert videos[3].url == f"https://www.youtube.com/watch?v={videos[3].video_id}"
    assert videos[0].video_kind is VideoKind.UNKNOWN
    assert videos[0].updated_at is None
    assert videos[4].summary == "Watch."
    assert [link.url for link in videos[4].links] == ["https://news.example/a"]
    assert [(one.metric, one.value) for one in batch.readings] == [("views", 100.0)] * 15


def test_both_ways_name_a_video_alike(youtube: YouTube, reader: Reader) -> None:
    reader.pull(feed=True)
    by_feed = {ref: (video.url, video.channel_id) for ref, video in reader.videos_by_id.items()}
    reader.checkpoint = {}
    reader.pull()
    assert len(youtube.calls("videos")) == 1
    assert by_feed == {
        ref: (video.url, video.channel_id) for ref, video in reader.videos_by_id.items()
    }


@pytest.mark.parametrize(
    "sign",
    [
        '<link rel="canonical" href="https://www.youtube.com/channel/ID">',
        '<meta property="og:url" content="https://www.youtube.com/channel/ID">',
        '<meta itemprop="identifier" content="ID">',
        '<script>var ytInitialData = {"externalId":"ID"};</script>',
    ],
)
def test_a_handle_is_looked_up_once(youtube: YouTube, reader: Reader, sign: str) -> None:
    other = "UC" + "z" * 22
    page = f'<a href="/channel/{other}">a guest</a>{sign}'.replace("ID", CHANNEL_ID)
    youtube.site.pages["/@courier"] = page
    reader.pull("@courier", feed=True)
    reader.pull("@courier", feed=True)
    assert len(reader.videos_by_id) == 3
    assert [asked.path for asked in youtube.site.asked] == ["/@courier", FEED, FEED]


def test_a_page_without_the_id_needs_a_person(youtube: YouTube, reader: Reader) -> None:
    youtube.site.pages["/@courier"] = "<h1>Before you continue</h1>"
    with pytest.raises(NeedsPerson, match="does not tell the channel's id"):
        reader.pull("@courier", feed=True)


def test_an_unchanged_feed_is_not_sent_again(youtube: YouTube, reader: Reader) -> None:
    page = youtube.site.pages[FEED]
    assert callable(page)
    whole = replace(page(Asked("GET", FEED, {"channel_id": CHANNEL_ID}, {})), headers=ETAG)

    def conditional(asked: Asked) -> Reply:
        known = asked.headers.get("if-none-match") == ETAG["ETag"]
        return Reply(status=304) if known else whole

    youtube.site.pages[FEED] = conditional
    reader.pull(feed=True)
    (batch,) = reader.pull(feed=True)
    assert (batch.items, batch.readings) == ((), ())
    assert batch.checkpoint["etag"] == '"1"'


def test_no_such_channel_needs_a_person_at_first(youtube: YouTube, reader: Reader) -> None:
    youtube.closed = True
    with pytest.raises(NeedsPerson, match="has no feed of a channel"):
        reader.pull(feed=True)


@pytest.mark.parametrize(
    "reply", [Reply(status=404), Reply(status=500), Reply(b"<html>Sorry</html>"), Reply(b"")]
)
def test_what_has_worked_is_tried_again(youtube: YouTube, reader: Reader, reply: Reply) -> None:
    reader.pull(feed=True)
    youtube.site.pages[FEED] = reply
    with pytest.raises(RetryLater):
        reader.pull(feed=True)
    assert len(reader.videos_by_id) == 3


def test_entities_are_not_expanded(youtube: YouTube, reader: Reader) -> None:
    bomb = '<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    entry = "<entry><yt:videoId>dQw4w9WgXcQ</yt:videoId><title>x&b;</title></entry>"
    youtube.site.pages[FEED] = (
        f'{bomb}<feed xmlns="http://www.w3.org/2005/Atom" '
        f'xmlns:yt="http://www.youtube.com/xml/schemas/2015">{entry}</feed>'
    )
    (batch,) = reader.pull(feed=True)
    assert [item.title for item in batch.items] == ["x"]


def test_what_names_no_channel_is_not_this_kind(reader: Reader) -> None:
    with pytest.raises(NotThisKind):
        reader.pull("https://news.example/feed", feed=True)
