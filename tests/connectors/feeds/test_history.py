"""A feed is walked back to its first entry, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from connectors.contract import Batch, SourceSpec
from connectors.environment import Environment
from connectors.feeds import history
from connectors.feeds.connector import FeedConnector
from tests.connectors.feeds import documents
from tests.loopback import Asked, LoopbackSite, Reply

Pull = Callable[[dict[str, Any]], list[Batch]]


@pytest.fixture
def pull(site: LoopbackSite, env: Environment) -> Pull:
    def pull(checkpoint: dict[str, Any]) -> list[Batch]:
        return list(FeedConnector(SourceSpec("feed", site.url("/feed")), env).pull(checkpoint))

    return pull


def kept(batches: list[Batch], number: int = -1) -> dict[str, Any]:
    """The checkpoint as the store gives it back."""
    stored: dict[str, Any] = json.loads(json.dumps(dict(batches[number].checkpoint)))
    return stored


def titles(batches: list[Batch]) -> list[str]:
    return [item.title for batch in batches for item in batch.items]


def page(number: int, extra: str = "") -> str:
    entry = f"<title>{number}</title><link>https://made.example/{number}</link>"
    return documents.rss(entry, extra=extra)


def linked(number: int, rel: str = "next") -> str:
    """A page that leads to the next one, as RFC 5005 has it."""
    href = f"/feed?page={number + 1}"
    return page(number, f'<link xmlns="http://www.w3.org/2005/Atom" rel="{rel}" href="{href}"/>')


def serve_linked(site: LoopbackSite, pages: int, rel: str = "next") -> None:
    def answer(asked: Asked) -> Reply:
        number = int(asked.query.get("page", "1"))
        body = linked(number, rel) if number < pages else page(number)
        if number == 1 and asked.headers.get("if-none-match") == '"1"':
            return Reply(b"", 304)
        return Reply(body.encode(), 200, {"ETag": f'"{number}"'})

    site.pages["/feed"] = answer


def serve_wordpress(site: LoopbackSite, pages: int) -> None:
    generator = "<generator>https://wordpress.org/?v=6.8</generator>"

    def answer(asked: Asked) -> Reply:
        number = int(asked.query.get("paged", "1"))
        if number > pages:
            return Reply(b"<html>Nothing here</html>", 404)
        return Reply(page(number, generator).encode(), 200, {"ETag": '"same"'})

    site.pages["/feed"] = answer


@pytest.mark.parametrize("rel", ["next", "prev-archive"])
def test_pages_are_read_to_the_first_entry_and_never_again(
    site: LoopbackSite, pull: Pull, rel: str
) -> None:
    serve_linked(site, 4, rel)
    first = pull({})
    assert titles(first) == ["1", "2", "3", "4"]
    again = pull(kept(first))
    assert titles(again) == []
    assert len(site.asked) == 5


def test_wordpress_is_read_beyond_its_ten_entries(site: LoopbackSite, pull: Pull) -> None:
    serve_wordpress(site, 3)
    first = pull({})
    assert titles(first) == ["1", "2", "3"]
    assert [asked.query.get("paged") for asked in site.asked] == [None, "2", "3", "4"]
    pull(kept(first))
    assert len(site.asked) == 5


def test_a_json_feed_names_its_next_page(site: LoopbackSite, pull: Pull) -> None:
    def answer(asked: Asked) -> Reply:
        number = int(asked.query.get("page", "1"))
        document = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Made",
            "items": [{"id": str(number), "title": str(number), "content_text": "x"}],
        }
        if number < 3:
            document["next_url"] = f"/feed?page={number + 1}"
        return Reply(json.dumps(document).encode())

    site.pages["/feed"] = answer
    assert titles(pull({})) == ["1", "2", "3"]


def test_a_site_that_serves_the_same_page_for_every_number_is_left(
    site: LoopbackSite, pull: Pull
) -> None:
    site.pages["/feed"] = page(1, "<generator>WordPress</generator>")
    assert set(titles(pull({}))) == {"1"}
    assert len(site.asked) == 3


def test_a_long_history_goes_on_with_the_next_pull(
    site: LoopbackSite, pull: Pull, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.feeds.connector.PAGES_A_PULL", 2)
    serve_linked(site, 6)
    first = pull({})
    assert titles(first) == ["1", "2", "3"]
    second = pull(kept(first))
    assert titles(second) == ["4", "5"]
    third = pull(kept(second))
    assert titles(third) == ["6"]
    assert kept(third)["older"] == ""
    assert [pulled[-1].unfinished for pulled in (first, second, third)] == [True, True, False]
    assert history.PAGES_A_PULL == 100


def test_whoever_was_stopped_in_between_goes_on_there(site: LoopbackSite, pull: Pull) -> None:
    serve_linked(site, 4)
    stopped_after_two = kept(pull({}), 1)
    assert titles(pull(stopped_after_two)) == ["3", "4"]


def test_a_fault_on_the_way_back_is_a_warning_and_tried_again(
    site: LoopbackSite, pull: Pull
) -> None:
    serve_linked(site, 3)
    whole = site.pages["/feed"]
    assert callable(whole)

    def failing(asked: Asked) -> Reply:
        return Reply(b"", 500) if asked.query.get("page") == "3" else whole(asked)

    site.pages["/feed"] = failing
    first = pull({})
    assert titles(first) == ["1", "2"]
    assert "tried again" in first[-1].warnings[0]
    site.pages["/feed"] = whole
    assert titles(pull(kept(first))) == ["3"]
