"""The demo's database, and whom it must not cost anything."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

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


def test_an_archive_that_is_killed_goes_on_where_it_was(rundown: Rundown, tmp_path: Path) -> None:
    size = ("--items", "30000", "--no-serve", "--json")
    with rundown.started("demo", *size, "--db", "killed.db") as child:
        assert child.stderr is not None
        assert "10,000" in child.stderr.readline()
        child.kill()
    rest = rundown("demo", *size, "--db", "killed.db")
    rundown("demo", *size, "--db", "quiet.db")
    assert rest.json["items"] == 30_000
    assert "  10,000 of" not in rest.err, "what was there was not made again"
    killed, quiet = (rows_of(tmp_path / name) for name in ("killed.db", "quiet.db"))
    assert [name for name in quiet if killed[name] != quiet[name]] == []


TABLES = ("item", "sighting", "identity", "facet", "facet_value", "pointer", "queue", "source")
WORDS = "CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, item_search, col)"


def rows_of(path: Path) -> dict[str, list[Any]]:
    """All rows by table, and all words of the search index."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(WORDS)
        rollups = connection.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'rollup%'")
        tables = [*TABLES, "temp.words", *(name for (name,) in rollups.fetchall())]
        return {
            table: sorted(map(repr, connection.execute(f"SELECT * FROM {table}")))
            for table in tables
        }
