"""A served outlet, and a browser that asks nobody but it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import launch_options
from tests.views.outlet import NOW, ZONE, fill

expect.set_options(timeout=20_000)  # two busy cores are slow, not wrong

HOUSE = Path(__file__).parents[2]
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's Chromium, keeping to itself."""
    options = launch_options()
    options["args"] = [*options.get("args", []), *QUIET]
    return {**browser_type_launch_args, **options}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """The screen that the look is described for."""
    return {**browser_context_args, "viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="session")
def outlet_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a small outlet with every state that an item can show."""
    path = tmp_path_factory.mktemp("outlet") / "outlet.db"
    fill(path).close()
    return path


@pytest.fixture(scope="session")
def served(outlet_db: Path) -> Iterator[str]:
    """Where that outlet's dashboard is served; tests that write take ``serving`` instead."""
    with serving(outlet_db) as url:
        yield url


@contextmanager
def serving(db: Path, **environment: str) -> Iterator[str]:
    """Serve the dashboard of a database in a process of its own, at the outlet's fixed moment."""
    port = _free_port()
    settings = {
        "RUNDOWN_DB": str(db),
        "RUNDOWN_TIMEZONE": ZONE,
        "RUNDOWN_NOW": NOW.isoformat(),
        "PYTHONPATH": str(HOUSE),
        **environment,
    }
    command = [sys.executable, "-m", "uvicorn", "dashboard.app:app", "--port", str(port)]
    log = db.with_suffix(".log")
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=HOUSE, env=os.environ | settings, stdout=out, stderr=out
        )
        try:
            _wait_until_up(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture
def faults(page: Page) -> list[str]:
    """Errors of scripts on the page, as they come."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The dashboard did not start:\n{log.read_text(errors='replace')[-4000:]}")
