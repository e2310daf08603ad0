"""Feeds that carry all that was ever published: read as small ones are, in little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contract import SourceSpec
from connectors.environment import Environment
from connectors.feeds.articles import article
from connectors.feeds.changes import Changes
from connectors.feeds.connector import FeedConnector
from connectors.feeds.decoding import PIECE_BYTES, document
from connectors.feeds.fast import read_fast
from connectors.feeds.model import HELD_BYTES, Feed
from connectors.feeds.reading import read_feed
from connectors.feeds.tolerant import read_tolerantly
from connectors.items import AnyItem, Article
from tests.connectors.feeds import documents
from tests.loopback import LoopbackSite

URL = "https://feeds.example/all/feed.xml"
NOW = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
PARAGRAPH = "The council met at the harbour and talked about the bridge. " * 30
ENTRY = (
    "<title>Story {0}</title><link>https://made.example/{0}</link>"
    "<guid isPermaLink='false'>{1}</guid><pubDate>Sun, 01 Jun 2025 09:30:00 GMT</pubDate>"
    "<description>&lt;p&gt;{2}&lt;/p&gt;</description>"
)


def large(entries: int, guid: str = "") -> str:
    """An RSS document; its entries are told apart by their guids unless one is given."""
    made = (ENTRY.format(n, guid or f"id-{n}", PARAGRAPH) for n in range(entries))
    return documents.rss(*made)


def articles(feed: Feed) -> list[Article]:
    return list(Changes(feed, URL, {}, NOW).articles())


def pulled(site: LoopbackSite, env: Environment, body: str) -> list[AnyItem]:
    site.pages["/feed"] = body
    pull = FeedConnector(SourceSpec("feed", site.url("/feed")), env).pull({})
    return [item for batch in pull for item in batch.items]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(documents.XML_FEEDS)), st.floats(0, 1))
def test_wherever_a_large_feed_is_cut_into_pieces_it_says_the_same(name: str, cut: float) -> None:
    small = documents.XML_FEEDS[name]
    small = small[small.index("?>") + 2 :] if small.startswith("<?xml") else small
    ahead = 5 * PIECE_BYTES - int(cut * len(small.encode()))
    padded = f"<!--{' ' * (ahead - len('<!---->'))}-->{small}".encode()
    assert len(padded) > HELD_BYTES
    held, read = read_fast(document(small.encode()), URL), read_fast(document(padded), URL)
    assert held is not None, "a well-formed feed is read fast"
    assert read is not None
    for _ in range(2):  # and says it again
        assert list(read.entries) == list(held.entries)
    assert (read.title, read.link, read.ttl_s) == (held.title, held.link, held.ttl_s)
    assert articles(read) == articles(held)


def test_a_large_feed_comes_whole_and_in_order(site: LoopbackSite, env: Environment) -> None:
    items = pulled(site, env, large(1200))
    assert [item.ref for item in items] == [f"id-{n}" for n in range(1200)]
    assert {item.body.strip() for item in items} == {PARAGRAPH.strip()}


def test_ids_that_name_nothing_are_found_out_in_a_large_feed(
    site: LoopbackSite, env: Environment
) -> None:
    items = pulled(site, env, large(1200, guid="news"))
    assert [item.ref for item in items] == [f"https://made.example/{n}" for n in range(1200)]


@pytest.mark.parametrize(
    "last",
    [
        "<title>Fish & chips</title><link>https://made.example/last</link>",
        "<title>Last</title><description mode='base64'>PHA+SGk8L3A+</description>",
    ],
)
def test_a_large_feed_that_is_odd_at_its_end_comes_whole_and_once(
    site: LoopbackSite, env: Environment, last: str
) -> None:
    odd = large(800).replace("</channel>", f"<item>{last}</item></channel>")
    told = document(odd.encode())
    assert read_fast(told, URL) is None
    items = pulled(site, env, odd)
    assert [item.title for item in items[:800]] == [f"Story {n}" for n in range(800)]
    feed = read_tolerantly(told.text(), URL)
    assert [i.title for i in items] == [article(e, feed, URL, NOW).title for e in feed.entries]


def test_a_large_json_feed_says_what_a_small_one_does() -> None:
    small = json.loads(documents.JSON)
    padded = json.dumps(small | {"_about": " " * HELD_BYTES}).encode()
    held, read = read_feed(documents.JSON.encode(), URL), read_feed(padded, URL)
    assert articles(read) == articles(held)
    assert len(articles(held)) == 2


def test_memory_does_not_grow_with_a_feed_beyond_its_body(site: LoopbackSite) -> None:
    beyond = []
    for entries in (2_000, 12_000):
        body = large(entries).encode()
        site.pages["/feed"] = body
        command = [sys.executable, "-m", "tests.connectors.feeds.pull_once", site.url("/feed")]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        assert int(said[0]) == entries
        beyond.append(int(said[1]) - len(body) // 1024)
    # 20 MB more of body, and entries and articles of it that would take several times that.
    assert beyond[1] - beyond[0] < 12 * 1024
