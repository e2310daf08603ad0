from __future__ import annotations

import json
from datetime import timedelta

import pytest

from connectors.contract import Batch, Checkpoint, NeedsPerson, NotThisKind, RetryLater, SourceSpec
from connectors.environment import Environment
from connectors.feeds.connector import FeedConnector
from connectors.items import TimeBasis
from tests.connectors.conftest import Clock
from tests.connectors.feeds import documents
from tests.loopback import Asked, LoopbackSite, Reply


def pull(env: Environment, url: str, checkpoint: Checkpoint | None = None) -> Batch:
    """The one batch that a feed yields; the checkpoint goes through JSON, as in the store."""
    stored = json.loads(json.dumps(dict(checkpoint or {})))
    (batch,) = FeedConnector(SourceSpec("feed", url), env).pull(stored)
    return batch


def with_etag(document: str) -> Reply:
    return Reply(document.encode(), 200, {"ETag": '"1"', "Content-Type": "application/rss+xml"})


@pytest.mark.parametrize("name", documents.FEEDS)
def test_every_format_arrives(site: LoopbackSite, env: Environment, name: str) -> None:
    site.pages["/feed"] = documents.FEEDS[name]
    batch = pull(env, site.url("/feed"))
    assert batch.items
    assert batch.name
    assert len({item.ref for item in batch.items}) == len(batch.items)


def test_304_brings_an_empty_batch(site: LoopbackSite, env: Environment) -> None:
    site.pages["/feed"] = with_etag(documents.RSS)
    first = pull(env, site.url("/feed"))
    assert (len(first.items), first.name) == (2, "The Harbour & Hill Courier")
    site.pages["/feed"] = lambda asked: Reply(b"", 304 if "if-none-match" in asked.headers else 500)
    again = pull(env, site.url("/feed"), first.checkpoint)
    assert again.items == ()
    assert again.checkpoint == first.checkpoint


def test_an_equal_body_without_validators_is_not_read_again(
    site: LoopbackSite, env: Environment
) -> None:
    site.pages["/feed"] = documents.RSS
    first = pull(env, site.url("/feed"))
    again = pull(env, site.url("/feed"), first.checkpoint)
    assert (again.items, again.checkpoint) == ((), first.checkpoint)


def test_only_new_and_changed_entries_of_a_rewritten_feed_come(
    site: LoopbackSite, env: Environment
) -> None:
    site.pages["/feed"] = documents.RSS
    first = pull(env, site.url("/feed"))
    site.pages["/feed"] = documents.RSS.replace("<ttl>15</ttl>", "<ttl>20</ttl>")
    rewritten = pull(env, site.url("/feed"), first.checkpoint)
    assert rewritten.items == ()
    site.pages["/feed"] = documents.RSS.replace("Budget talks", "Budget talks fail")
    changed = pull(env, site.url("/feed"), rewritten.checkpoint)
    assert [item.title for item in changed.items] == ["Budget talks fail"]
    assert changed.items[0].ref == first.items[1].ref


def test_a_frozen_etag_is_seen_through_after_a_day(
    site: LoopbackSite, env: Environment, clock: Clock
) -> None:
    def frozen(asked: Asked) -> Reply:
        return Reply(b"", 304) if "if-none-match" in asked.headers else with_etag(document)

    document = documents.RSS
    site.pages["/feed"] = frozen
    first = pull(env, site.url("/feed"))
    document = documents.RSS.replace("Budget talks", "Budget agreed")
    clock.forward(timedelta(hours=23))
    same_day = pull(env, site.url("/feed"), first.checkpoint)
    assert same_day.items == ()
    clock.forward(timedelta(hours=2))
    next_day = pull(env, site.url("/feed"), same_day.checkpoint)
    assert [item.title for item in next_day.items] == ["Budget agreed"]


def test_a_page_is_not_a_feed(site: LoopbackSite, env: Environment) -> None:
    site.pages["/"] = "<!doctype html><title>Home</title><p>News"
    with pytest.raises(NotThisKind, match="not with a feed") as told:
        pull(env, site.url("/"))
    assert "rundown init" in told.value.advice


def test_a_page_where_a_feed_was_passes(site: LoopbackSite, env: Environment) -> None:
    site.pages["/feed"] = with_etag(documents.RSS)
    first = pull(env, site.url("/feed"))
    site.pages["/feed"] = "<html><body>Maintenance</body></html>"
    with pytest.raises(RetryLater, match="something else") as told:
        pull(env, site.url("/feed"), first.checkpoint)
    assert "is kept" in told.value.advice


def test_a_feed_that_moved_for_good(site: LoopbackSite, env: Environment) -> None:
    site.pages["/old"] = Reply(b"", 301, {"Location": "/new"})
    site.pages["/new"] = with_etag(documents.RSS)
    batch = pull(env, site.url("/old"))
    assert batch.moved_to == site.url("/new")
    assert len(batch.items) == 2
    again = pull(env, batch.moved_to, batch.checkpoint)
    assert (again.items, again.moved_to) == ((), "")
    assert site.asked[-1].headers["if-none-match"] == '"1"'


def test_validators_belong_to_their_address(site: LoopbackSite, env: Environment) -> None:
    site.pages |= {"/a": with_etag(documents.RSS), "/b": with_etag(documents.RSS)}
    first = pull(env, site.url("/a"))
    pull(env, site.url("/b"), first.checkpoint)
    assert "if-none-match" not in site.asked[-1].headers


@pytest.mark.parametrize(
    ("ttl", "cache_control", "wait"),
    [("15", "", 900), ("", "max-age=600", 600), ("600", "", 3600), ("x", "", None)],
)
def test_how_long_a_feed_wants_to_be_left_alone(
    site: LoopbackSite, env: Environment, ttl: str, cache_control: str, wait: float | None
) -> None:
    document = documents.rss("<title>x</title>", extra=f"<ttl>{ttl}</ttl>")
    headers = {"Cache-Control": cache_control} if cache_control else {}
    site.pages["/feed"] = Reply(document.encode(), 200, headers)
    assert pull(env, site.url("/feed")).next_due_s == wait


def test_an_empty_entry_is_a_warning(site: LoopbackSite, env: Environment) -> None:
    site.pages["/feed"] = documents.rss("", "<title>Something</title>", "<category>x</category>")
    batch = pull(env, site.url("/feed"))
    assert [item.title for item in batch.items] == ["Something"]
    assert batch.warnings == ("2 entries say nothing at all and were left out.",)


def test_entries_that_share_an_id_are_kept_apart(site: LoopbackSite, env: Environment) -> None:
    guid = '<guid isPermaLink="false">same</guid>'
    site.pages["/feed"] = documents.rss(
        f"<title>One</title><link>https://made.example/1</link>{guid}",
        f"<title>Two</title><link>https://made.example/2</link>{guid}",
        f"<title>One</title><link>https://made.example/1</link>{guid}",
    )
    refs = [item.ref for item in pull(env, site.url("/feed")).items]
    assert refs == ["https://made.example/1", "https://made.example/2"]


def test_a_post_from_the_future_waits_for_its_time(
    site: LoopbackSite, env: Environment, clock: Clock
) -> None:
    stated = "Tue, 10 Jun 2025 08:00:00 GMT"
    site.pages["/feed"] = documents.rss(f"<title>Soon</title><pubDate>{stated}</pubDate>")
    early = pull(env, site.url("/feed"))
    assert (early.items[0].published_at, early.items[0].raw_time) == (None, stated)
    assert early.items[0].time_basis is TimeBasis.INFERRED
    clock.forward(timedelta(days=10))
    site.pages["/feed"] = documents.rss(f"<title>Soon</title><pubDate>{stated}</pubDate>") + "\n"
    (item,) = pull(env, site.url("/feed"), early.checkpoint).items
    assert item.published_at is not None
    assert item.time_basis is TimeBasis.STATED


def test_a_feed_too_large(site: LoopbackSite, env: Environment) -> None:
    site.pages["/feed"] = Reply(b"<rss>", 200, {"Content-Length": str(2 * 2**30)})
    with pytest.raises(NeedsPerson, match="more than 64 MiB"):
        pull(env, site.url("/feed"))


def test_an_entity_bomb_costs_nothing(site: LoopbackSite, env: Environment) -> None:
    site.pages["/feed"] = documents.BILLION_LAUGHS
    (item,) = pull(env, site.url("/feed")).items
    assert item.url == "https://bomb.example/1"


def test_a_long_feed_comes_whole_each_time_it_changes(site: LoopbackSite, env: Environment) -> None:
    entries = [f"<title>{n}</title><link>https://made.example/{n}</link>" for n in range(600)]
    site.pages["/feed"] = documents.rss(*entries)
    part, rest = FeedConnector(SourceSpec("feed", site.url("/feed")), env).pull({})
    assert (len(part.items), len(rest.items)) == (500, 100)
    assert part.checkpoint == {}
    assert len(json.dumps(dict(rest.checkpoint))) < 1000
