"""Captions from files: searched, and kept beside what YouTube tells."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import Rundown

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nthe zeppelin moored at dawn\n"
FILM = {
    "kind": "video",
    "title": "Ferry back",
    "video_id": "abcdefghijk",
    "published_at": "2026-11-01T08:00:00Z",
}


def test_what_is_said_is_found(rundown: Rundown, tmp_path: Path) -> None:
    (tmp_path / "items.jsonl").write_text(json.dumps(FILM))
    rundown.well("import", "items.jsonl")
    (tmp_path / "Ferry [abcdefghijk].en.vtt").write_text(CAPTIONS)
    done = rundown.well("import", "Ferry [abcdefghijk].en.vtt", "--json").json
    assert done == {"items_new": 0, "items_changed": 1, "rejected": []}
    (found,) = rundown.well("items", "--query", "zeppelin", "--json").lines
    assert (found["title"], found["published_at"][:10]) == ("Ferry back", "2026-11-01")
    again = rundown.well("import", "Ferry [abcdefghijk].en.vtt", "--json").json
    assert again["items_changed"] == 0
    (tmp_path / "other.srt").write_text("1\n00:00:00,000 --> 00:00:02,000\nan airship\n")
    rundown.well("import", "other.srt", "--video", "abcdefghijk")
    assert rundown.well("items", "--query", "zeppelin", "--json").lines == []
    assert len(rundown.well("items", "--query", "airship", "--json").lines) == 1


def test_what_cannot_be_used_is_told_and_changes_nothing(rundown: Rundown, tmp_path: Path) -> None:
    (tmp_path / "items.jsonl").write_text(json.dumps(FILM))
    rundown.well("import", "items.jsonl")
    (tmp_path / "said.vtt").write_text(CAPTIONS)
    (tmp_path / "empty.vtt").write_text("WEBVTT\n")
    for arguments, told in [
        (("said.vtt",), "does not name its video"),
        (("said.vtt", "--video", "short"), "eleven characters"),
        (("said.vtt", "--video", "zzzzzzzzzzz"), "no video zzzzzzzzzzz on the timeline"),
        (("empty.vtt", "--video", "abcdefghijk"), "Nothing is said in it"),
        (("missing.vtt", "--video", "abcdefghijk"), "cannot be read"),
    ]:
        done = rundown("import", *arguments)
        assert done.code == 1
        assert told in done.err
    assert rundown.well("items", "--query", "zeppelin", "--json").lines == []
