"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.chromium import launch_options
from tests.postgres import PostgresServer, running_postgres

# How long an example takes is the machine's business; speed is measured by the bench.
settings.register_profile("rundown", deadline=None)
settings.load_profile("rundown")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Tests that need a real WordPress are for ``make test-wordpress``."""
    if collection_path.name != "wordpress_real":
        return None
    return "wordpress" not in config.option.markexpr.split() or None


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """pytest-playwright's own options, with the Chromium that this machine has."""
    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the whole run; it starts with the first test that wants it."""
    with running_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a test keeps its store: in a file, and once more on a server."""
    if request.param == "sqlite":
        yield str(tmp_path / "store.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.new()
    yield url
    server.drop(url)
