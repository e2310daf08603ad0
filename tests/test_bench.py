"""The bench measures what it says, and says when it cannot."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import feedparser
import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.bench import __main__ as bench
from dashboard.bench import archive, feeds, process
from dashboard.bench.figure import Figure, percentile, ratio


@pytest.fixture
def feed_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(process, "BUILD", tmp_path)
    port = process.free_port()
    command = [sys.executable, "-m", "dashboard.bench.feeds", str(port)]
    with process.server(command, port, process.environment()):
        yield f"http://127.0.0.1:{port}"


def test_the_server_gives_a_feed_once_and_then_304(feed_server: str) -> None:
    with httpx2.Client(trust_env=False, base_url=feed_server) as client:
        first = client.get("/feeds/1.xml")
        again = client.get("/feeds/1.xml", headers={"If-None-Match": first.headers["etag"]})
        counted = client.get("/control").json()
        after = client.get("/control").json()
    assert (first.status_code, again.status_code) == (200, 304)
    assert counted == {"200": 1, "304": 1}
    assert after == {}


def test_the_archive_has_all_its_posts_and_nothing_new_after_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "BUILD", tmp_path)
    port = process.free_port()
    command = [sys.executable, "-m", "dashboard.bench.wordpress_site", str(port)]
    with (
        process.server(command, port, process.environment()),
        httpx2.Client(trust_env=False, base_url=f"http://127.0.0.1:{port}") as client,
    ):
        posts = "/wp-json/wp/v2/posts?per_page=100"
        ends = [client.get(f"{posts}&page={page}") for page in (1, 100)]
        after = client.get(f"{posts}&modified_after=2026-11-01T00:00:00Z")
        counted = client.get("/control").json()
    numbers = [[post["id"] for post in end.json()] for end in ends]
    assert (numbers[0][0], len(numbers[0]), numbers[1][-1], len(numbers[1])) == (
        10_000,
        100,
        1,
        100,
    )
    assert ends[0].headers["x-wp-totalpages"] == "100"
    assert (after.json(), after.headers["x-wp-total"]) == ([], "0")
    assert counted == {"pages": 2, "looks": 1}


@pytest.mark.parametrize("number", [0, 1])
def test_feeds_hold_distinct_entries_of_the_stated_size(number: int) -> None:
    parsed = feedparser.parse(feeds.feed(number, "http://feeds.test"))
    assert not parsed.bozo
    assert len({entry.link for entry in parsed.entries}) == feeds.ENTRIES
    assert all(entry.get("published_parsed") for entry in parsed.entries)
    sizes = [len(entry.summary) for entry in parsed.entries]
    assert 500 < sum(sizes) / len(sizes) < 660


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_a_sample_that_enough_others_do_not_exceed(
    samples: list[float], share: float
) -> None:
    value = percentile(samples, share)
    assert value in samples
    assert sum(sample <= value for sample in samples) >= share * len(samples) - 1e-9


def test_a_ratio_compares_medians_and_knows_its_goal() -> None:
    figure = ratio("part", "name", [1.0, 9.0, 2.0], [4.0, 4.0, 100.0], goal=0.25)
    assert figure.value == 0.5
    assert figure.reached is False
    assert Figure(part="part", name="name", error="no browser").reached is None


def test_what_cannot_be_measured_says_why_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "BUILD", tmp_path)
    monkeypatch.setattr(archive, "BUILD", tmp_path)
    monkeypatch.setattr(archive, "RUNDOWN", str(tmp_path / "no-such-command"))
    archive.make.cache_clear()
    assert bench.main(["queries"]) == 1
    report = json.loads((tmp_path / "bench.json").read_text())
    assert [figure["part"] for figure in report["figures"]] == ["queries"]
    assert "no-such-command does not start" in report["figures"][0]["error"]
    assert "no-such-command" in capsys.readouterr().out
