"""One WordPress for all tests here, and a Rundown that syncs it as a person would have it do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import SourceSpec
from dashboard.config import Settings
from dashboard.store import Store, TimelineQuery, open_store
from dashboard.store.model import ItemRow, Source
from dashboard.sync import Syncer, SyncResult
from dashboard.sync.environment import make_environment
from tests.wordpress_real import outlet
from tests.wordpress_real.outlet import Planned
from tests.wordpress_real.server import WordPressSite

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.wordpress)


@dataclass(frozen=True)
class Post:
    """A post that WordPress has, as planned and as made."""

    planned: Planned
    made: dict[str, Any]


@dataclass(frozen=True)
class Filled:
    """The running site and its posts."""

    wordpress: WordPressSite
    posts: list[Post]

    def public(self) -> list[Post]:
        return [post for post in self.posts if post.planned.public]

    def titled(self, title: str) -> Post:
        return next(
            p for p in self.posts if title in (p.planned.title, p.planned.post["post_title"])
        )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    with WordPressSite(tmp_path_factory.mktemp("wordpress")) as site:
        plan = [
            *outlet.ordinary(),
            *outlet.embedding(),
            *outlet.peculiar(),
            *outlet.hidden(),
        ]
        made = site.run("seed", posts=[planned.post for planned in plan])
        yield Filled(site, [Post(p, m) for p, m in zip(plan, made, strict=True)])


class Rundown:
    """A store and a syncer on it."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(db=str(folder / "s.db"), allow_hosts=("127.0.0.1",), refresh_s=60)
        self.settings = settings
        self.store: Store = open_store(settings.db, clock=settings.clock)
        self._env = make_environment(settings, self.store.sources)
        self._syncer = Syncer(self.store, self._env, workers=4, refresh_s=60)

    def follow(self, kind: str, url: str) -> Source:
        return self.store.sources.add(SourceSpec(kind, url))

    def sync(self) -> SyncResult:
        result = self._syncer.once(everything=True)
        assert result.failed == []
        return result

    def settled(self) -> bool:
        """Whether it comes to a sync that asks once and changes nothing.

        While the second of the latest change lasts, another change might follow in it.
        """
        for _ in range(200):
            result = self.sync()
            assert (result.items_new, result.items_changed, result.items_gone) == (0, 0, 0)
            if result.requests == 1:
                return True
        return False

    def items(self) -> dict[str, ItemRow]:
        """What the timeline shows, by title; each title must stand there once."""
        found: dict[str, ItemRow] = {}
        cursor = None
        while True:
            page = self.store.timeline.page(TimelineQuery(), limit=200, after=cursor)
            for row in page.items:
                assert row.title not in found, row.title
                found[row.title] = row
            if page.next is None:
                return found
            cursor = page.next

    def close(self) -> None:
        assert self.store.check() == []
        self._env.http.close()
        self.store.close()


@pytest.fixture
def rundown(tmp_path: Path) -> Iterator[Rundown]:
    made = Rundown(tmp_path)
    yield made
    made.close()
