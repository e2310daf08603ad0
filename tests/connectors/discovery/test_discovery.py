"""From a home page to sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import ConnectorError, NeedsPerson, NotThisKind
from connectors.discovery import classify, discover, read_opml
from connectors.discovery.feeds import Candidate, fewest
from connectors.discovery.page import read_home_page
from connectors.environment import Environment, YouTubeSettings
from tests.loopback import LoopbackSite, Reply
from tests.youtube_lookalike import KEY, YouTube, films

CHANNEL = "UC" + "a" * 22
ALTERNATE = '<link rel="alternate" type="application/rss+xml" href="{}">'


def rss(*paths: str, title: str = "The Courier") -> str:
    items = "".join(
        f"<item><title>About {path}</title><link>https://courier.example/{path}</link></item>"
        for path in paths
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


def home(head: str = "", body: str = "", lang: str = "en-GB") -> str:
    return f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'


def urls(env: Environment, site: LoopbackSite) -> list[str]:
    return [found.url for found in discover(site.url(), env).sources]


def test_an_outlet_with_a_feed_and_a_channel(site: LoopbackSite, env: Environment) -> None:
    site.pages["/"] = home(
        '<meta property="og:site_name" content="The Courier &amp; Post">'
        + ALTERNATE.format("/feed"),
        '<footer><a href="https://www.youtube.com/@courier">YouTube</a></footer>',
    )
    site.pages["/feed"] = rss("a", "b")
    found = discover(site.url(), env)
    assert (found.outlet_name, found.language) == ("The Courier & Post", "en-GB")
    assert found.home_url == site.url("/")
    feed, channel = found.sources
    assert (feed.kind, feed.url, feed.name) == ("feed", site.url("/feed"), "The Courier")
    assert feed.gives == "2 articles, no full text"
    assert (channel.kind, channel.url) == ("youtube-feed", "https://www.youtube.com/@courier")
    assert found.warnings == ()


def test_a_key_makes_it_the_data_api(site: LoopbackSite, env: Environment) -> None:
    site.pages["/"] = home(body=f'<a href="https://youtube.com/channel/{CHANNEL}">Watch</a>')
    keyed = replace(env, youtube=YouTubeSettings(api_key="a-key"))
    found = discover(site.url(), keyed)
    assert [(one.kind, one.url) for one in found.sources] == [
        ("youtube", f"https://www.youtube.com/channel/{CHANNEL}")
    ]
    assert any("No feed was found" in warning for warning in found.warnings)


def test_without_a_scheme_plain_http_is_tried_last(site: LoopbackSite, env: Environment) -> None:
    site.pages |= {"/": home(ALTERNATE.format("/feed")), "/feed": rss("a")}
    found = discover(f"127.0.0.1:{site.port}", env)
    assert found.home_url == site.url("/")


def test_relative_links_count_from_the_base(site: LoopbackSite, env: Environment) -> None:
    site.pages |= {
        "/": home(f'<base href="/en/">{ALTERNATE.format("feed.xml")}'),
        "/en/feed.xml": rss("a"),
    }
    assert urls(env, site) == [site.url("/en/feed.xml")]


def test_comment_feeds_and_embed_descriptions_are_left_out(
    site: LoopbackSite, env: Environment
) -> None:
    site.pages |= {
        "/": home(
            ALTERNATE.format("/feed/")
            + ALTERNATE.format("/comments/feed/")
            + '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">'
            + '<link rel="alternate" type="text/xml" href="/wp-json/oembed/1.0/embed?url=x">'
        ),
        "/feed/": rss("a"),
        "/comments/feed/": rss("a#comment-1", "b#comment-2"),
    }
    assert urls(env, site) == [site.url("/feed/")]
    assert "/comments/feed/" not in [asked.path for asked in site.asked]


def test_a_section_is_followed_only_for_what_the_main_feed_lacks(
    site: LoopbackSite, env: Environment
) -> None:
    names = ("main", "copy", "inside", "more")
    site.pages |= {
        "/": home("".join(ALTERNATE.format(f"/{name}") for name in names)),
        "/main": rss("a", "b", "c"),
        "/copy": rss("c", "b", "a"),
        "/inside": rss("b"),
        "/more": rss("c", "d"),
    }
    assert urls(env, site) == [site.url("/main"), site.url("/more")]


def test_a_site_of_thirty_sections_loses_none(site: LoopbackSite, env: Environment) -> None:
    site.pages["/"] = home("".join(ALTERNATE.format(f"/{n}.rss") for n in range(30)))
    site.pages |= {f"/{n}.rss": rss(f"a{n}", f"a{n + 1}") for n in range(30)}
    found = discover(site.url(), env)
    followed = [site.pages[one.url.removeprefix(site.url(""))] for one in found.sources]
    assert all(any(f"/a{n}<" in str(feed) for feed in followed) for n in range(31))
    assert len(found.sources) < 20
    assert found.warnings == ()
    assert len(site.asked) < 60


def test_usual_places_are_tried_only_if_none_is_named(site: LoopbackSite, env: Environment) -> None:
    site.pages |= {"/": home(), "/rss.xml": rss("a"), "/feed/": home()}
    assert urls(env, site) == [site.url("/rss.xml")]
    site.asked.clear()
    site.pages |= {"/": home(ALTERNATE.format("/news.rss")), "/news.rss": rss("b")}
    assert urls(env, site) == [site.url("/news.rss")]
    asked = [asked.path for asked in site.asked if "sitemap" not in asked.path]
    assert asked == ["/", "/news.rss"]


def test_a_named_feed_that_is_none_is_told(site: LoopbackSite, env: Environment) -> None:
    site.pages |= {
        "/": home(ALTERNATE.format("/page") + ALTERNATE.format("/gone") + ALTERNATE.format("/ok")),
        "/page": home(),
        "/ok": rss("a"),
    }
    found = discover(site.url(), env)
    assert [one.url for one in found.sources] == [site.url("/ok")]
    assert ["/page" in found.warnings[0], "/gone" in found.warnings[1]] == [True, True]


def test_an_address_that_is_a_feed_gives_that_alone(site: LoopbackSite, env: Environment) -> None:
    site.pages["/feed"] = rss("a")
    found = discover(site.url("/feed"), env)
    assert [(one.kind, one.url) for one in found.sources] == [("feed", site.url("/feed"))]
    assert (found.outlet_name, found.home_url) == ("The Courier", site.url("/"))


@pytest.mark.parametrize("page", [home(), "", "\x00\x01", "{}", "<<<>>>"])
def test_a_page_that_leads_nowhere_says_so(site: LoopbackSite, env: Environment, page: str) -> None:
    site.pages["/"] = page
    with pytest.raises(NotThisKind, match="names no feed") as told:
        discover(site.url(), env)
    assert "rundown add" in told.value.advice


@pytest.mark.parametrize("text", ["courier", "", "ftp://courier.example/", "http://", "two words"])
def test_what_is_no_address_needs_a_person(env: Environment, text: str) -> None:
    with pytest.raises(NeedsPerson, match="not a web address"):
        discover(text, env)


def test_the_time_zone_that_wordpress_states(site: LoopbackSite, env: Environment) -> None:
    site.pages |= {
        "/": home('<link rel="https://api.w.org/" href="/wp-json/">' + ALTERNATE.format("/feed")),
        "/feed": rss("a"),
        "/wp-json/": '{"name": "The Courier", "timezone_string": "Europe/Lisbon"}',
    }
    assert discover(site.url(), env).timezone_hint == "Europe/Lisbon"
    site.pages["/wp-json/"] = Reply(b"no", 401)
    assert discover(site.url(), env).timezone_hint == ""


def channels(body: str, head: str = "") -> list[str]:
    page = read_home_page(home(head, body).encode(), "https://courier.example/")
    return [channel.value for channel in page.channels]


def test_the_channel_that_is_linked_most_comes_first() -> None:
    guest = '<a href="https://www.youtube.com/@guest">a guest</a>'
    own = '<a href="https://www.youtube.com/user/courier?sub_confirmation=1">us</a>'
    assert channels(guest + own + own) == ["courier", "@guest"]


def test_structured_data_and_rel_me_name_the_channel() -> None:
    data = (
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsMediaOrganization", '
        f'"sameAs": ["https://www.youtube.com/channel/{CHANNEL}"]}}]}}</script>'
    )
    assert channels("", data) == [CHANNEL]
    assert channels("", '<link rel="me" href="https://www.youtube.com/@courier">') == ["@courier"]


def test_the_channel_of_an_author_is_not_the_outlets() -> None:
    data = """{"@type": "NewsMediaOrganization", "name": "Courier", "sameAs": "https://youtube.com/@courier",
        "employee": {"@type": "Person", "sameAs": ["https://youtube.com/@anna"]}}"""
    page = f'<script type="application/ld+json">{data}</script>'
    channels = read_home_page(home(page).encode(), "https://courier.example/").channels
    assert [channel.value for channel in channels] == ["@courier"]


def test_videos_and_sharing_name_no_channel() -> None:
    assert (
        channels(
            '<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">a film</a>'
            '<a href="https://www.youtube.com/share?url=https://courier.example">share</a>'
            '<a href="https://courier.example/channel/x">ours</a>'
        )
        == []
    )


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<title>Home | The Courier</title><meta name='application-name' content='Courier'>",
         "Courier"),
        ('<script type="application/ld+json">{"@type":"Organization","name":"The C"}</script>',
         "The C"),
        ("<title>The Courier - News from the harbour</title>", "The Courier"),
        ('<script type="application/ld+json">{broken</script><title>C</title>', "C"),
    ],
)  # fmt: skip
def test_the_name_of_the_outlet(head: str, name: str) -> None:
    assert read_home_page(home(head).encode(), "https://courier.example/").name == name


@given(st.binary(), st.text())
def test_any_page_can_be_read(body: bytes, content_type: str) -> None:
    page = read_home_page(body, "https://courier.example/", content_type)
    assert all(link.url.startswith("http") for link in page.feeds)


@given(st.lists(st.frozensets(st.integers(0, 8).map(str)), min_size=1, max_size=6))
def test_the_fewest_feeds_lose_nothing(feeds: list[frozenset[str]]) -> None:
    candidates = [Candidate(str(n), "", "", entries) for n, entries in enumerate(feeds)]
    chosen = fewest(candidates)
    assert _carried(chosen) == _carried(candidates)
    for one in chosen:
        others = [other for other in chosen if other is not one]
        assert len(chosen) == 1 or _carried(others) != _carried(candidates)


def _carried(candidates: Sequence[Candidate]) -> frozenset[str]:
    return frozenset[str]().union(*(one.entries for one in candidates))


@pytest.mark.parametrize(
    ("what", "url"),
    [
        ("@courier", "https://www.youtube.com/@courier"),
        (CHANNEL, f"https://www.youtube.com/channel/{CHANNEL}"),
        ("youtube.com/@courier", "https://www.youtube.com/@courier"),
        ("https://www.youtube.com/user/courier", "https://www.youtube.com/user/courier"),
        (
            f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}",
            f"https://www.youtube.com/channel/{CHANNEL}",
        ),
    ],
)
def test_channels_are_recognised(env: Environment, site: LoopbackSite, what: str, url: str) -> None:
    site.pages |= dict.fromkeys(("/@courier", "/user/courier"), "<title>Courier</title>")
    here = replace(env, youtube=YouTubeSettings(feed_endpoint=site.url("/feeds/videos.xml")))
    assert [(found.kind, found.url) for found in classify(what, here)] == [("youtube-feed", url)]


@pytest.mark.parametrize("key", ["", KEY])
def test_a_channel_that_does_not_exist_is_told_at_once(
    env: Environment, site: LoopbackSite, key: str
) -> None:
    YouTube(site, films(1))
    settings = YouTubeSettings(key, site.url("/"), site.url("/feeds/videos.xml"))
    with pytest.raises(NeedsPerson, match="knows no channel “@nobody”"):
        classify("@nobody", replace(env, youtube=settings))


def test_a_channel_that_exists_brings_its_name(env: Environment, site: LoopbackSite) -> None:
    YouTube(site, films(1))
    settings = YouTubeSettings(KEY, site.url("/"), site.url("/feeds/videos.xml"))
    (found,) = classify("@courier", replace(env, youtube=settings))
    assert (found.kind, found.name) == ("youtube", "The Courier")


def test_a_channel_is_taken_as_it_is_where_youtube_cannot_be_asked(env: Environment) -> None:
    settings = YouTubeSettings(KEY, "http://127.0.0.1:9/", "http://127.0.0.1:9/feeds/videos.xml")
    (found,) = classify("@courier", replace(env, youtube=settings))
    assert (found.kind, found.name) == ("youtube", "@courier")


def test_a_site_or_a_feed_is_classified_by_what_it_answers(
    env: Environment, site: LoopbackSite
) -> None:
    site.pages |= {"/": home(ALTERNATE.format("/feed")), "/feed": rss("a")}
    assert [found.url for found in classify(site.url(), env)] == [site.url("/feed")]
    assert [found.url for found in classify(site.url("/feed"), env)] == [site.url("/feed")]


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("imaps://news@mail.example/", "No password is set"),
        ("https://youtu.be/dQw4w9WgXcQ", "one video"),
        ("nothing at all", "not a web address"),
    ],
)
def test_what_cannot_be_followed_is_told(env: Environment, what: str, sentence: str) -> None:
    with pytest.raises(ConnectorError, match=sentence):
        classify(what, env)


def test_an_opml_file() -> None:
    document = f"""<?xml version="1.0"?><opml version="2.0"><body><outline text="Local">
        <outline type="rss" text="The Courier" xmlUrl="https://courier.example/feed"/>
        <outline type="rss" title="Films" text="x"
          xmlUrl="https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"/>
        <outline text="Again & again" xmlUrl="https://courier.example/feed"/>
        <outline text="No feed" htmlUrl="https://courier.example/"/></outline></body></opml>"""
    assert [(found.kind, found.url, found.name) for found in read_opml(document.encode())] == [
        ("feed", "https://courier.example/feed", "The Courier"),
        ("youtube-feed", f"https://www.youtube.com/channel/{CHANNEL}", "Films"),
    ]


@pytest.mark.parametrize("document", [b"", b"<html/>", b"\xff\xfe", b"<opml><body/></opml>"])
def test_what_is_no_list_of_feeds_is_told(document: bytes) -> None:
    with pytest.raises(NotThisKind, match="OPML"):
        read_opml(document)


@given(st.binary())
def test_no_file_breaks_the_reading_of_opml(document: bytes) -> None:
    with pytest.raises(NotThisKind):
        read_opml(document)


def test_entities_of_an_opml_file_are_not_expanded() -> None:
    bomb = '<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    outline = '<outline text="T&b;" xmlUrl="https://courier.example/feed"/>'
    (found,) = read_opml(f"{bomb}<opml><body>{outline}</body></opml>".encode())
    assert len(found.name) < 20
