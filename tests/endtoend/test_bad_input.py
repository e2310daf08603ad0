"""What the outside world gets wrong, seen from the command: a sentence, and nothing lost."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import run
from tests.connectors.feeds.documents import BILLION_LAUGHS
from tests.loopback import LoopbackSite, Page, Reply
from tests.sync.feeds import rss
from tests.youtube_lookalike import CHANNEL_ID, KEY, YouTube, films, quota_reply

MIB = 1 << 20
SENTENCE = re.compile(r"[A-Z“”\w].* .*[.!?]", re.DOTALL)


class Newsroom:
    """``rundown`` in this process, with what it printed."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture
        self.code = 0
        self.err = ""

    def __call__(self, *arguments: str) -> str:
        self._capture.readouterr()
        self.code = run(list(arguments))
        out, self.err = self._capture.readouterr()
        assert "Traceback" not in self.err
        assert KEY not in out + self.err
        return out

    def json(self, *arguments: str) -> Any:
        return json.loads(self(*arguments, "--json"))

    def items(self, *filters: str) -> list[dict[str, Any]]:
        printed = self("items", "--limit", "1000", "--json", *filters)
        assert self.code == 0
        return [json.loads(line) for line in printed.splitlines()]

    def source(self, url: str) -> dict[str, Any]:
        [found] = [source for source in self.json("sources") if source["url"] == url]
        return dict(found)

    def fails(self, url: str) -> dict[str, Any]:
        """Sync everything, of which this source alone fails; the source, with its sentence."""
        synced = self.json("sync", "--all")
        assert self.code == 1
        told = self.err
        source = self.source(url)
        assert [failure["source"] for failure in synced["failed"]] == [source["id"]]
        assert synced["failed"][0]["error"] == source["error"]
        assert source["error"] in told
        assert SENTENCE.fullmatch(source["error"]), source["error"]
        assert SENTENCE.fullmatch(source["advice"]), source["advice"]
        assert source["failures"] >= 1
        return source

    def syncs(self) -> Any:
        """Sync everything, without a failure."""
        synced = self.json("sync", "--all")
        assert (self.code, synced["failed"], self.err) == (0, [], "")
        return synced


@pytest.fixture
def site() -> Iterator[LoopbackSite]:
    with LoopbackSite() as running:
        yield running


@pytest.fixture
def newsroom(
    site: LoopbackSite,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Newsroom:
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "DB": "s.db",
        "NOW": "2026-11-24T12:00:00Z",
        "ALLOW_HOSTS": "127.0.0.1",
        "YOUTUBE_API_KEY": KEY,
        "YOUTUBE_API_ENDPOINT": site.url("/"),
        "YOUTUBE_FEED_ENDPOINT": site.url("/feeds/videos.xml"),
    }.items():
        monkeypatch.setenv(f"RUNDOWN_{name}", value)
    return Newsroom(capfd)


def endless(_: object) -> Reply:
    return Reply(repeat(b"<item><title>More and more</title></item>" * 1600))


BROKEN: dict[str, Page] = {
    "a page of HTML": Reply(
        b"<!DOCTYPE html><title>Hi</title>", headers={"Content-Type": "text/html"}
    ),
    "a page of HTML called a feed": Reply(
        b"<!DOCTYPE html><html><body>Log in</body></html>",
        headers={"Content-Type": "application/rss+xml"},
    ),
    "plain words": "No feed here today.",
    "nothing": b"",
    "JSON that is no feed": '{"error": "not today"}',
    "a body without an end": endless,
    "two gigabytes, announced": Reply(b"<rss>", headers={"Content-Length": str(2 << 30)}),
    "a gzip bomb": Reply(gzip.compress(bytes(64 * MIB)), headers={"Content-Encoding": "gzip"}),
    "a broken archive": Reply(b"plain", headers={"Content-Encoding": "gzip"}),
    "gone": Reply(b"", 410),
    "not found": Reply(b"", 404),
    "forbidden": Reply(b"", 403),
    "a fault of the server": Reply(b"", 500),
    "redirects in a ring": Reply(b"", 302, {"Location": "/feed"}),
    "a redirect to a private place": Reply(b"", 302, {"Location": "http://10.0.0.1/feed"}),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_feed_that_breaks_says_so_and_loses_nothing(
    site: LoopbackSite, newsroom: Newsroom, broken: Page
) -> None:
    site.pages = {"/feed": rss("a", range(3)), "/other": rss("b", range(2))}
    newsroom("add", site.url("/feed"), site.url("/other"))
    assert newsroom.syncs()["items_new"] == 5
    before = newsroom.items()

    site.pages["/feed"] = broken
    site.pages["/other"] = rss("b", range(4))
    newsroom.fails(site.url("/feed"))
    after = newsroom.items()
    assert len(after) == 7, "the other source went on"
    assert [item for item in after if item["id"] in {i["id"] for i in before}] == before

    site.pages["/feed"] = rss("a", range(4))
    assert newsroom.syncs()["items_new"] == 1
    mended = newsroom.source(site.url("/feed"))
    assert (mended["state"], mended["error"], mended["failures"]) == ("active", None, 0)


def test_a_host_that_dies_and_comes_back_no_more(site: LoopbackSite, newsroom: Newsroom) -> None:
    site.pages = {"/feed": rss("a", range(3))}
    with LoopbackSite({"/feed": rss("b", range(2))}) as other:
        newsroom("add", site.url("/feed"), other.url("/feed"))
        newsroom.syncs()
    source = newsroom.fails(other.url("/feed"))
    assert source["state"] == "active", "it is tried again by itself"
    assert source["next_due_at"] > "2026-11-24T12:00:00Z"
    assert len(newsroom.items()) == 5


def entries(*inside: str) -> str:
    items = "".join(f"<item>{one}</item>" for one in inside)
    return f'<rss version="2.0"><channel><title>Odd</title>{items}</channel></rss>'


def test_entities_are_not_expanded(site: LoopbackSite, newsroom: Newsroom) -> None:
    site.pages = {"/feed": rss("a", range(2))}
    newsroom("add", site.url("/feed"))
    newsroom.syncs()
    site.pages["/feed"] = BILLION_LAUGHS
    newsroom("sync", "--all")
    found = newsroom.items()
    assert {"Story 0", "Story 1"} <= {item["title"] for item in found}
    assert all(len(item["title"] + item["summary"]) < 1000 for item in found)


def test_bytes_that_are_not_utf8_lose_only_themselves(
    site: LoopbackSite, newsroom: Newsroom
) -> None:
    good, bad = "<title>Whole</title><guid>1</guid>", "<title>Caf\udcff</title><guid>2</guid>"
    site.pages = {"/feed": entries(good, bad).encode("utf-8", "surrogateescape")}
    newsroom("add", site.url("/feed"))
    newsroom.syncs()
    assert {item["title"] for item in newsroom.items()} == {"Whole", "Caf\ufffd"}


def test_times_that_are_no_times(site: LoopbackSite, newsroom: Newsroom) -> None:
    times = {
        "With a zone": "Mon, 23 Nov 2026 10:00:00 +0200",
        "Without a zone": "2026-11-23T10:00:00",
        "Far ahead": "Tue, 24 Nov 2126 10:00:00 GMT",
        "Before the web": "Thu, 01 Jan 1970 00:00:00 GMT",
        "Nonsense": "the day after tomorrow",
    }
    site.pages = {
        "/feed": entries(
            *(f"<title>{t}</title><guid>{t}</guid><pubDate>{d}</pubDate>" for t, d in times.items())
        )
    }
    newsroom("add", site.url("/feed"))
    newsroom.syncs()
    found = {item["title"]: (item["published_at"], item["date_basis"]) for item in newsroom.items()}
    first_seen = ("2026-11-24T12:00:00Z", "inferred")
    assert found == {
        "With a zone": ("2026-11-23T08:00:00Z", "stated"),
        "Without a zone": ("2026-11-23T10:00:00Z", "stated_without_zone"),
        "Far ahead": first_seen,
        "Before the web": first_seen,
        "Nonsense": first_seen,
    }


def test_entries_without_id_title_or_link(site: LoopbackSite, newsroom: Newsroom) -> None:
    site.pages = {
        "/feed": entries(
            "<title>No id</title><link>https://a.example/1</link>",
            "<guid>2</guid><link>https://a.example/2</link><description>No title.</description>",
            "<guid>3</guid><title>No link</title>",
            "<title>Neither id nor link</title>",
            "",
        )
    }
    newsroom("add", site.url("/feed"))
    newsroom("sync")
    assert newsroom.code == 0
    found = newsroom.items()
    assert len(found) == 4, "an entry that says nothing is none"
    assert all(item["title"] and item["id"] for item in found)
    assert {"https://a.example/1", "https://a.example/2"} <= {item["url"] for item in found}
    newsroom("sync", "--all")
    assert [item["id"] for item in newsroom.items()] == [item["id"] for item in found]


def test_one_entry_in_two_feeds_is_one_item(site: LoopbackSite, newsroom: Newsroom) -> None:
    shared = "<title>Ferry</title><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>"
    site.pages = {
        "/a": entries(f"{shared}<guid>a-1</guid><link>https://n.example/ferry</link>"),
        "/b": entries(
            f"{shared}<guid>b-7</guid><link>http://www.n.example/ferry/?utm_source=b</link>"
        ),
    }
    newsroom("add", site.url("/a"), site.url("/b"))
    newsroom.syncs()
    [item] = newsroom.items()
    assert item["title"] == "Ferry"
    assert [source["items"] for source in newsroom.json("sources")] == [1, 1]


def wrong_key(channel: YouTube, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNDOWN_YOUTUBE_API_KEY", "AIzaSy-another-key-that-is-wrong-000000000")


def used_up(channel: YouTube, monkeypatch: pytest.MonkeyPatch) -> None:
    channel.next_answers.extend([quota_reply()] * 20)


def taken_away(channel: YouTube, monkeypatch: pytest.MonkeyPatch) -> None:
    channel.closed = True


@pytest.mark.parametrize(
    ("trouble", "told", "state"),
    [
        (wrong_key, "key", "broken"),
        (used_up, "quota", "active"),
        (taken_away, "channel", "broken"),
    ],
)
def test_a_channel_in_trouble_says_so_and_loses_nothing(  # noqa: PLR0917  (three and fixtures)
    site: LoopbackSite,
    newsroom: Newsroom,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Callable[[YouTube, pytest.MonkeyPatch], None],
    told: str,
    state: str,
) -> None:
    channel = YouTube(site, films(60))
    site.pages["/feed"] = rss("a", range(3))
    newsroom("add", CHANNEL_ID, site.url("/feed"))
    [url] = [s["url"] for s in newsroom.json("sources") if s["kind"] == "youtube"]
    assert newsroom.syncs()["items_new"] == 63
    before = newsroom.items()
    trouble(channel, monkeypatch)
    source = newsroom.fails(url)
    assert told in source["error"].lower()
    assert source["state"] == state
    assert "AIzaSy" not in json.dumps(source)
    assert newsroom.items() == before


@pytest.mark.parametrize("name", ["@nobody-at-all", "UC" + "z" * 22])
def test_a_channel_that_does_not_exist(site: LoopbackSite, newsroom: Newsroom, name: str) -> None:
    YouTube(site, films(3))
    site.pages["/feed"] = rss("a", range(3))
    newsroom("add", name, site.url("/feed"))
    assert newsroom.code == 1
    assert f"{name}: YouTube knows no channel" in newsroom.err
    assert [source["kind"] for source in newsroom.json("sources")] == ["feed"]
    assert newsroom.syncs()["items_new"] == 3
