"""Opaque links are opened with leave only, and never further than to their destination."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from connectors.items import Link, Newsletter
from connectors.newsletter.opening import REMEMBERED, Opener
from connectors.web import Http
from tests.loopback import LoopbackSite, Reply

Make = Callable[..., Opener]
PAGE = "https://news.example/a/1"


def found_at(url: str) -> Reply:
    return Reply(status=302, headers={"Location": url})


@pytest.fixture
def service() -> Iterator[LoopbackSite]:
    with LoopbackSite() as site:
        site.pages |= {
            "/ls/click": found_at(f"{PAGE}?utm_source=mail"),
            "/wf/click": found_at(site.url("/ls/click?upn=2")),
            "/ss/c/gone": Reply(status=410),
            "/ss/c/page": "a page of its own",
            "/ss/c/round": found_at(site.url("/ss/c/round")),
            "/ss/c/script": found_at("javascript:alert(1)"),
            "/ss/c/leave": found_at("https://news.example/unsubscribe?u=1"),
        }
        yield site


def issue(*urls: str) -> Newsletter:
    links = tuple(Link(url, text="words", opaque=True) for url in urls)
    return Newsletter(ref="<1@news.example>", url="", title="Issue", links=links)


@pytest.fixture
def opener() -> Iterator[Callable[..., Opener]]:
    """Makes openers with what they know and whether they may ask."""
    http = Http(allow_hosts=frozenset({"127.0.0.1"}))

    def make(known: dict[str, str] | None = None, *, may_ask: bool = True) -> Opener:
        return Opener(http, known or {}, may_ask=may_ask)

    yield make
    http.close()


def test_a_destination_is_asked_for_but_not_visited(service: LoopbackSite, opener: Make) -> None:
    found = opener().opened(issue(service.url("/wf/click?upn=1"), "https://news.example/b"))
    assert found.links[0] == Link(PAGE, text="words")
    assert [asked.path for asked in service.asked] == ["/wf/click", "/ls/click"]


def test_nobody_is_asked_without_leave(service: LoopbackSite, opener: Make) -> None:
    before = issue(service.url("/ls/click?upn=1"))
    assert opener(may_ask=False).opened(before) == before
    assert service.asked == []


def test_what_was_answered_is_not_asked_again(service: LoopbackSite, opener: Make) -> None:
    first = opener()
    before = issue(service.url("/ls/click?upn=1"), service.url("/ss/c/gone"))
    after = first.opened(before)
    asked = len(service.asked)
    assert opener(first.known, may_ask=False).opened(before) == after
    assert opener(first.known).opened(before) == after
    assert len(service.asked) == asked


@pytest.mark.parametrize("path", ["/ss/c/gone", "/ss/c/page", "/ss/c/round", "/ss/c/script"])
def test_what_leads_nowhere_stays_as_it_is(service: LoopbackSite, opener: Make, path: str) -> None:
    before = issue(service.url(path))
    assert opener().opened(before) == before
    assert len(service.asked) <= 4


def test_two_links_to_one_page_are_one_and_settings_are_none(
    service: LoopbackSite, opener: Make
) -> None:
    urls = (service.url(path) for path in ("/ls/click?upn=1", "/ls/click?upn=2", "/ss/c/leave"))
    assert [link.url for link in opener().opened(issue(*urls)).links] == [PAGE]


def test_what_is_remembered_has_an_end(service: LoopbackSite, opener: Make) -> None:
    known = {str(n): PAGE for n in range(REMEMBERED)}
    remembering = opener(known)
    remembering.opened(issue(service.url("/ls/click?upn=1")))
    assert len(remembering.known) == REMEMBERED
