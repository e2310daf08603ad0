from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from connectors.contract import ConnectorError, NeedsPerson, RetryLater
from connectors.web import Http
from tests.loopback import Asked, LoopbackSite, Reply

MIB = 2**20


def conditional(asked: Asked) -> Reply:
    validators = {"ETag": '"v1"', "Last-Modified": "Sun, 01 Jun 2025 10:00:00 GMT"}
    if asked.headers.get("if-none-match") == '"v1"':
        return Reply(b"", 304, validators)
    return Reply(b"body", 200, {**validators, "Cache-Control": "max-age=90"})


def test_a_get_tells_what_it_found(site: LoopbackSite, http: Http) -> None:
    site.pages["/"] = conditional
    found = http.get(site.url("/"))
    assert (found.status, found.body, found.url) == (200, b"body", site.url("/"))
    assert (found.etag, found.fresh_for_s) == ('"v1"', 90)
    assert found.headers["CACHE-CONTROL"] == "max-age=90"
    assert not found.not_modified
    assert http.requests == 1


def test_validators_bring_304_over_the_same_connection(site: LoopbackSite, http: Http) -> None:
    ports: set[int] = set()
    accepted = site._server.verify_request

    def count(request: object, client_address: tuple[str, int]) -> bool:
        ports.add(client_address[1])
        return accepted(request, client_address)  # type: ignore[arg-type]

    site._server.verify_request = count  # type: ignore[method-assign]
    site.pages["/"] = conditional
    first = http.get(site.url("/"))
    for _ in range(3):
        again = http.get(site.url("/"), etag=first.etag, last_modified=first.last_modified)
        assert again.not_modified
        assert again.body == b""
    assert site.asked[-1].headers["if-modified-since"] == first.last_modified
    assert len(ports) == 1


def test_we_say_who_we_are(site: LoopbackSite) -> None:
    site.pages["/"] = b"x"
    named = Http(allow_hosts=frozenset({"127.0.0.1"}), contact="https://news.example/contact")
    named.get(site.url("/"), accept="application/rss+xml")
    named.close()
    assert "Rundown" in site.asked[0].headers["user-agent"]
    assert "https://news.example/contact" in site.asked[0].headers["user-agent"]
    assert site.asked[0].headers["accept"] == "application/rss+xml"


def test_permanent_redirects_are_reported(site: LoopbackSite, http: Http) -> None:
    site.pages |= {
        "/old": Reply(b"", 301, {"Location": "/older"}),
        "/older": Reply(b"", 308, {"Location": "/new"}),
        "/new": b"here",
        "/mixed": Reply(b"", 301, {"Location": "/hop"}),
        "/hop": Reply(b"", 302, {"Location": "/new"}),
    }
    assert http.get(site.url("/old")).permanent_url == site.url("/new")
    mixed = http.get(site.url("/mixed"))
    assert (mixed.permanent_url, mixed.url) == (site.url("/hop"), site.url("/new"))
    assert http.get(site.url("/hop")).permanent_url == ""


def test_redirects_end(site: LoopbackSite, http: Http) -> None:
    site.pages["/loop"] = Reply(b"", 302, {"Location": "/loop"})
    with pytest.raises(NeedsPerson, match="redirects again and again"):
        http.get(site.url("/loop"))


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (401, NeedsPerson, "refuses access"),
        (403, NeedsPerson, "refuses access"),
        (404, NeedsPerson, "nothing at"),
        (410, NeedsPerson, "gone for good"),
        (418, NeedsPerson, "answered 418"),
        (300, NeedsPerson, "answered 300"),
        (429, RetryLater, "slow down"),
        (500, RetryLater, "fault of its own"),
        (599, RetryLater, "fault of its own"),
    ],
)
def test_statuses_become_sentences(
    site: LoopbackSite, http: Http, status: int, kind: type[ConnectorError], words: str
) -> None:
    site.pages["/x"] = Reply(b"", status)
    with pytest.raises(kind, match=words) as told:
        http.get(site.url("/x?key=secret"))
    assert "secret" not in f"{told.value}{told.value.advice}"
    assert told.value.advice


def test_retry_after_in_seconds_and_as_a_date(site: LoopbackSite, http: Http) -> None:
    site.pages["/s"] = Reply(b"", 429, {"Retry-After": "120"})
    with pytest.raises(RetryLater) as told:
        http.get(site.url("/s"))
    assert told.value.after_s == 120
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    site.pages["/d"] = Reply(b"", 503, {"Retry-After": later})
    with pytest.raises(RetryLater) as told:
        http.get(site.url("/d"))
    assert told.value.after_s is not None
    assert 3000 < told.value.after_s <= 3600
    assert len(site.asked) == 2, "who asks us to wait is not asked again at once"


def test_a_hiccup_is_asked_again_once(site: LoopbackSite, http: Http) -> None:
    answers = iter([Reply(b"", 502), Reply(b"fine")])
    site.pages["/x"] = lambda _: next(answers)
    assert http.get(site.url("/x")).body == b"fine"
    site.pages["/y"] = Reply(b"", 503)
    with pytest.raises(RetryLater):
        http.get(site.url("/y"))
    assert [asked.path for asked in site.asked] == ["/x", "/x", "/y", "/y"]


def test_a_dead_host(http: Http) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(RetryLater, match=r"127\.0\.0\.1 could not be reached") as told:
        http.get(f"http://127.0.0.1:{port}/")
    assert told.value.__cause__ is not None


def test_an_unknown_host(http: Http) -> None:
    with pytest.raises(RetryLater, match="cannot be found"):
        http.get("http://no-such-host.invalid/")


@pytest.mark.parametrize(
    "url", ["ftp://news.example/", "feed", "", "http://", "http://[::1", "file:///etc/passwd"]
)
def test_what_is_no_address(http: Http, url: str) -> None:
    with pytest.raises(NeedsPerson, match="not a web address"):
        http.get(url)
    assert http.requests == 0


def test_a_silent_host_and_a_dribbling_one_are_left(site: LoopbackSite) -> None:
    hurried = Http(allow_hosts=frozenset({"127.0.0.1"}), read_s=0.3, total_s=0.6)
    stop = threading.Event()

    def dribble() -> Iterator[bytes]:
        while not stop.wait(0.05):
            yield b"x"

    def silence(asked: Asked) -> Reply:
        stop.wait(5)
        return Reply()

    site.pages |= {"/dribble": Reply(dribble()), "/silence": silence}
    try:
        for path in ("/dribble", "/silence"):
            with pytest.raises(RetryLater, match="did not answer in time"):
                hurried.get(site.url(path))
    finally:
        stop.set()
        hurried.close()


def test_an_endless_body_is_stopped(site: LoopbackSite, http: Http) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 2048 * MIB:
            sent += MIB
            yield bytes(MIB)

    site.pages["/endless"] = Reply(endless())
    with pytest.raises(NeedsPerson, match="more than 1 MiB"):
        http.get(site.url("/endless"), max_bytes=MIB)
    assert sent < 64 * MIB


def test_a_body_that_announces_its_size_is_not_begun(site: LoopbackSite, http: Http) -> None:
    site.pages["/big"] = Reply(b"only the beginning", 200, {"Content-Length": str(2**31)})
    with pytest.raises(NeedsPerson, match="more than 32 MiB"):
        http.get(site.url("/big"))


def test_packed_bodies_are_unpacked(site: LoopbackSite, http: Http) -> None:
    site.pages["/gz"] = Reply(gzip.compress(b"news"), 200, {"Content-Encoding": "gzip"})
    site.pages["/df"] = Reply(zlib.compress(b"news"), 200, {"Content-Encoding": "deflate"})
    assert http.get(site.url("/gz")).body == http.get(site.url("/df")).body == b"news"


def test_a_gzip_bomb_is_stopped(site: LoopbackSite, http: Http) -> None:
    once = gzip.compress(bytes(64 * MIB))
    site.pages["/bomb"] = Reply(once, 200, {"Content-Encoding": "gzip"})
    site.pages["/twice"] = Reply(gzip.compress(once), 200, {"Content-Encoding": "gzip, gzip"})
    for path in ("/bomb", "/twice"):
        with pytest.raises(NeedsPerson, match="more than 2 MiB"):
            http.get(site.url(path), max_bytes=2 * MIB)


def test_a_body_that_cannot_be_unpacked(site: LoopbackSite, http: Http) -> None:
    site.pages["/x"] = Reply(b"plain", 200, {"Content-Encoding": "gzip"})
    with pytest.raises(RetryLater, match="cannot be unpacked"):
        http.get(site.url("/x"))


def test_credentials_of_the_address_are_sent_and_not_shown(site: LoopbackSite, http: Http) -> None:
    site.pages["/x"] = lambda asked: Reply(
        b"in", 200 if asked.headers.get("authorization") == "Basic YW5uOnBhc3M=" else 401
    )
    url = site.url("/x").replace("http://", "http://ann:pass@")
    assert http.get(url).body == b"in"
    with pytest.raises(NeedsPerson) as told:
        http.get(url.replace("pass", "wrong"))
    assert "wrong" not in str(told.value)


def test_few_connections_for_one_host(site: LoopbackSite) -> None:
    at_once, most, lock = 0, 0, threading.Lock()
    meet = threading.Event()

    def busy(asked: Asked) -> Reply:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        meet.wait(0.05)
        with lock:
            at_once -= 1
        return Reply(b"x")

    site.pages["/"] = busy
    polite = Http(allow_hosts=frozenset({"127.0.0.1"}), connections_per_host=2)
    threads = [threading.Thread(target=polite.get, args=(site.url("/"),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    polite.close()
    assert len(site.asked) == polite.requests == 8
    assert most <= 2


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("/a%2Fb%20c", "/a%2Fb%20c"),
        ("/%D9%86", "/%D9%86"),
        ("/ن ü", "/%D9%86%20%C3%BC"),
        ("/x#part", "/x"),
        ("", "/"),
    ],
)
def test_paths_arrive_as_they_were_given(
    site: LoopbackSite, http: Http, given: str, asked: str
) -> None:
    site.pages[asked] = b"x"
    assert http.get(site.url(given)).body == b"x"
    assert site.asked[-1].path == asked
