"""``rundown merge``, ``split`` and ``undo``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Rundown

ITEM = {"kind": "article", "published_at": "2026-11-20T08:00:00Z"}


@pytest.fixture
def two(tmp_path: Path, rundown: Rundown) -> Rundown:
    """A store with two imported articles, ``a`` and ``b``."""
    lines = [
        ITEM | {"id": "a", "title": "Bridge closed", "url": "https://a.example/1"},
        ITEM | {"id": "b", "title": "Bridge shut", "url": "https://a.example/2"},
    ]
    path = tmp_path / "two.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    rundown.well("import", str(path))
    return rundown


def titles(rundown: Rundown) -> list[str]:
    return sorted(line["title"] for line in rundown.well("items", "--json").lines)


def test_merge_split_and_undo(two: Rundown) -> None:
    merged = two.well("merge", "a", "b", "--by", "Ann", "--why", "one bridge", "--json").lines[0]
    assert [(d["verb"], d["by"], d["why"]) for d in merged["decisions"]] == [
        ("merge", "Ann", "one bridge")
    ]
    assert len(titles(two)) == 1
    split = two.well("split", "a", "https://a.example/2", "--by", "Bo", "--json").lines[0]
    assert split["title"] == "Bridge shut"
    assert titles(two) == ["Bridge closed", "Bridge shut"]
    undone = two.well("undo", "a", "--by", "Bo", "--json").lines[0]
    assert undone["undone"] == "split"
    assert len(titles(two)) == 1
    assert two.well("undo", "https://a.example/1", "--by", "Ann", "--json").lines[0]["undone"] == (
        "merge"
    )
    assert titles(two) == ["Bridge closed", "Bridge shut"]


@pytest.mark.parametrize(
    "asked",
    [
        ("merge", "a", "a"),
        ("merge", "a", "nowhere"),
        ("split", "a", "nowhere"),
        ("split", "a", "https://a.example/1"),
        ("undo", "a"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(two: Rundown, asked: tuple[str, ...]) -> None:
    answer = two(*asked, "--by", "Ann")
    assert answer.code == 1
    assert answer.err.startswith("rundown: ")
    assert "Traceback" not in answer.err
    assert len(titles(two)) == 2
