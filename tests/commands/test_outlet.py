"""From a home page to everything that the pages show, by command, with its promised shapes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import Begun, Ran, Rundown
from tests.loopback import LoopbackSite, Reply
from tests.sync.feeds import rss

SOURCE = {"id", "kind", "url", "state", "last_success_at", "next_due_at", "error", "items"}
ITEM = {
    "id",
    "kind",
    "url",
    "title",
    "summary",
    "published_at",
    "updated_at",
    "date_basis",
    "labels",
    "topics",
    "story",
    "sources",
    "authors",
    "language",
    "status",
    "video_id",
    "duration_s",
    "video_kind",
    "links",
}
MORE_OF_ITEM = {
    "live_state",
    "scheduled_at",
    "image",
    "corrections",
    "earlier_titles",
    "first_seen_at",
    "partners",
    "carried",
    "carried_by",
}
PAIR = {"article", "video", "article_url", "video_id", "state", "score", "evidence"}
SYNCED = {
    "sources",
    "requests",
    "unchanged",
    "items_new",
    "items_changed",
    "items_gone",
    "failed",
    "seconds",
    "understand_seconds",
}

Reader = Callable[..., Ran]


def test_init_finds_the_site_and_its_channel(begun: Begun) -> None:
    assert begun.found.keys() == {"outlet", "sources", "replaced"}
    assert begun.found["outlet"]["name"] == "The Harbour Courier"
    assert {source["kind"] for source in begun.found["sources"]} == {"feed", "youtube"}
    assert all(source.keys() >= SOURCE for source in begun.found["sources"])


def test_the_first_sync_says_what_it_did(begun: Begun) -> None:
    assert begun.synced.keys() >= SYNCED
    assert begun.synced["sources"] == 2
    assert begun.synced["items_new"] > 400
    assert begun.synced["failed"] == []
    assert begun.synced["unchanged"] == 0


def test_a_second_sync_waits_until_something_is_due(newsroom: Rundown) -> None:
    assert newsroom.well("sync", "--json").json["sources"] == 0
    again = newsroom.well("sync", "--all", "--json").json
    assert again["sources"] == 2
    assert (again["items_new"], again["items_changed"], again["items_gone"]) == (0, 0, 0)
    [feed] = [s for s in newsroom.well("sources", "--json").json if s["kind"] == "feed"]
    only = newsroom.well("sync", "--source", feed["id"], "--all", "--json").json
    assert (only["sources"], only["unchanged"]) == (1, 1)


def test_sources_are_well_and_due_after_the_interval(reader: Reader) -> None:
    found = reader("sources", "--json").json
    assert all(source.keys() >= SOURCE for source in found)
    for source in found:
        assert (source["state"], source["error"]) == ("active", None)
        assert source["last_success_at"] == "2026-11-24T12:00:00Z"
        assert source["next_due_at"] >= "2026-11-24T12:05:00Z"
        assert source["items"] > 0


def test_items_come_newest_first_in_the_promised_shape(reader: Reader) -> None:
    found = reader("items", "--limit", "1000", "--json").lines
    assert all(item.keys() == ITEM | MORE_OF_ITEM for item in found)
    times = [item["published_at"] for item in found]
    assert times == sorted(times, reverse=True)
    assert all(time.endswith("Z") for time in times)
    assert len({item["id"] for item in found}) == len(found) > 400
    assert {item["kind"] for item in found} == {"article", "video"}
    for topic in (topic for item in found for topic in item["topics"]):
        assert topic.keys() == {"id", "name", "score"}
        assert topic["id"].startswith(("medtop:", "label:"))
    for item in found:
        scores = [topic["score"] for topic in item["topics"]]
        assert scores == sorted(scores, reverse=True), "the best topic first"
    for link in (link for item in found for link in item["links"]):
        assert link.keys() == {"url", "rel", "video_id"}


@pytest.mark.parametrize(
    ("options", "holds"),
    [
        (("--kind", "video"), lambda item: item["kind"] == "video"),
        (("--label", "Sport"), lambda item: "sport" in map(str.casefold, item["labels"])),
        (("--status", "removed"), lambda item: item["status"] == "removed"),
        (
            ("--topic", "medtop:15000000"),
            lambda item: "medtop:15000000" in {topic["id"] for topic in item["topics"]},
        ),
        (
            ("--since", "2026-11-20", "--until", "2026-11-21"),
            lambda item: "2026-11-20" <= item["published_at"] < "2026-11-22",
        ),
        (("--query", "marathon"), lambda item: "marathon" in str(item).lower()),
        (("--author", "Kaia Lund-Okoro"), lambda item: "Kaia Lund-Okoro" in item["authors"]),
    ],
)
def test_items_are_filtered(
    reader: Reader, options: tuple[str, ...], holds: Callable[[object], bool]
) -> None:
    every = reader("items", "--limit", "1000", "--json").lines
    found = reader("items", "--limit", "1000", "--json", *options).lines
    assert all(holds(item) for item in found)
    if "--query" not in options:  # words are searched in the text too, which a row leaves out
        assert [i["id"] for i in found] == [i["id"] for i in every if holds(i)]
    if "removed" not in options:
        assert found


def test_pairs_hold_what_is_embedded(reader: Reader) -> None:
    found = reader("pairs", "--json").lines
    assert all(pair.keys() >= PAIR for pair in found)
    by_id = {item["id"]: item for item in reader("items", "--limit", "1000", "--json").lines}
    linked = reader("pairs", "--state", "linked", "--json").lines
    embedding = {
        (item["url"], link["video_id"])
        for item in by_id.values()
        for link in item["links"]
        if item["kind"] == "article" and link["rel"] == "embed"
    }
    assert embedding
    assert embedding <= {(pair["article_url"], pair["video_id"]) for pair in linked}
    for pair in found:
        assert by_id[pair["article"]]["kind"] == "article"
        assert by_id[pair["video"]]["video_id"] == pair["video_id"]
        assert 0 <= pair["score"] <= 1
        assert all(e.keys() == {"kind", "detail", "weight"} for e in pair["evidence"])
    good = reader("pairs", "--min-score", "0.9", "--json").lines
    assert all(pair["score"] >= 0.9 for pair in good)


def test_the_best_candidates_of_one_video(reader: Reader) -> None:
    linked = reader("pairs", "--state", "linked", "--json").lines[0]
    best = reader("pairs", "--video", linked["video_id"], "--top", "3", "--json").lines
    assert 1 <= len(best) <= 3
    assert {pair["video"] for pair in best} == {linked["video"]}
    assert linked["article"] in {pair["article"] for pair in best}
    of_article = reader("pairs", "--article", linked["article_url"], "--json").lines
    assert {pair["article"] for pair in of_article} == {linked["article"]}


def test_a_decision_is_kept_through_a_rebuild_and_taken_back(newsroom: Rundown) -> None:
    pair = newsroom.well("pairs", "--state", "linked", "--json").lines[0]
    halves = (pair["article_url"], pair["video_id"])
    told = newsroom.well("decide", "reject", *halves, "--by", "Dana", "--why", "old", "--json").json
    assert told.keys() >= PAIR
    assert (told["state"], told["by"], told["why"]) == ("rejected", "Dana", "old")
    newsroom.well("understand", "--rebuild", "--json")
    [kept] = newsroom.well("pairs", "--state", "rejected", "--json").lines
    assert (kept["article"], kept["video"]) == (pair["article"], pair["video"])
    told = newsroom.well("decide", "undo", pair["article"], pair["video"], "--by", "Dana", "--json")
    assert told.json["state"] == "linked"
    assert newsroom.well("pairs", "--state", "rejected", "--json").lines == []


def test_topics_are_counted(reader: Reader) -> None:
    found = reader("topics", "--json").json
    assert all(topic.keys() == {"id", "name", "items"} for topic in found)
    assert [t["items"] for t in found] == sorted((t["items"] for t in found), reverse=True)
    sport = next(topic for topic in found if topic["id"] == "medtop:15000000")
    listed = reader("items", "--topic", "medtop:15000000", "--limit", "1000", "--json").lines
    assert sport == {"id": "medtop:15000000", "name": "Sport", "items": len(listed)}
    week = reader("topics", "--since", "7d", "--json").json
    assert sum(topic["items"] for topic in week) < sum(topic["items"] for topic in found)


def test_engagement_is_youtubes_and_apart_from_the_sites(reader: Reader) -> None:
    found = reader("engagement", "--json").json
    assert (found["origin"], found["site"]["origin"]) == ("youtube", "site")
    views = [item["views"] for item in found["top"]]
    assert views == sorted(views, reverse=True)
    assert views
    assert found["site"]["top"] == []


def test_understanding_again_finds_nothing_to_do(newsroom: Rundown) -> None:
    counts = newsroom.well("understand", "--json").json
    assert counts.keys() == {"topics", "pairs", "seconds"}
    assert (counts["topics"], counts["pairs"]) == (0, 0)
    assert newsroom.well("understand", "--rebuild", "--json").json["topics"] > 400


def test_the_doctor_finds_all_well(reader: Reader) -> None:
    found = reader("doctor", "--json").json
    assert all(finding.keys() == {"what", "ok", "detail"} for finding in found)
    assert [finding for finding in found if not finding["ok"]] == []
    assert {"database", "time zone", "YouTube key"} <= {finding["what"] for finding in found}


@pytest.mark.parametrize(
    "command", ["sources", "items", "pairs", "topics", "engagement", "doctor", "sync", "understand"]
)
def test_people_get_a_table_or_a_sentence(reader: Reader, command: str) -> None:
    told = reader(command).out
    assert told.strip()
    assert not told.startswith(("{", "["))


def test_sources_are_added_by_address_and_from_a_list(rundown: Rundown, tmp_path: Path) -> None:
    with LoopbackSite({"/a.xml": rss("a", range(2)), "/page": "<html>nothing</html>"}) as site:
        opml = tmp_path / "feeds.opml"
        outline = f'<outline type="rss" text="B" xmlUrl="{site.url("/b.xml")}"/>'
        opml.write_text(f'<opml version="2.0"><body>{outline}</body></opml>')
        done = rundown(
            "add", site.url("/a.xml"), site.url("/nothing"), "--opml", str(opml), "--json"
        )
        assert done.code == 1, "one of three could not be added"
        assert site.url("/nothing") in done.err
        added = [source["url"] for source in done.json]
        assert sorted(added) == [site.url("/a.xml"), site.url("/b.xml")]
        site.pages["/b.xml"] = Reply(b"", 500)
        synced = rundown("sync", "--json")
    assert synced.code == 1
    assert (synced.json["sources"], synced.json["items_new"]) == (2, 2)
    [failed] = synced.json["failed"]
    assert failed.keys() >= {"source", "error"}
    assert failed["error"] in synced.err


def test_init_of_a_site_that_says_nothing(rundown: Rundown) -> None:
    with LoopbackSite({"/": "<html><title>Quiet</title><p>Nothing here.</html>"}) as site:
        done = rundown("init", site.url("/"))
    assert done.code == 1
    assert done.err.startswith("rundown: ")
    assert done.err.rstrip().endswith(".")


def test_init_of_a_site_that_is_down_does_not_promise_another_try(rundown: Rundown) -> None:
    for command in ("init", "add"):
        done = rundown(command, "http://127.0.0.1:1/")  # a port that nothing is given by chance
        assert done.code == 1
        assert done.err.startswith("rundown: ")
        assert done.err.endswith(" Try again later.\n")
        assert done.err.count("\n") == 1, "one sentence, and no word of retries"
    assert rundown.well("sources", "--json").json == []


def test_without_sources_the_next_step_is_told(rundown: Rundown) -> None:
    assert "rundown init" in rundown.well("sources").out
    doctor = rundown("doctor", "--json")
    assert doctor.code == 1
    assert any("rundown init" in finding["detail"] for finding in doctor.json)
