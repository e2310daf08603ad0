"""A store on each engine with a clock that tests move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from connectors.contract import SourceSpec
from dashboard.store import Store, open_store
from dashboard.store.model import Source
from tests.store import plans

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default=NOON)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database: str, clock: Clock) -> Iterator[Store]:
    opened = open_store(database, timezone="Europe/Berlin", clock=clock)
    with plans.watched(opened):
        yield opened
    assert opened.check() == []
    opened.close()


@pytest.fixture
def feed(store: Store) -> Source:
    return store.sources.add(SourceSpec("feed", "https://a.example/feed", "A"))


@pytest.fixture
def channel(store: Store) -> Source:
    return store.sources.add(SourceSpec("youtube", "https://www.youtube.com/@a", "A on YouTube"))
