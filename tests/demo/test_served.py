"""The outlet as it is served: read by feedparser, Google's client and a plain HTTP client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import httpx2
import pytest
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from lxml import etree, html

from connectors.items import LiveState, Status
from dashboard.demo.audience import views_at
from dashboard.demo.newsroom import CHANNEL_HANDLE, CHANNEL_ID, UPLOADS_ID
from dashboard.demo.server import DemoSite
from tests.google_shapes import complaints

OPENING = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = OPENING

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def site(clock: Clock) -> Iterator[DemoSite]:
    with DemoSite(clock) as served:
        yield served


@pytest.fixture(autouse=True)
def _reset(clock: Clock) -> None:
    clock.now = OPENING


def youtube(site: DemoSite, key: str) -> Any:
    return build(
        "youtube",
        "v3",
        developerKey=key,
        client_options={"api_endpoint": site.api_endpoint},
        static_discovery=True,
        cache_discovery=False,
    )


@pytest.fixture
def api(site: DemoSite) -> Iterator[Any]:
    service = youtube(site, site.api_key)
    yield service
    service.close()


def test_the_home_page_leads_to_three_feeds_and_the_channel(site: DemoSite) -> None:
    page = html.fromstring(httpx2.get(f"{site.site_url}/").text)
    feeds = page.xpath("//link[@rel='alternate']/@href")
    assert len(feeds) == 3
    for feed in feeds:
        assert httpx2.get(feed).status_code == 200
    ld = page.xpath("//script[@type='application/ld+json']/text()")[0]
    assert f"https://www.youtube.com/channel/{CHANNEL_ID}" in ld


def test_the_main_feed_carries_all_articles(site: DemoSite) -> None:
    feed = feedparser.parse(httpx2.get(f"{site.site_url}/feed/").text)
    assert not feed.bozo
    planned = site.edition.articles_at(OPENING)
    assert [e.title for e in feed.entries] == [a.headline_at(OPENING) for a in planned]
    assert len({e.id for e in feed.entries}) == len(planned)
    first, article = feed.entries[0], planned[0]
    assert first.link == site.site_url + article.path
    assert tuple(t.term for t in first.tags) == article.labels
    assert tuple(a.name for a in first.authors) == article.authors
    assert article.paragraphs[-1] in first.content[0].value
    assert first.media_content[0]["width"] == "1200"
    picture = httpx2.get(first.enclosures[0].href)
    assert len(picture.content) == int(first.enclosures[0].length)


def test_the_main_feed_carries_the_embeds(site: DemoSite) -> None:
    root = etree.fromstring(httpx2.get(f"{site.site_url}/feed/").content)
    found = {}
    for item in root.iter("item"):
        text = item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")
        frames = html.fromstring(f"<div>{text}</div>").xpath(".//iframe/@src")
        found[item.findtext("link")] = tuple(src.rpartition("/")[2] for src in frames)
    planned = {site.site_url + a.path: a.embeds for a in site.edition.articles_at(OPENING)}
    assert found == planned


def test_pages_of_the_main_feed_are_wordpress_like(site: DemoSite) -> None:
    url = f"{site.site_url}/feed/"
    first = feedparser.parse(httpx2.get(url, params={"paged": 1}).text).entries
    second = feedparser.parse(httpx2.get(url, params={"paged": 2}).text).entries
    assert len(first) == len(second) == 50
    assert not {e.id for e in first} & {e.id for e in second}
    assert httpx2.get(url, params={"paged": 99}).status_code == 404
    assert httpx2.get(url, params={"paged": "x"}).status_code == 404


@pytest.mark.parametrize("path", ["/feed/", "/climate/feed.atom", "/science/feed.json"])
def test_an_unchanged_feed_answers_304_until_it_changes(
    site: DemoSite, clock: Clock, path: str
) -> None:
    first = httpx2.get(site.site_url + path)
    known = {"If-None-Match": first.headers["etag"]}
    clock.now = OPENING + timedelta(seconds=30)
    assert httpx2.get(site.site_url + path, headers=known).status_code == 304
    clock.now = OPENING + timedelta(hours=3)
    assert httpx2.get(site.site_url + path, headers=known).status_code == 200


def test_a_feed_that_was_not_modified_since_answers_304(site: DemoSite) -> None:
    url = f"{site.site_url}/feed/"
    modified = httpx2.get(url).headers["last-modified"]
    assert httpx2.get(url, headers={"If-Modified-Since": modified}).status_code == 304
    assert httpx2.get(url, headers={"If-Modified-Since": "nonsense"}).status_code == 200


def test_the_desks_feeds_carry_their_desk(site: DemoSite) -> None:
    atom = feedparser.parse(httpx2.get(f"{site.site_url}/climate/feed.atom").text)
    assert not atom.bozo
    assert {e.tags[0].term for e in atom.entries} == {"Climate"}
    feed = httpx2.get(f"{site.site_url}/science/feed.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert {item["tags"][0] for item in feed["items"]} == {"Science"}
    assert httpx2.get(f"{site.site_url}/gardening/feed.atom").status_code == 404


def test_an_article_page_embeds_its_film_and_fetches_nothing_from_outside(site: DemoSite) -> None:
    article = next(a for a in site.edition.articles_at(OPENING) if a.embeds)
    page = html.fromstring(httpx2.get(site.site_url + article.path).text)
    frame = page.xpath("//iframe")[0]
    assert frame.get("src") == f"https://www.youtube.com/embed/{article.embeds[0]}"
    assert frame.get("srcdoc").startswith("<!doctype html>")
    assert page.xpath("//meta[@property='og:title']/@content") == [article.headline]
    assert '"NewsArticle"' in page.xpath("//script[@type='application/ld+json']/text()")[0]
    fetched = page.xpath("//img/@src | //link[@rel='stylesheet']/@href")
    assert all(httpx2.get(url).status_code == 200 for url in fetched)


def test_what_is_not_out_yet_is_not_found(site: DemoSite) -> None:
    later = next(a for a in site.edition.articles if a.published_at > OPENING)
    assert httpx2.get(site.site_url + later.path).status_code == 404
    assert httpx2.get(f"{site.site_url}/city/no-such-thing").status_code == 404


def test_the_uploads_are_paged_to_their_end(site: DemoSite, api: Any) -> None:
    answer = api.channels().list(part="snippet,contentDetails", forHandle=CHANNEL_HANDLE).execute()
    channel = answer["items"][0]
    assert channel["id"] == CHANNEL_ID
    uploads = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    request = api.playlistItems().list(
        part="snippet,contentDetails,status", playlistId=uploads, maxResults=50
    )
    found = []
    while request is not None:
        page = request.execute()
        found += page["items"]
        request = api.playlistItems().list_next(request, page)
    planned = site.edition.films_at(OPENING)
    assert [i["contentDetails"]["videoId"] for i in found] == [f.video_id for f in planned]
    titles = {item["snippet"]["title"] for item in found}
    assert {"Private video", "Deleted video"} <= titles


def test_videos_carry_their_figures_state_and_length(
    site: DemoSite, api: Any, clock: Clock
) -> None:
    films = site.edition.films_at(OPENING)
    part = "snippet,contentDetails,status,statistics,liveStreamingDetails"
    found = {}
    for start in range(0, len(films), 50):
        ids = ",".join(film.video_id for film in films[start : start + 50])
        answer = api.videos().list(part=part, id=ids).execute()
        found.update({item["id"]: item for item in answer["items"]})
    public = [film for film in films if film.status_at(OPENING) is Status.PUBLIC]
    assert found.keys() == {film.video_id for film in public}
    for film in public:
        item = found[film.video_id]
        assert int(item["statistics"]["viewCount"]) == views_at(film, OPENING)
        state = film.live_state_at(OPENING)
        live = state.value if state in {LiveState.LIVE, LiveState.UPCOMING} else "none"
        assert item["snippet"]["liveBroadcastContent"] == live
        assert ("liveStreamingDetails" in item) == (film.starts_at is not None)
    clock.now = OPENING + timedelta(minutes=5)
    gone = next(f for f in films if f.removed_at is not None and f.removed_at > OPENING)
    assert api.videos().list(part="id", id=gone.video_id).execute()["items"] == []


@pytest.mark.parametrize(("key", "status"), [("", 403), ("wrong", 400)])
def test_a_missing_or_wrong_key_is_refused_in_the_apis_shape(
    site: DemoSite, key: str, status: int
) -> None:
    params = {"part": "id", "id": CHANNEL_ID} | ({"key": key} if key else {})
    answer = httpx2.get(f"{site.site_url}/youtube/v3/channels", params=params)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["code"] == status
    assert error["errors"][0]["reason"] in {"forbidden", "badRequest"}


def test_the_client_understands_the_refusals(site: DemoSite, api: Any) -> None:
    nobody = api.playlistItems().list(part="id", playlistId="UUnobody")
    with pytest.raises(HttpError) as raised:
        nobody.execute()
    assert raised.value.resp.status == 404
    nonsense = api.playlistItems().list(part="id", playlistId=UPLOADS_ID, pageToken="%%%")
    with pytest.raises(HttpError) as raised:
        nonsense.execute()
    assert raised.value.resp.status == 400
    assert api.channels().list(part="id", forHandle="@nobody").execute()["items"] == []


def test_the_channel_feed_carries_the_newest_public_films(site: DemoSite) -> None:
    answer = httpx2.get(site.feed_endpoint, params={"channel_id": CHANNEL_ID})
    feed = feedparser.parse(answer.text)
    assert not feed.bozo
    assert len(feed.entries) == 15
    newest = next(f for f in site.edition.films_at(OPENING))
    assert feed.entries[0].yt_videoid == newest.video_id
    assert feed.entries[0].media_statistics["views"] == str(views_at(newest, OPENING))
    assert httpx2.get(site.feed_endpoint, params={"channel_id": "UCx"}).status_code == 404


def test_the_player_and_thumbnails_are_ours(site: DemoSite) -> None:
    film = site.edition.films_at(OPENING)[5]
    page = httpx2.get(f"{site.embed_endpoint}/{film.video_id}")
    assert html.fromstring(page.text).findtext(".//title") == film.title
    assert "http" not in page.text.replace("http://www.w3.org/2000/svg", "")
    thumbnail = httpx2.get(f"{site.site_url}/vi/{film.video_id}/high.svg")
    assert thumbnail.headers["content-type"].startswith("image/svg+xml")
    assert httpx2.get(f"{site.embed_endpoint}/nobody").status_code == 404


def test_the_channel_answers_in_google_s_shapes(site: DemoSite, api: Any) -> None:
    parts = {
        "channels": "snippet,contentDetails,statistics",
        "playlistItems": "snippet,contentDetails,status",
        "videos": "snippet,contentDetails,status,statistics,liveStreamingDetails",
    }
    ids = ",".join(film.video_id for film in site.edition.films_at(OPENING)[:50])
    asked: dict[str, dict[str, Any]] = {
        "channels": {"id": CHANNEL_ID},
        "playlistItems": {"playlistId": UPLOADS_ID, "maxResults": 50},
        "videos": {"id": ids},
    }
    for method, schema in (
        ("channels", "ChannelListResponse"),
        ("playlistItems", "PlaylistItemListResponse"),
        ("videos", "VideoListResponse"),
    ):
        told = getattr(api, method)().list(part=parts[method], **asked[method]).execute()
        assert told["items"]
        assert complaints(schema, told) == []
    told = api.videos().batchGetStats(part="statistics", id=ids.split(",")).execute()
    assert complaints("BatchGetStatsResponse", told) == []
