"""The command as a person runs it: a process of its own, and an outlet to try it on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dashboard.demo.server import DemoSite

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CLOCK = {"RUNDOWN_NOW": "2026-11-24T12:00:00Z"}
KEY = DemoSite.api_key


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code and both outputs."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def surroundings(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command: nothing of the caller's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RUNDOWN_")}
    return kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"} | dict(more)


class Rundown:
    """Runs ``rundown`` in a folder of its own; every run is checked for what no run may do."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.folder = folder
        self.env = dict(env)

    def __call__(self, *arguments: str | Path, **env: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "dashboard.cli", *map(str, arguments)],
            cwd=self.folder,
            env=surroundings(self.env | env),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert KEY not in done.stdout + done.stderr
        if done.returncode == 2:
            assert done.stderr.strip(), "wrong use is told"
        return Ran(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def started(self, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
        """The command under way; it is killed, if that is still needed, when the block ends."""
        with subprocess.Popen(
            [sys.executable, "-m", "dashboard.cli", *map(str, arguments)],
            cwd=self.folder,
            env=surroundings(self.env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as child:
            yield child
            child.kill()

    def well(self, *arguments: str | Path, **env: str) -> Ran:
        """Run what has to succeed without a word of complaint."""
        done = self(*arguments, **env)
        assert (done.code, done.err) == (0, "")
        return done


@pytest.fixture
def rundown(tmp_path: Path) -> Rundown:
    """The command with an empty database at a fixed time."""
    return Rundown(tmp_path, CLOCK | {"RUNDOWN_DB": "s.db", "RUNDOWN_ALLOW_HOSTS": "127.0.0.1"})


@pytest.fixture(scope="session")
def outlet() -> Iterator[DemoSite]:
    """The demo outlet's site and channel, served at a fixed time."""
    with DemoSite(lambda: NOW, opening=NOW) as running:
        yield running


@pytest.fixture(scope="session")
def of_outlet(outlet: DemoSite) -> dict[str, str]:
    """The settings with which the demo outlet is followed."""
    return CLOCK | {
        "RUNDOWN_DB": "s.db",
        "RUNDOWN_ALLOW_HOSTS": "127.0.0.1",
        "RUNDOWN_YOUTUBE_API_KEY": KEY,
        "RUNDOWN_YOUTUBE_API_ENDPOINT": outlet.api_endpoint,
        "RUNDOWN_YOUTUBE_FEED_ENDPOINT": outlet.feed_endpoint,
    }


@dataclass(frozen=True)
class Begun:
    """The demo outlet, found and synced once; what both commands printed."""

    folder: Path
    found: Any
    synced: Any


@pytest.fixture(scope="session")
def begun(
    outlet: DemoSite, of_outlet: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Begun:
    folder = tmp_path_factory.mktemp("begun")
    rundown = Rundown(folder, of_outlet)
    found = rundown("init", outlet.site_url, "--json")
    assert found.code == 0, found.err
    synced = rundown("sync", "--json")
    assert synced.code == 0, synced.err
    return Begun(folder, found.json, synced.json)


@pytest.fixture
def newsroom(begun: Begun, of_outlet: dict[str, str], tmp_path: Path) -> Rundown:
    """The command with a copy of the synced outlet's database."""
    for file in begun.folder.glob("s.db*"):
        shutil.copy(file, tmp_path)
    return Rundown(tmp_path, of_outlet)


@pytest.fixture(scope="session")
def reader(begun: Begun, of_outlet: dict[str, str]) -> Callable[..., Ran]:
    """The command on the synced outlet, for what only reads."""
    return Rundown(begun.folder, of_outlet).well
