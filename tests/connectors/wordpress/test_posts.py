"""From a post as WordPress tells it to an article."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.items import Access, Article, Image, Link, LinkRel, TimeBasis
from connectors.wordpress.api import read_list
from connectors.wordpress.names import NAMINGS, Named
from connectors.wordpress.posts import article, is_public_post, modified_gmt

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SITE = "https://news.example/"
NOTHING_NAMED = Named({naming.field: {} for naming in NAMINGS})


def post(**fields: Any) -> dict[str, Any]:
    return {
        "id": 12,
        "date": "2026-11-01T02:30:00",
        "date_gmt": "2026-11-01T06:00:00",
        "modified": "2026-11-01T02:30:00",
        "modified_gmt": "2026-11-01T06:00:00",
        "guid": {"rendered": "https://news.example/?p=12"},
        "link": "https://news.example/2026/11/story/",
        "title": {"rendered": "Story"},
        "content": {"rendered": "<p>First.</p><p>Second.</p>", "protected": False},
        "excerpt": {"rendered": "<p>Short &amp; sweet [&hellip;]</p>", "protected": False},
        **fields,
    }


def read(**fields: Any) -> Article:
    return article(post(**fields), NOTHING_NAMED, SITE, NOW)


def test_a_post_in_full() -> None:
    found = read()
    assert (found.ref, found.url) == ("12", "https://news.example/2026/11/story/")
    assert found.published_at == datetime(2026, 11, 1, 6, tzinfo=UTC)
    assert found.time_basis is TimeBasis.STATED
    assert found.updated_at is None
    assert (found.summary, found.body) == ("Short & sweet…", "First.\n\nSecond.")
    assert found.other_ids == ("https://news.example/?p=12",)
    assert found.access is Access.OPEN


@pytest.mark.parametrize(
    ("rendered", "title"),
    [
        ("Q&#038;A: &#8220;Tom &amp; Jerry&#8221;", "Q&A: “Tom & Jerry”"),
        ("A <em>fine</em> <span class='x'>mess</span>", "A fine mess"),
        ("5 &lt; 6", "5 < 6"),
        ("बंदरगाह में हड़ताल", "बंदरगाह में हड़ताल"),
        ("", "Short & sweet…"),
    ],
)
def test_titles_are_plain_text(rendered: str, title: str) -> None:
    assert read(title={"rendered": rendered}).title == title


@pytest.mark.parametrize("gmt", ["0000-00-00T00:00:00", "", None, "nonsense"])
def test_without_gmt_the_local_time_is_told_to_have_no_zone(gmt: str | None) -> None:
    found = read(date_gmt=gmt)
    assert found.published_at == datetime(2026, 11, 1, 2, 30, tzinfo=UTC)
    assert found.time_basis is TimeBasis.STATED_WITHOUT_ZONE


@pytest.mark.parametrize("stated", ["0000-00-00T00:00:00", "2099-01-01T00:00:00", None])
def test_without_any_usable_time_none_is_made_up(stated: str | None) -> None:
    found = read(date=stated, date_gmt=stated)
    assert (found.published_at, found.time_basis) == (None, TimeBasis.INFERRED)
    assert found.raw_time == (stated or "")


def test_an_edit_is_dated_and_a_plan_is_not() -> None:
    later = datetime(2026, 11, 2, tzinfo=UTC)
    assert read(modified_gmt="2026-11-02T00:00:00").updated_at == later
    assert read(modified_gmt="2026-10-02T00:00:00").updated_at is None


def test_a_protected_post_says_nothing_but_its_headline() -> None:
    found = read(
        content={
            "rendered": "<form>Password</form> https://youtu.be/abcdefghijk",
            "protected": True,
        },
        jetpack_featured_media_url="https://news.example/secret.jpg",
    )
    assert found.access is Access.PROTECTED
    assert (found.title, found.summary, found.body) == ("Story", "", "")
    assert (found.links, found.image) == ((), None)


@pytest.mark.parametrize(
    "told",
    [
        {"status": "draft"},
        {"status": "future"},
        {"status": "private"},
        {"type": "page"},
        {"id": "x"},
    ],
)
def test_what_is_not_public_or_no_post_is_left_out(told: dict[str, Any]) -> None:
    assert not is_public_post(post(**told))


def test_embeds_of_every_style_are_found() -> None:
    source = (
        '<!-- wp:embed {"url":"https://www.youtube.com/watch?v=-dashed_id1"} /-->'
        '<!-- wp:core-embed/vimeo {"url":"https://vimeo.com/1\\u002d2"} /-->'
        '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n'
        "https://example.org/talk\n</div></figure>"
        '<div class="rll-youtube-player" data-src="https://www.youtube.com/embed/lazyPlayer1"></div>'
        "<p>https://youtu.be/bareAddres1</p>"
    )
    embeds = [k for k in read(content={"rendered": source}).links if k.rel is LinkRel.EMBED]
    assert {k.video_id or k.url for k in embeds} == {
        "-dashed_id1",
        "https://vimeo.com/1-2",
        "https://example.org/talk",
        "lazyPlayer1",
        "bareAddres1",
    }


def test_links_are_made_absolute_and_the_own_address_is_none() -> None:
    body = '<a href="/about/">us</a> <a href="https://news.example/2026/11/story/#top">top</a>'
    assert read(content={"rendered": body}).links == (Link("https://news.example/about/"),)


def test_a_picture_that_only_a_plugin_tells_is_taken() -> None:
    url = "https://news.example/a.jpg"
    assert read(jetpack_featured_media_url=url).image == Image(url)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(post())), JSON), st.integers(1, 2**31))
def test_whatever_a_post_holds_it_is_read(fields: dict[str, Any], number: int) -> None:
    found = article(post(**fields) | {"id": number}, NOTHING_NAMED, SITE, NOW)
    assert found.ref == str(number)
    assert found.url.startswith("http")
    assert found.published_at is None or found.published_at.tzinfo is UTC
    modified_gmt(post(**fields))


@given(st.lists(st.dictionaries(st.text(max_size=5), st.integers(0, 9), max_size=2)))
def test_a_list_is_read_with_and_without_noise_before_it(told: list[dict[str, int]]) -> None:
    body = orjson.dumps(told)
    assert read_list(body) == told
    assert read_list(b"<b>Notice</b>: x\n" + body) == told


@given(st.binary(max_size=200))
def test_what_is_no_list_is_none(body: bytes) -> None:
    assert isinstance(read_list(body), list | None)
