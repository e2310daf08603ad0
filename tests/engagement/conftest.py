from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.store import Store
from tests.engagement import outlet


@pytest.fixture(scope="session")
def read_outlet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An outlet with readings, for tests that do not write."""
    store = outlet.fill(tmp_path_factory.mktemp("read") / "r.db")
    outlet.site_figures(store)
    yield store
    store.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An outlet whose figures nobody has read, for tests that write."""
    opened = outlet.fill(tmp_path / "r.db", films=6, readings=False)
    yield opened
    opened.close()
