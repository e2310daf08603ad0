"""Feeds as publishers really serve them: ids that name nothing, odd validators, rhythms."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import Batch, NeedsPerson, NotThisKind, RetryLater, SourceSpec
from connectors.environment import Environment
from connectors.feeds.connector import FeedConnector
from connectors.feeds.head import quiet_days, quiet_hours, wait_s
from connectors.feeds.model import Entry, Feed
from connectors.feeds.vague import vague_names
from tests.connectors.conftest import Clock
from tests.connectors.feeds import documents
from tests.loopback import LoopbackSite, Reply

FEEDBURNER = 'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
SY = 'xmlns:s="http://purl.org/rss/1.0/modules/syndication/"'
HOURLY = f"<s:updatePeriod {SY}>hourly</s:updatePeriod>"


def pull(env: Environment, url: str, before: Batch | None = None) -> Batch:
    stored = json.loads(json.dumps(dict(before.checkpoint))) if before else {}
    (batch,) = FeedConnector(SourceSpec("feed", url), env).pull(stored)
    return batch


def entry(title: str, guid: str = "", path: str = "") -> str:
    link = f"<link>https://made.example/{path or title}</link>"
    return f'<title>{title}</title>{link}<guid isPermaLink="false">{guid}</guid>'


def refs(batch: Batch) -> list[str]:
    return [item.ref for item in batch.items]


def test_a_shared_guid_is_no_name_even_when_its_entry_comes_alone(
    site: LoopbackSite, env: Environment
) -> None:
    site.pages["/feed"] = documents.rss(entry("one", "news"), entry("two", "news"))
    first = pull(env, site.url("/feed"))
    assert refs(first) == ["https://made.example/one", "https://made.example/two"]
    site.pages["/feed"] = documents.rss(entry("three", "news"))
    second = pull(env, site.url("/feed"), first)
    assert refs(second) == ["https://made.example/three"]
    assert second.items[0].other_ids == ()


def test_the_sites_address_as_guid_is_no_name(site: LoopbackSite, env: Environment) -> None:
    site.pages["/feed"] = documents.rss(entry("one", "https://made.example/"), entry("two", "2"))
    assert refs(pull(env, site.url("/feed"))) == ["https://made.example/one", "2"]


def test_a_link_to_the_front_page_is_no_name(site: LoopbackSite, env: Environment) -> None:
    front = "<link>https://made.example/</link>"
    site.pages["/feed"] = documents.rss(f"<title>one</title>{front}<guid>1</guid>")
    (item,) = pull(env, site.url("/feed")).items
    assert (item.ref, item.other_ids) == ("1", ())
    site.pages["/feed"] = documents.rss(f"<title>two</title>{front}")
    (item,) = pull(env, site.url("/feed")).items
    assert item.ref.startswith("sha256:")


def test_entries_that_share_a_link_are_all_kept(site: LoopbackSite, env: Environment) -> None:
    site.pages["/feed"] = documents.rss(
        entry("one", "1", "live"), entry("two", "2", "live"), entry("three", "", "live")
    )
    batch = pull(env, site.url("/feed"))
    assert [item.title for item in batch.items] == ["one", "two", "three"]
    assert len(set(refs(batch))) == 3
    assert all(item.other_ids == () for item in batch.items)


def test_an_entry_is_known_by_all_its_names(site: LoopbackSite, env: Environment) -> None:
    site.pages["/feed"] = documents.rss(
        f"<title>x</title><link>https://proxy.example/~r/1</link><guid>17</guid>"
        f"<feedburner:origLink {FEEDBURNER}>https://made.example/x</feedburner:origLink>"
        '<id xmlns="http://www.w3.org/2005/Atom">tag:made.example,2025:x</id>'
    )
    (item,) = pull(env, site.url("/feed")).items
    assert (item.ref, item.url) == ("17", "https://made.example/x")
    assert set(item.other_ids) == {
        "https://made.example/x",
        "https://proxy.example/~r/1",
        "tag:made.example,2025:x",
    }


def test_validators_are_dropped_when_the_server_no_longer_sends_them(
    site: LoopbackSite, env: Environment
) -> None:
    modified = "Sun, 01 Jun 2025 10:00:00 GMT"
    headers = {"ETag": 'W/"weak"', "Last-Modified": modified}
    site.pages["/feed"] = Reply(documents.RSS.encode(), 200, headers)
    first = pull(env, site.url("/feed"))
    site.pages["/feed"] = documents.RSS + "\n"
    second = pull(env, site.url("/feed"), first)
    sent = site.asked[-1].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('W/"weak"', modified)
    pull(env, site.url("/feed"), second)
    assert not {"if-none-match", "if-modified-since"} & site.asked[-1].headers.keys()


def test_a_last_modified_that_is_yet_to_come_is_not_asked_by(
    site: LoopbackSite, env: Environment, clock: Clock
) -> None:
    ahead = format_datetime(clock.now + timedelta(days=400), usegmt=True)
    site.pages["/feed"] = Reply(documents.RSS.encode(), 200, {"Last-Modified": ahead})
    first = pull(env, site.url("/feed"))
    pull(env, site.url("/feed"), first)
    assert "if-modified-since" not in site.asked[-1].headers


def test_a_feed_that_is_gone_for_good_needs_a_person(site: LoopbackSite, env: Environment) -> None:
    site.pages["/feed"] = Reply(b"", 410)
    with pytest.raises(NeedsPerson, match="gone for good") as told:
        pull(env, site.url("/feed"))
    assert "items stay" in told.value.advice


@pytest.mark.parametrize(
    ("asked", "wait"), [("120", 120), ("9" * 40, 86_400), ("Fri, 01 Jan 2999 00:00:00 GMT", 86_400)]
)
def test_a_server_may_ask_for_patience_but_not_for_ever(
    site: LoopbackSite, env: Environment, asked: str, wait: float
) -> None:
    site.pages["/feed"] = Reply(b"", 429, {"Retry-After": asked})
    with pytest.raises(RetryLater, match="slow down") as told:
        pull(env, site.url("/feed"))
    assert told.value.after_s == wait


@pytest.mark.parametrize("status", [301, 302])
def test_a_redirect_to_a_page_moves_nothing(
    site: LoopbackSite, env: Environment, status: int
) -> None:
    site.pages["/feed"] = documents.RSS
    first = pull(env, site.url("/feed"))
    site.pages["/feed"] = Reply(b"", status, {"Location": "/login"})
    site.pages["/login"] = "<!doctype html><title>Sign in</title>"
    with pytest.raises(RetryLater, match="something else"):
        pull(env, site.url("/feed"), first)
    with pytest.raises(NotThisKind):
        pull(env, site.url("/feed"))


@pytest.mark.parametrize(
    ("extra", "wait"),
    [
        ("<skipHours><hour>12</hour></skipHours>", 1800),
        ("<skipHours><hour>11</hour></skipHours>", None),
        ("<skipDays><day>Sunday</day></skipDays>", 1800),
        (HOURLY, 3600),
        (f"{HOURLY}<s:updateFrequency {SY}>4</s:updateFrequency>", 900),
    ],
)
def test_a_feeds_rhythm_is_kept_within_limits(
    site: LoopbackSite, env: Environment, clock: Clock, extra: str, wait: float | None
) -> None:
    clock.now = datetime(2025, 6, 1, 12, 30, tzinfo=UTC)  # a Sunday
    site.pages["/feed"] = documents.rss("<title>x</title>", extra=extra)
    assert pull(env, site.url("/feed")).next_due_s == wait


TEXTS = st.text(max_size=8)


@given(TEXTS, TEXTS, TEXTS, st.lists(TEXTS | st.integers(0, 30).map(str), max_size=30))
def test_any_rhythm_is_a_wait_or_none(ttl: str, period: str, often: str, named: list[str]) -> None:
    wait = wait_s(ttl, period, often)
    assert wait is None or wait >= 0
    assert quiet_hours(named) <= set(range(24))
    assert quiet_days(named) < set(range(7))


IDS = st.sampled_from(["", "a", "b", "https://made.example/", "https://made.example/1"])
ENTRIES = st.builds(Entry, id=IDS, link=IDS.filter(lambda link: len(link) != 1), title=TEXTS)


@given(st.lists(ENTRIES, max_size=6))
def test_no_name_that_is_left_stands_for_two_addresses(entries: list[Entry]) -> None:
    vague = vague_names(Feed(entries=entries), "https://made.example/feed", ())
    links: dict[str, set[str]] = {}
    for found in entries:
        if found.id not in vague and found.link:
            links.setdefault(found.id, set()).add(found.link)
    assert all(len(addresses) == 1 for name, addresses in links.items() if name)
