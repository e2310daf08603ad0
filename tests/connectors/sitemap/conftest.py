"""A site with a sitemap, and a memory in the place of the store."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.contract import Batch, Checkpoint, NothingKnown, SourceSpec
from connectors.environment import Environment
from connectors.items import Article, Gone
from connectors.sitemap.connector import SitemapConnector
from tests.connectors.conftest import Clock
from tests.connectors.sitemap.documents import story
from tests.loopback import LoopbackSite


class Reader(NothingKnown):
    """Pulls a sitemap as sync does, and remembers what came and the last checkpoint."""

    def __init__(self, env: Environment, site: LoopbackSite, clock: Clock) -> None:
        self.env = replace(env, known=self)
        self.site = site
        self.clock = clock
        self.checkpoint: Checkpoint = {}
        self.articles: dict[str, Article] = {}
        self.gone: dict[str, Gone] = {}
        self.warnings: list[str] = []

    def refs_known(self, spec: SourceSpec, refs: Iterable[str]) -> set[str]:
        return {ref for ref in refs if ref in self.articles}

    def refs_after(self, spec: SourceSpec, ref: str, limit: int) -> list[str]:
        refs = sorted(r for r in self.articles if r > ref and r not in self.gone)
        return refs[:limit]

    def pull(self, path: str = "/sitemap.xml", *, stop_after: int = 999) -> list[Batch]:
        """One pull, to its end or killed after some batches."""
        connector = SitemapConnector(SourceSpec("sitemap", self.site.url(path)), self.env)
        batches = []
        for batch in connector.pull(self.checkpoint):
            batches.append(batch)
            self.keep(batch)
            if len(batches) >= stop_after:
                break
        return batches

    def keep(self, batch: Batch) -> None:
        for article in batch.items:
            assert isinstance(article, Article)
            self.articles[article.ref] = article
            self.gone.pop(article.ref, None)
        self.gone |= {gone.ref: gone for gone in batch.gone}
        self.warnings += batch.warnings
        self.checkpoint = json.loads(json.dumps(dict(batch.checkpoint)))

    def asked(self) -> list[str]:
        """The paths that were asked for since the last call, without robots.txt."""
        paths = [asked.path for asked in self.site.asked if asked.path != "/robots.txt"]
        self.site.asked.clear()
        return paths

    def later(self, **span: float) -> None:
        self.clock.forward(timedelta(**span))

    def publish(self, *numbers: int) -> list[str]:
        """Put stories on the site; their addresses."""
        for number in numbers:
            self.site.pages[f"/news/story-{number}"] = story(number)
        return [self.site.url(f"/news/story-{number}") for number in numbers]

    @property
    def titles(self) -> list[str]:
        return [article.title for article in self.articles.values()]


@pytest.fixture
def reader(env: Environment, site: LoopbackSite, clock: Clock) -> Reader:
    return Reader(env, site, clock)
