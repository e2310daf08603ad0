"""The demo's database, and whom it must not cost anything."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import Rundown


def test_a_synthetic_archive(rundown: Rundown, tmp_path: Path) -> None:
    counts = rundown("demo", "--items", "2000", "--no-serve", "--json", "--db", "big.db").json
    assert (counts["items"], counts["sources"]) == (2000, 1)
    listed = rundown.well("items", "--db", "big.db", "--limit", "3000", "--json").lines
    assert len(listed) == 2000
    again = rundown("demo", "--items", "100", "--no-serve", "--json", "--db", "big.db").json
    assert again["items"] == 100, "the demo's own database is made anew"


def test_the_demo_overwrites_nobodys_items(rundown: Rundown, tmp_path: Path) -> None:
    line = {"kind": "article", "title": "Mine", "published_at": "2026-11-01T08:00:00Z"}
    (tmp_path / "mine.jsonl").write_text(json.dumps(line))
    rundown.well("import", "mine.jsonl")
    done = rundown("demo", "--no-serve")
    assert done.code == 1
    assert "not the demo's" in done.err
    assert [item["title"] for item in rundown.well("items", "--json").lines] == ["Mine"]
