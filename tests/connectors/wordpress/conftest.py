"""A WordPress look-alike, and a memory in the place of the store."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from connectors.contract import Batch, Checkpoint, NothingKnown, SourceSpec
from connectors.environment import Environment
from connectors.items import Article
from connectors.wordpress.address import POSTS, source_of
from connectors.wordpress.connector import WordPress
from tests.loopback import LoopbackSite
from tests.wordpress_lookalike import WordPressLookalike


class Reader(NothingKnown):
    """Pulls a site as sync does, and remembers what came, what went and the last checkpoint."""

    def __init__(self, env: Environment, wordpress: WordPressLookalike, route: str = POSTS) -> None:
        self.route = route
        self.env = replace(env, known=self)
        self.wordpress = wordpress
        self.checkpoint: Checkpoint = {}
        self.articles: dict[int, Article] = {}
        self.gone: set[int] = set()
        self.warnings: tuple[str, ...] = ()
        self.largest_checkpoint = 0

    def refs_after(self, spec: SourceSpec, ref: str, limit: int) -> list[str]:
        return sorted(shown for n in self.shown() if (shown := str(n)) > ref)[:limit]

    def pull(self, *, most: int | None = None) -> list[Batch]:
        """Pull, and store each batch as it comes; stop after ``most`` batches as if killed."""
        connector = WordPress(
            SourceSpec("wordpress", source_of(self.wordpress.url, self.route)), self.env
        )
        taken: list[Batch] = []
        for batch in connector.pull(self.checkpoint):
            if most is not None and len(taken) >= most:
                break
            taken.append(batch)
            stored = json.dumps(dict(batch.checkpoint))
            self.largest_checkpoint = max(self.largest_checkpoint, len(stored))
            self.checkpoint = json.loads(stored)
            self.warnings = batch.warnings
            for one in batch.items:
                assert isinstance(one, Article)
                self.articles[int(one.ref)] = one
                self.gone.discard(int(one.ref))
            self.gone |= {int(one.ref) for one in batch.gone}
        return taken

    def shown(self) -> set[int]:
        return {number for number in self.articles if number not in self.gone}


@pytest.fixture
def wordpress(site: LoopbackSite) -> WordPressLookalike:
    return WordPressLookalike(site, count=250)


@pytest.fixture
def reader(env: Environment, wordpress: WordPressLookalike) -> Reader:
    return Reader(env, wordpress)
