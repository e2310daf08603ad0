"""robots.txt over real HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from connectors.environment import Environment
from connectors.pages.reading import PageReader
from connectors.web import Http
from connectors.web.robots import LONGEST_DELAY_S, Robots
from tests.connectors.conftest import Clock
from tests.loopback import Asked, LoopbackSite, Reply

RULES = """\
User-agent: *
Disallow: /private/
Disallow: /*.pdf$
Allow: /private/open
Crawl-delay: 2

User-agent: OtherBot
Disallow: /

Sitemap: https://courier.example/news.xml
"""


def test_the_rules_for_all_are_kept(site: LoopbackSite, env: Environment) -> None:
    site.pages["/robots.txt"] = RULES
    allowed = {
        path: env.robots.allows(site.url(path))
        for path in ("/a", "/private/x", "/private/open", "/a.pdf", "/a.pdf?x")
    }
    assert allowed == {
        "/a": True,
        "/private/x": False,
        "/private/open": True,
        "/a.pdf": False,
        "/a.pdf?x": True,
    }
    rules = env.robots.rules(site.url("/a"))
    assert rules.delay_s == 2.0
    assert rules.sitemaps == ("https://courier.example/news.xml",)
    assert len(site.asked) == 1


def test_rules_that_name_us_count_alone(site: LoopbackSite, env: Environment) -> None:
    site.pages["/robots.txt"] = f"{RULES}\nUser-agent: rundown\nDisallow: /drafts/\n"
    assert env.robots.allows(site.url("/private/x"))
    assert not env.robots.allows(site.url("/drafts/1"))
    assert env.robots.rules(site.url()).delay_s == 0.0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_without_a_file_all_is_allowed(site: LoopbackSite, env: Environment, status: int) -> None:
    site.pages["/robots.txt"] = Reply(b"", status)
    assert env.robots.allows(site.url("/a"))


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_faulty_site_is_left_alone_for_a_while(
    site: LoopbackSite, env: Environment, clock: Clock, status: int
) -> None:
    site.pages["/robots.txt"] = Reply(b"", status, {"Retry-After": "1"})
    assert not env.robots.allows(site.url("/a"))
    site.pages["/robots.txt"] = RULES
    assert not env.robots.allows(site.url("/a"))
    clock.forward(timedelta(minutes=31))
    assert env.robots.allows(site.url("/a"))


def test_rules_are_asked_again_when_they_are_stale(
    site: LoopbackSite, env: Environment, clock: Clock
) -> None:
    site.pages["/robots.txt"] = Reply(RULES.encode(), headers={"Cache-Control": "max-age=3600"})
    assert not env.robots.allows(site.url("/private/x"))
    site.pages["/robots.txt"] = "User-agent: *\nDisallow:"
    clock.forward(timedelta(minutes=59))
    assert not env.robots.allows(site.url("/private/x"))
    clock.forward(timedelta(minutes=2))
    assert env.robots.allows(site.url("/private/x"))
    clock.forward(timedelta(hours=23))
    assert len(site.asked) == 2
    clock.forward(timedelta(hours=2))
    assert env.robots.allows(site.url("/private/x"))
    assert len(site.asked) == 3


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("Crawl-delay: 86400", LONGEST_DELAY_S),
        ("Crawl-delay: soon", 0.0),
        ("Crawl-delay: -3", 0.0),
        ("Request-rate: 1/5", 5.0),
    ],
)
def test_delays_within_reason(
    site: LoopbackSite, env: Environment, said: str, seconds: float
) -> None:
    site.pages["/robots.txt"] = f"User-agent: *\n{said}\nDisallow: /x\n"
    assert env.robots.rules(site.url()).delay_s == seconds


class Timer:
    """Seconds that pass only while somebody waits."""

    now = 0.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def test_all_who_read_pages_of_a_host_take_turns(
    site: LoopbackSite, http: Http, env: Environment, clock: Clock
) -> None:
    site.pages["/robots.txt"] = RULES
    read: list[tuple[float, str]] = []

    def page(asked: Asked) -> Reply:
        read.append((timer.now, asked.path))
        return Reply(b"<title>A page</title>")

    site.pages |= {f"/{name}": page for name in "abcd"}
    timer = Timer()
    object.__setattr__(env, "robots", Robots(http, clock, timer))
    readers = [PageReader(env, pause=timer.wait) for _ in range(2)]
    for name in "abcd":  # as two sources of one site do by turns
        readers[name in "bd"].read([site.url(f"/{name}"), site.url("/private/x")])
    assert read == [(0.0, "/a"), (2.0, "/b"), (4.0, "/c"), (6.0, "/d")]
    timer.now = 100.0
    readers[0].read([site.url("/a")])
    assert read[-1] == (100.0, "/a"), "who waited long enough waits no more"


def test_turns_are_taken_once_however_many_ask_at_the_same_time(
    site: LoopbackSite, http: Http, clock: Clock
) -> None:
    site.pages["/robots.txt"] = RULES
    robots = Robots(http, clock, Timer())
    robots.rules(site.url())
    with ThreadPoolExecutor(8) as pool:
        waits = sorted(pool.map(lambda n: robots.turn_s(site.url(f"/{n}")), range(16)))
    assert waits == [2.0 * n for n in range(16)]


@pytest.mark.parametrize("body", [b"<!doctype html><p>Not found", b"\xff\xfe\x00junk", b"", b"\0"])
def test_what_is_no_file_of_rules_allows_all(
    site: LoopbackSite, env: Environment, body: bytes
) -> None:
    site.pages["/robots.txt"] = body
    assert env.robots.allows(site.url("/a"))
