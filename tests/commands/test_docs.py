"""The pages in ``docs/`` say what the product does: each of these fails when one grows stale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version

import pytest
import typer
from pydantic import SecretStr

from dashboard.cli import app
from dashboard.config import Settings
from dashboard.publish import api
from dashboard.store import Store
from dashboard.sync import SyncResult
from tests.commands.conftest import ROOT
from tests.commands.test_outlet import ITEM, MORE_OF_ITEM, PAIR, SOURCE, SYNCED

CODE = re.compile(r"`([^`\n]+)`")


def page(name: str) -> str:
    return (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its level."""
    level = heading.partition(" ")[0]
    found = re.search(
        rf"^{re.escape(heading)}\b.*?(?=^{level} |^#{{1,{len(level) - 1}}} |\Z)",
        text,
        re.MULTILINE | re.DOTALL,
    )
    assert found, f"{heading} is missing"
    return found[0]


def words(text: str) -> set[str]:
    """Every name that stands in code quotes."""
    return {name for code in CODE.findall(text) for name in re.findall(r"[\w-]+", code)}


def commands() -> Iterator[tuple[str, set[str]]]:
    """Every command and its own options (``--db`` and ``--json`` are everybody's)."""
    group = typer.main.get_command(app)
    for name, command in getattr(group, "commands", {}).items():
        options = {option for p in command.params for option in p.opts if option.startswith("--")}
        yield name, options - {"--db", "--json", "--help"}


@pytest.mark.parametrize(("name", "options"), list(commands()))
def test_every_option_is_documented_and_no_other(name: str, options: set[str]) -> None:
    text = section(page("commands"), f"### `rundown {name}")
    assert options <= words(text), "bring docs/commands.md up to date"
    listed = {word for word in words(text) if word.startswith("--")}
    assert listed - {"--json", "--db"} <= options, "docs/commands.md knows an option too many"


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("### `rundown items", ITEM | MORE_OF_ITEM),
        ("### `rundown pairs", PAIR | {"by", "at", "why"}),
        ("### `rundown sources", SOURCE),
        ("### `rundown sync", SYNCED | SyncResult().json().keys()),
    ],
)
def test_every_field_is_documented(heading: str, names: set[str]) -> None:
    assert names - words(section(page("commands"), heading)) == set()


def test_the_settings_page_states_the_defaults() -> None:
    rows = re.findall(r"^\| `RUNDOWN_(\w+)` \|[^|]*\|([^|]*)\|", page("settings"), re.MULTILINE)
    stated = {name.lower(): default.strip().strip("`") for name, default in rows}
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        if isinstance(default, SecretStr):
            default = default.get_secret_value()
        shown = f"{default:g}" if isinstance(default, float) else str(default)
        empty = default in ("", None, (), {})
        assert stated[name] == ("" if empty else shown), name


def test_every_route_is_documented() -> None:
    def no_store() -> Store:
        raise AssertionError("only the routes' paths are asked for")

    paths = {route.path for route in api.routes(no_store)}
    documented = set(re.findall(r"^\| `(/[^`]*)`", page("api"), re.MULTILINE))
    assert documented == paths, "bring docs/api.md up to date"


def test_the_api_page_states_the_limits() -> None:
    assert f"1 to {api.MAX_LIMIT}; {api.DEFAULT_LIMIT}" in page("api")


def test_the_changes_of_this_version_are_told() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.findall(r"^## (\S+)", changes, re.MULTILINE)[0]
    assert newest == version("rundown-dashboard")
