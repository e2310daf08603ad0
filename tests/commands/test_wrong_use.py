"""What is typed wrongly is told in a sentence, with the exit code that scripts rely on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Rundown


def test_help_and_version(rundown: Rundown) -> None:
    shown = rundown.well("--help").out
    assert shown.index("init") < shown.index("sync") < shown.index("export")
    assert rundown.well("--version").out.startswith("rundown ")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("nonsense",), 2, "nonsense"),
        (("items", "--kind", "film"), 2, "article, video, newsletter"),
        (("items", "--status", "lost"), 2, "removed"),
        (("items", "--since", "yesterdayish"), 2, "2026-01-31"),
        (("items", "--limit", "0"), 2, "--limit"),
        (("items", "--after", "x"), 1, "cursor"),
        (("items", "--after", "-5"), 1, "'-5' is no cursor"),
        (("pairs", "--state", "married"), 2, "linked"),
        (("pairs", "--min-score", "2"), 2, "--min-score"),
        (("decide", "maybe", "a", "b", "--by", "Dana"), 2, "accept"),
        (("decide", "accept", "a", "b", "--by", "Dana"), 1, "There is no item 'a'"),
        (("decide", "accept", "a", "b"), 2, "--by"),
        (("decide", "accept", "a", "b", "--by", " "), 2, "Say who decides"),
        (("merge", "a", "b", "--by", ""), 2, "Say who decides"),
        (("split", "a", "b", "--by", ""), 2, "Say who decides"),
        (("undo", "a", "--by", ""), 2, "Say who decides"),
        (("export", "--format", "xml"), 2, "jsonl"),
        (("add",), 2, "--opml"),
        (("add", "--opml", "missing.opml"), 1, "cannot be read"),
        (("sync", "--source", "unknown"), 1, "There is no source"),
        (("serve", "--port", "99999"), 2, "--port"),
        (("demo", "--site-port", "99999"), 2, "--site-port"),
        (("pairs", "--top", "3", "--article", "nothing"), 1, "There is no item 'nothing'"),
    ],
)
def test_wrong_use(rundown: Rundown, arguments: tuple[str, ...], code: int, told: str) -> None:
    done = rundown(*arguments)
    assert done.code == code
    assert told in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("RUNDOWN_NOW", "noon", "RUNDOWN_NOW"),
        ("RUNDOWN_TIMEZONE", "Atlantis", "Europe/Berlin"),
        ("RUNDOWN_SYNC_WORKERS", "none", "RUNDOWN_SYNC_WORKERS"),
    ],
)
def test_settings_that_cannot_be(rundown: Rundown, name: str, value: str, told: str) -> None:
    done = rundown("items", **{name: value})
    assert done.code == 1
    assert told in done.err


def test_a_settings_file_that_cannot_be_read_or_knows_too_much(
    rundown: Rundown, tmp_path: Path
) -> None:
    settings = tmp_path / "rundown.toml"
    for text, told in (("db = ", "rundown.toml"), ("colour = 'red'", "colour")):
        settings.write_text(text)
        done = rundown("items")
        assert done.code == 1
        assert told in done.err
    settings.write_text("db = 'from-file.db'")
    rundown.env.pop("RUNDOWN_DB")
    rundown.well("items")
    assert (tmp_path / "from-file.db").exists()
