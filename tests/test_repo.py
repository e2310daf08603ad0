"""The repository itself: what it holds, what its lock files pin, what its docs promise."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    ".streamlit",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "connectors",
    "dashboard",
    "docs",
    "pyproject.toml",
    "tests",
    *LOCKS,
}
# Written in pieces, so that this file does not hold what it forbids.
ADDRESSES = (
    "py" + "pi.org",
    "python" + "hosted",
    "npm" + "js.",
    "-index" + "-url ",
    "--find" + "-links",
)
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:root|work|home/\w+|Users/\w+)/")
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
MODULE_LINES = 400


@cache
def tracked() -> tuple[Path, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        try:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a font


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def dependencies() -> list[Requirement]:
    """What Rundown needs, extras included: the lock holds them too."""
    project = pyproject()["project"]
    extras = project["optional-dependencies"].values()
    lines = [*project["dependencies"], *(line for extra in extras for line in extra)]
    return [Requirement(line) for line in lines]


def development() -> list[Requirement]:
    groups = pyproject()["dependency-groups"]
    lines = [line for group in groups.values() for line in group if isinstance(line, str)]
    return [Requirement(line) for line in lines]


def pins(lock: str) -> dict[str, list[Version]]:
    """The versions that a lock file pins: several where Pythons differ."""
    found: dict[str, list[Version]] = {}
    for name, version in re.findall(
        r"^([\w.-]+)==([^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE
    ):
        found.setdefault(canonicalize_name(name), []).append(Version(version))
    return found


def test_the_top_level_holds_only_what_belongs_there() -> None:
    there = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert there - TOP_LEVEL == set()


def test_no_file_says_where_packages_come_from() -> None:
    named = [(str(path), hit) for path, text in texts() for hit in ADDRESSES if hit in text]
    assert named == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    named = [
        (str(path), hit.group()) for path, text in texts() for hit in MACHINE_PATH.finditer(text)
    ]
    assert named == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_line_is_an_option(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(pinned) > 50
    assert [pin.splitlines()[0] for pin in pinned if "--hash=sha256:" not in pin] == []
    assert re.findall(r"^-.*|.*://.*|.* @ .*", text, re.MULTILINE) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_satisfies_pyproject(lock: str) -> None:
    wanted = dependencies() + (development() if lock == "requirements-dev.lock" else [])
    pinned = pins(lock)
    missing = [
        str(need)
        for need in wanted
        if not any(need.specifier.contains(v) for v in pinned.get(canonicalize_name(need.name), []))
    ]
    assert missing == [], "run: make lock"


def test_both_locks_agree() -> None:
    runtime, everything = (pins(lock) for lock in LOCKS)
    assert {name: everything.get(name) for name in runtime} == runtime, "run: make lock"


def imported(*folders: str) -> dict[str, set[str]]:
    """The distributions that provide what modules in these folders import, and who imports it."""
    providers = packages_distributions()
    found: dict[str, set[str]] = {}
    for path in tracked():
        inside = path.relative_to(ROOT)
        if inside.suffix != ".py" or inside.parts[0] not in folders:
            continue
        for module in imports_of(path):
            top = module.split(".")[0]
            if top in sys.stdlib_module_names or top in {"connectors", "dashboard", "tests"}:
                continue
            names: set[str] = {canonicalize_name(name) for name in providers.get(top, [top])}
            if top == "google":  # a namespace that several distributions share
                names = {"google-auth"}
            for name in names:
                found.setdefault(name, set()).add(str(inside))
    return found


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_every_dependency_is_used() -> None:
    data = {"tzdata"}  # read by zoneinfo where the system has no zones of its own
    declared = {canonicalize_name(need.name) for need in dependencies()} - data
    assert declared - imported("connectors", "dashboard").keys() == set()


def test_everything_imported_is_declared() -> None:
    declared = {canonicalize_name(need.name) for need in dependencies()}
    tools = {canonicalize_name(need.name) for need in development()} | {"reader"}
    undeclared = {
        name: users
        for name, users in imported("connectors", "dashboard").items()
        if name not in declared
        and not (name in tools and all(user.startswith("dashboard/bench/") for user in users))
    }
    assert undeclared == {}


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        (str(path), target)
        for path, text in texts()
        if path.suffix == ".md"
        for target in LINK.findall(text)
        if not (ROOT / path).parent.joinpath(target).exists()
    ]
    assert broken == []


def test_modules_are_short_enough_to_read() -> None:
    long = {
        str(path): lines
        for path, text in texts()
        if path.suffix == ".py" and (lines := text.count("\n")) > MODULE_LINES
    }
    assert long == {}, "split it by subject"


def test_every_command_is_documented() -> None:
    cli = importlib.import_module("dashboard.cli")

    app = next(value for value in vars(cli).values() if isinstance(value, typer.Typer))
    command = typer.main.get_command(app)
    names = set(getattr(command, "commands", {}))
    documented = set(re.findall(r"^\| `rundown ([\w-]+)", page("commands"), re.MULTILINE))
    assert documented == names, "bring the table in docs/commands.md up to date"


def test_every_setting_is_documented() -> None:
    from dashboard.config import Settings

    names = {f"RUNDOWN_{name.upper()}" for name in Settings.model_fields}
    documented = set(re.findall(r"^\| `(RUNDOWN_\w+)`", page("settings"), re.MULTILINE))
    assert documented == names, "bring docs/settings.md up to date"


def test_every_import_rule_names_rooms_that_exist() -> None:
    named = {
        name.strip(" ()")
        for contract in pyproject()["tool"]["importlinter"]["contracts"]
        for line in contract.get("layers", [])
        for name in re.split("[|:]", line)
    }
    rooms = {path.stem for path in (ROOT / "dashboard").iterdir()}
    assert named - rooms == set()


def page(name: str) -> str:
    return (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")
