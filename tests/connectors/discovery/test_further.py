"""What is found beyond the links of a home page: sections' feeds, the channel of embedded films."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from connectors.discovery import discover
from connectors.environment import Environment, YouTubeSettings
from connectors.web import Http
from tests.loopback import Asked, LoopbackSite, Reply

FEED = '<link rel="alternate" type="application/rss+xml" href="{}">'
NAV = '<nav><a href="/">Home</a><a href="/world">World</a><a href="/sport">Sport</a>{}</nav>'


def rss(*entries: tuple[str, str]) -> str:
    items = "".join(
        f"<item><title>About {path}</title><link>https://courier.example/{path}</link>"
        f"<pubDate>Thu, 2 Jan 2025 10:00:00 GMT</pubDate>"
        f"<description><![CDATA[{text}]]></description></item>"
        for path, text in entries
    )
    return f'<rss version="2.0"><channel><title>Courier</title>{items}</channel></rss>'


def film(video_id: str) -> str:
    return f'<p>x</p><iframe src="https://www.youtube-nocookie.com/embed/{video_id}"></iframe>'


def page(head: str = "", body: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def test_sections_are_looked_into_where_the_home_page_names_one_feed(
    site: LoopbackSite, env: Environment
) -> None:
    menu = NAV.format('<a href="/login">Log in</a><a href="https://other.example/x">Other</a>')
    site.pages |= {
        "/": page(FEED.format("/feed"), menu),
        "/feed": rss(("a", ""), ("b", "")),
        "/world": page(FEED.format("/feed") + FEED.format("/world/feed")),
        "/world/feed": rss(("b", ""), ("c", "")),
        "/sport": page(FEED.format("/sport/feed")),
        "/sport/feed": rss(("a", "")),
    }
    found = discover(site.url(), env)
    assert [one.url for one in found.sources] == [site.url("/feed"), site.url("/world/feed")]
    assert found.sources[1].why == f"the page {site.url('/world')} names it"
    assert "/login" not in {asked.path for asked in site.asked}


def test_sections_that_robots_txt_forbids_are_not_read(
    site: LoopbackSite, env: Environment
) -> None:
    site.pages |= {
        "/": page(FEED.format("/feed"), NAV.format("")),
        "/feed": rss(("a", "")),
        "/world": page(FEED.format("/world/feed")),
        "/world/feed": rss(("b", "")),
        "/robots.txt": "User-agent: *\nDisallow: /world\n",
    }
    assert [one.url for one in discover(site.url(), env).sources] == [site.url("/feed")]
    assert "/world" not in {asked.path for asked in site.asked}


def test_a_page_of_consent_before_the_home_page(site: LoopbackSite, env: Environment) -> None:
    consent = site.url("/ask?return=http%3A%2F%2F127.0.0.1%2F", host="localhost")
    allowed = replace(env, http=Http(allow_hosts=frozenset({"127.0.0.1", "localhost"})))
    site.pages |= {
        "/": Reply(b"", 302, {"Location": consent}),
        "/ask": page(
            "<title>Before you go on</title>", '<a href="https://youtube.com/@tech">x</a>'
        ),
        "/feed/": rss(("a", "")),
    }
    found = discover(site.url(), allowed)
    assert [(one.kind, one.url) for one in found.sources] == [("feed", site.url("/feed/"))]
    assert (found.home_url, found.outlet_name) == (site.url("/"), "127.0.0.1")
    assert [("leads to localhost" in warning) for warning in found.warnings] == [True]
    allowed.http.close()


def test_sections_that_fail_stop_nothing(site: LoopbackSite, env: Environment) -> None:
    site.pages |= {
        "/": page(FEED.format("/feed"), NAV.format("")),
        "/feed": rss(("a", "")),
        "/world": Reply(b"", 500),
        "/sport": page(FEED.format("/none")),
    }
    assert [one.url for one in discover(site.url(), env).sources] == [site.url("/feed")]


def test_it_says_how_far_back_a_feed_goes_and_whether_it_has_the_text(
    site: LoopbackSite, env: Environment
) -> None:
    site.pages |= {"/": page(FEED.format("/feed")), "/feed": rss(("a", "word " * 300))}
    (feed,) = discover(site.url(), env).sources
    assert feed.gives == "1 article back to 2 January 2025, full text"


def makers(site: LoopbackSite, of: Mapping[str, str]) -> None:
    """Let the site answer for YouTube's oEmbed: which video is whose."""

    def oembed(asked: Asked) -> Reply:
        video_id = asked.query["url"].rpartition("=")[2]
        if video_id not in of:
            return Reply(b"Unauthorized", 401)
        told = {"type": "video", "author_url": f"https://www.youtube.com/{of[video_id]}"}
        return Reply(json.dumps(told).encode())

    site.pages["/oembed"] = oembed


def with_youtube_at(site: LoopbackSite, env: Environment) -> Environment:
    return replace(env, youtube=YouTubeSettings(feed_endpoint=site.url("/feeds/videos.xml")))


def test_the_channel_whose_videos_are_embedded(site: LoopbackSite, env: Environment) -> None:
    own, guest, private = ("own-video-1", "own-video-2"), "guest-video", "privatvideo"
    site.pages |= {
        "/": page(FEED.format("/feed"), film(own[0])),
        "/feed": rss(("a", film(own[1])), ("b", film(guest)), ("c", film(private))),
    }
    makers(site, {own[0]: "@courier", own[1]: "@courier", guest: "@guest"})
    found = discover(site.url(), with_youtube_at(site, env))
    channel = found.sources[-1]
    assert (channel.kind, channel.url) == ("youtube-feed", "https://www.youtube.com/@courier")
    assert channel.why == "its videos are embedded in the articles"


def test_other_peoples_videos_make_no_channel(site: LoopbackSite, env: Environment) -> None:
    site.pages |= {
        "/": page(FEED.format("/feed")),
        "/feed": rss(("a", film("one-video-1")), ("b", film("two-video-2"))),
    }
    makers(site, {"one-video-1": "@one", "two-video-2": "@two"})
    found = discover(site.url(), with_youtube_at(site, env))
    assert [one.kind for one in found.sources] == ["feed"]


def test_a_channel_that_is_linked_is_not_asked_for(site: LoopbackSite, env: Environment) -> None:
    link = '<a href="https://www.youtube.com/@courier">YouTube</a>'
    site.pages |= {"/": page(FEED.format("/feed"), link + film("one-video-1")), "/feed": rss()}
    makers(site, {})
    discover(site.url(), with_youtube_at(site, env))
    assert "/oembed" not in {asked.path for asked in site.asked}
