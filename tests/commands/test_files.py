"""Items and figures from files and back."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from dashboard.commands.bulk import PART_BYTES
from tests.commands.conftest import Rundown

GOOD = {"kind": "article", "title": "Ferry back", "published_at": "2026-11-01T08:00:00Z"}


def write(path: Path, *lines: object) -> Path:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_exported_goes_in_again_as_it_was(newsroom: Rundown, tmp_path: Path) -> None:
    newsroom.well("export", "--out", "all.jsonl")
    taken = newsroom.well("import", "all.jsonl", "--db", "other.db", "--json").json
    lines = (tmp_path / "all.jsonl").read_text().splitlines()
    assert taken == {"items_new": len(lines), "items_changed": 0, "rejected": []}

    def essence(item: dict[str, Any]) -> dict[str, Any]:
        # Who reported it and what became of its headline belong to the store, not to the item.
        ours = ("sources", "corrections", "first_seen_at", "partners", "topics")
        return {name: value for name, value in item.items() if name not in ours}

    before = [essence(json.loads(line)) for line in lines]
    other = f"sqlite:///{tmp_path / 'other.db'}"
    after = [essence(item) for item in newsroom.well("export", "--db", other).lines]
    assert after == before
    again = newsroom.well("import", "all.jsonl", "--db", other, "--json").json
    assert (again["items_new"], again["items_changed"]) == (0, 0)


def test_bad_lines_are_told_by_number_and_the_rest_goes_in(
    rundown: Rundown, tmp_path: Path
) -> None:
    bad: dict[int, object] = {
        2: "not json",
        3: [1, 2],
        4: GOOD | {"kind": "film"},
        5: GOOD | {"title": "  "},
        6: {"kind": "article", "title": "No time"},
        7: GOOD | {"published_at": "yesterday"},
        8: GOOD | {"published_at": "0001-01-01T00:00:00+14:00"},
        9: GOOD | {"published_at": "9999-12-31T23:59:59-12:00"},
        10: GOOD | {"published_at": 1e300},
        11: GOOD | {"url": "javascript:alert(1)"},
        12: GOOD | {"kind": "video", "duration_s": -1},
        13: GOOD | {"kind": "video", "duration_s": 10**30},
        14: '{"kind":"article","title":"half a pair \\ud800","published_at":"2026-01-01"}',
    }
    first = GOOD | {"id": "a-1", "url": "https://n.example/ferry"}
    last = GOOD | {"kind": "newsletter", "title": "The week", "id": "n-1"}
    file = write(tmp_path / "items.jsonl", first, *bad.values(), "", last)
    done = rundown("import", file, "--json")
    assert done.code == 1
    assert (done.json["items_new"], done.json["items_changed"]) == (2, 0)
    assert [entry["line"] for entry in done.json["rejected"]] == list(bad)
    for entry in done.json["rejected"]:
        assert entry["error"].endswith(".")
        assert f"line {entry['line']}: {entry['error']}" in done.err
    assert {item["id"] for item in rundown.well("items", "--json").lines} == {"a-1", "n-1"}


def test_what_a_file_leaves_out_is_filled_in(rundown: Rundown, tmp_path: Path) -> None:
    file = write(
        tmp_path / "items.jsonl",
        "\ufeff" + json.dumps(GOOD | {"labels": None, "links": None, "story": "unknown field"}),
        GOOD | {"title": "No zone", "published_at": "2026-11-01T08:00:00"},
        GOOD | {"kind": "video", "title": "Film", "video_id": "abcdefghijk"},
        GOOD | {"title": "Links", "links": ["https://youtu.be/abcdefghijk", "javascript:x"]},
        GOOD | {"title": "A zero\0 inside"},
    )
    assert rundown.well("import", file, "--json").json["items_new"] == 5
    found = {item["title"]: item for item in rundown.well("items", "--json").lines}
    assert found["Ferry back"]["url"] == ""
    assert found["No zone"]["date_basis"] == "stated_without_zone"
    assert found["Film"]["url"] == "https://www.youtube.com/watch?v=abcdefghijk"
    [link] = found["Links"]["links"]
    assert link == {"url": "https://youtu.be/abcdefghijk", "rel": "link", "video_id": "abcdefghijk"}
    assert "A zero inside" in found
    assert len({item["id"] for item in found.values()}) == 5


def test_a_changed_line_changes_its_item(rundown: Rundown, tmp_path: Path) -> None:
    named = GOOD | {"id": "a-1"}
    rundown.well("import", write(tmp_path / "one.jsonl", named))
    taken = rundown.well(
        "import", write(tmp_path / "two.jsonl", named | {"title": "Corrected"}), "--json"
    ).json
    assert (taken["items_new"], taken["items_changed"]) == (0, 1)
    [item] = rundown.well("items", "--json").lines
    assert (item["id"], item["title"]) == ("a-1", "Corrected")


def test_site_figures_come_from_csv(rundown: Rundown, tmp_path: Path) -> None:
    rundown.well(
        "import",
        write(tmp_path / "items.jsonl", GOOD | {"id": "a-1", "url": "https://n.example/ferry"}),
    )
    figures = write(
        tmp_path / "site.csv",
        "item,metric,value,time",
        "https://n.example/ferry,pageviews,1204,2026-11-02T08:00:00Z",
        "https://n.example/unknown,pageviews,3,2026-11-02T08:00:00Z",
        "a-1,pageviews,many,2026-11-02T08:00:00Z",
    )
    done = rundown("import", figures, "--json")
    assert done.code == 1
    assert (done.json["readings"], done.json["items"]) == (1, 1)
    assert [entry["line"] for entry in done.json["rejected"]] == [3, 4]
    site = rundown.well("engagement", "--json").json["site"]
    assert [(item["id"], item["views"]) for item in site["top"]] == [("a-1", 1204)]


def test_export_as_csv_and_to_where_it_cannot_go(rundown: Rundown, tmp_path: Path) -> None:
    rundown.well(
        "import", write(tmp_path / "i.jsonl", GOOD | {"id": "a-1", "labels": ["Harbour", "City"]})
    )
    rundown.well("export", "--format", "csv", "--out", "all.csv")
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["id"], row["title"], row["labels"]) == ("a-1", "Ferry back", "Harbour; City")
    failed = rundown("export", "--out", "no/such/folder.jsonl")
    assert failed.code == 1
    assert "cannot be written" in failed.err


def test_a_terminal_that_knows_few_letters(rundown: Rundown, tmp_path: Path) -> None:
    named = GOOD | {"title": "Фери отново — 渡輪"}
    rundown.well("import", write(tmp_path / "i.jsonl", named))
    for command in (("export",), ("export", "--format", "csv"), ("items", "--json")):
        assert named["title"] in rundown.well(*command, PYTHONIOENCODING="latin-1").out
    assert "article" in rundown.well("items", PYTHONIOENCODING="ascii").out


@pytest.mark.parametrize("name", ["missing.jsonl", "missing.csv", "."])
def test_a_file_that_cannot_be_read(rundown: Rundown, name: str) -> None:
    done = rundown("import", name)
    assert done.code == 1
    assert "cannot be read" in done.err


def test_the_database_is_a_path_or_a_url(rundown: Rundown, tmp_path: Path) -> None:
    file = write(tmp_path / "items.jsonl", GOOD)
    rundown.well("import", file, "--db", "p.db")
    url = f"sqlite:///{tmp_path / 'p.db'}"
    assert len(rundown.well("items", "--json", "--db", url).lines) == 1
    assert len(rundown.well("items", "--json", RUNDOWN_DB=url).lines) == 1
    (tmp_path / "text.db").write_text("This is no database, but it is long enough." * 20)
    for where in ("text.db", "no/such/folder/x.db", "nonsense://", "sqlite:///:x:/y/z.db"):
        done = rundown("items", "--db", where)
        assert done.code == 1, where
        assert done.err.startswith("rundown: "), where
    with sqlite3.connect(tmp_path / "text.db") as connection, pytest.raises(sqlite3.DatabaseError):
        connection.execute("select 1 from sqlite_master")


def test_an_import_that_is_killed_is_finished_by_another(rundown: Rundown, tmp_path: Path) -> None:
    lines = [
        {"kind": "article", "title": f"Story {n}", "published_at": "2026-11-01T08:00:00Z"}
        | {"url": f"https://a.example/{n}", "body": "All that is known of it. " * 80}
        for n in range(9000)
    ]
    lines[8000]["kind"] = "podcast"
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    assert file.stat().st_size > 2 * PART_BYTES - 1000, "it goes in by several parts"
    with rundown.started("import", file) as child:
        assert child.stderr is not None
        child.stderr.readline()  # the first part is in
        child.kill()
    begun = len(rundown.well("items", "--limit", "10000", "--json").lines)
    done = rundown("import", file, "--json")
    assert done.json["items_new"] == 8999 - begun
    assert [one["line"] for one in done.json["rejected"]] == [8001]
    assert len(rundown.well("items", "--limit", "10000", "--json").lines) == 8999
    assert "fine" in rundown("doctor").out
    again = rundown("import", file, "--json")
    assert (again.json["items_new"], again.json["items_changed"]) == (0, 0)
