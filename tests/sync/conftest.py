"""A store, a loopback site, and syncers between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.config import Settings
from dashboard.store import Store, open_store
from dashboard.sync import Syncer
from dashboard.sync.environment import make_environment
from tests.loopback import LoopbackSite
from tests.sync.desk import Desk


@pytest.fixture
def site() -> Iterator[LoopbackSite]:
    with LoopbackSite() as running:
        yield running


@pytest.fixture
def settings(database: str) -> Settings:
    return Settings(db=database, allow_hosts=("127.0.0.1",), refresh_s=60)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings.db, clock=settings.clock)
    yield opened
    assert opened.check() == []
    opened.close()


@pytest.fixture
def syncer(store: Store, settings: Settings) -> Iterator[Syncer]:
    env = make_environment(settings, store.sources)
    yield Syncer(store, env, workers=4, refresh_s=60)
    env.http.close()


@pytest.fixture
def desk(site: LoopbackSite, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(site, tmp_path)
    yield made
    assert made.store.check() == []
    made.store.close()
