from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.urls import (
    canonical_by_parts,
    canonical_url,
    identity_key,
    youtube_channel,
    youtube_video_id,
)

HOSTS = st.sampled_from(["news.example", "example.co.uk", "münchen.example", "[2001:db8::1]"])
SEGMENTS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=8)
PAGES = st.builds(
    lambda host, path, query: f"{host}/{'/'.join(path)}" + (f"?{query}" if query else ""),
    HOSTS,
    st.lists(SEGMENTS.map(lambda s: s.replace("?", "").replace("#", "")), max_size=3),
    st.lists(st.sampled_from(["a=1", "b=%7e", "p=ü", "utm_source=x", "fbclid=1"])).map("&".join),
)
# fmt: off
ORIGINS = [
    "", "http://news.example", "https://news.example", "https://News.example", "https://a.b.c-d",
    "http://1.2.3.4:8080", "http://n.example:80", "https://n.example:80", "http://n.example:",
    "https://n.example:443", "https://n.example:0443", "https://n.example:65536", "ftp://n.example",
    "https://u:p@n.example", "https://[::1]:81", "http://localhost:81", "http://n.example:64999",
    "http://n.example:65001", "http://n.example:99999", "http://n.example:08080",
]
SEGMENTS_OF_INTEREST = [
    "/", "/a", "/B-1.html", "/.", "/..", "/.a", "/a.", "/;", "/a;b", "/a:b", "/%7e", "/ü", "/'",
]
TAILS = ["?", "&", "#", "a=1", "utm_source=x", "fbclid", "q", "=", ";", "%41", "/..", "gclid=1&"]
# fmt: on
ADDRESSES = st.builds(
    lambda origin, path, tail: "".join([origin, *path, *tail]),
    st.sampled_from(ORIGINS),
    st.lists(st.sampled_from(SEGMENTS_OF_INTEREST), max_size=4),
    st.lists(st.sampled_from(TAILS), max_size=4),
)
VIDEO_IDS = st.text(st.sampled_from("abcXYZ019-_"), min_size=11, max_size=11)


@given(PAGES, st.sampled_from(["http", "https", "HTTPS"]))
def test_the_canonical_url_is_its_own_canonical_url(page: str, scheme: str) -> None:
    once = canonical_url(f"{scheme}://{page}")
    assert once.isascii()
    assert canonical_url(once) == once


@given(ADDRESSES, st.one_of(st.just(""), ADDRESSES))
def test_short_cuts_lead_where_the_long_way_leads(url: str, base: str) -> None:
    assert canonical_url(url, base) == canonical_by_parts(url, base)
    once = canonical_url(url, base)
    assert canonical_url(once) == once


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_text_is_a_web_address_or_nothing(text: str, base: str) -> None:
    found = canonical_url(text, base)
    assert found == "" or found.startswith(("http://", "https://"))
    identity_key(text)
    assert youtube_video_id(text) is None or len(youtube_video_id(text) or "") == 11


@given(PAGES)
def test_a_page_has_one_identity_in_any_spelling(page: str) -> None:
    key = identity_key(f"https://{page}")
    host, _, rest = page.partition("/")
    assert identity_key(f"http://{page}") == key
    assert identity_key(f"https://{page}#comments") == key
    glue = "&" if "?" in rest else "?"
    assert identity_key(f"https://{host.upper()}/{rest}{glue}utm_campaign=spring&gclid=1") == key
    if not host.startswith("["):
        assert identity_key(f"https://www.{page}") == key
        assert identity_key(f"https://m.{page}") == key


@pytest.mark.parametrize(
    "other",
    [
        "http://www.news.example/a/story",
        "https://amp.news.example/a/story/",
        "https://news.example/a/story/amp",
        "https://news.example/a/story/amp/",
        "https://news.example/a/story/index.html",
        "https://news.example/a/story?amp=1&utm_medium=rss",
        "https://news.example:443/a/story#top",
    ],
)
def test_known_spellings_of_one_page(other: str) -> None:
    assert identity_key(other) == identity_key("https://news.example/a/story")


@pytest.mark.parametrize(
    "other",
    [
        "https://news.example/a/Story",
        "https://news.example/a/story-2",
        "https://news.example/a/story?page=2",
        "https://sport.news.example/a/story",
        "https://news.example:8443/a/story",
        "https://news.example/a/storyamp",
    ],
)
def test_other_pages_keep_their_own_identity(other: str) -> None:
    assert identity_key(other) != identity_key("https://news.example/a/story")


@pytest.mark.parametrize(
    ("given_url", "base", "expected"),
    [
        ("HTTP://News.Example:80", "", "http://news.example/"),
        ("/b?x=2&a=1&utm_source=x", "https://news.example/a/", "https://news.example/b?x=2&a=1"),
        ("../c", "https://news.example/a/b", "https://news.example/c"),
        ("//cdn.example/x", "https://news.example/", "https://cdn.example/x"),
        ("https://user:pass@news.example/", "", "https://news.example/"),
        ("https://news.example/%7euser/%e4 b", "", "https://news.example/~user/%E4%20b"),
        ("https://news.example/?gid=3&id=4", "", "https://news.example/?gid=3&id=4"),
        ("mailto:a@news.example", "", ""),
        ("javascript:alert(1)", "https://news.example/", ""),
        ("data:text/html,x", "https://news.example/", ""),
        ("file:///etc/passwd", "https://news.example/", ""),
        ("https://", "", ""),
        ("https://news.example:port/", "", ""),
        ("https://[broken/", "", ""),
        ("relative", "", ""),
    ],
)
def test_canonical_urls(given_url: str, base: str, expected: str) -> None:
    assert canonical_url(given_url, base) == expected


@given(VIDEO_IDS)
def test_youtube_ids_in_every_spelling(video_id: str) -> None:
    for spelling in (
        f"https://www.youtube.com/watch?v={video_id}",
        f"http://m.youtube.com/watch?feature=share&v={video_id}&t=10s",
        f"https://youtu.be/{video_id}?si=abc",
        f"https://www.youtube.com/embed/{video_id}?rel=0",
        f"https://www.youtube-nocookie.com/embed/{video_id}",
        f"https://youtube.com/shorts/{video_id}",
        f"https://www.youtube.com/live/{video_id}?feature=share",
        f"https://www.youtube.com/v/{video_id}&hl=en",
        f"https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3D{video_id}%26feature%3Dshare",
    ):
        assert youtube_video_id(spelling) == video_id, spelling
        assert identity_key(spelling) == f"youtube.com/watch?v={video_id}"


@pytest.mark.parametrize(
    "other",
    [
        "https://www.youtube.com/@newsroom",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/embed/videoseries?list=PL1",
        "https://www.youtube.com/playlist?list=PLabcdefghijk",
        "https://notyoutube.com/watch?v=abcdefghijk",
        "https://youtube.com.evil.example/watch?v=abcdefghijk",
        "https://news.example/?u=youtube.com/watch?v=abcdefghijk",
        "ftp://youtu.be/abcdefghijk",
    ],
)
def test_what_is_no_video(other: str) -> None:
    assert youtube_video_id(other) is None


@pytest.mark.parametrize(
    ("url", "channel"),
    [
        ("https://www.youtube.com/@Newsroom/videos", "@Newsroom"),
        ("https://youtube.com/%40Newsroom", "@Newsroom"),
        ("https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv", "UCabcdefghijklmnopqrstuv"),
        ("https://www.youtube.com/user/newsroomtv?x=1", "newsroomtv"),
        ("https://www.youtube.com/c/NewsroomTV", "NewsroomTV"),
        (
            "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv",
            "UCabcdefghijklmnopqrstuv",
        ),
        ("https://www.youtube.com/watch?v=abcdefghijk", None),
        ("https://news.example/@Newsroom", None),
    ],
)
def test_channels(url: str, channel: str | None) -> None:
    assert youtube_channel(url) == channel
