"""A loopback site, and a client that may reach it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from connectors.contract import NothingKnown
from connectors.environment import Environment
from connectors.web import Http
from tests.loopback import LoopbackSite


class Clock:
    """A clock that stands still until it is moved on."""

    def __init__(self) -> None:
        self.now = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture
def site() -> Iterator[LoopbackSite]:
    with LoopbackSite() as running:
        yield running


@pytest.fixture
def http() -> Iterator[Http]:
    client = Http(allow_hosts=frozenset({"127.0.0.1"}), connect_s=2, read_s=2, total_s=5)
    yield client
    client.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def env(http: Http, clock: Clock) -> Environment:
    return Environment(http=http, clock=clock, known=NothingKnown())
