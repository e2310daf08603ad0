"""The pages of articles that are known only from a thin feed, as a source."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import ClassVar

from connectors.contract import Batch, Checkpoint, SourceSpec, ThinArticle
from connectors.environment import Environment
from connectors.items import Article
from connectors.pages.memory import PageMemory
from connectors.pages.reading import PORTION, Outcome, PageReader, State, told, under_ref

PAGES_A_PULL = 100
MOST_ASKED_FOR = 2_000
"""Thin articles that are looked at to find those whose pages are to be read."""
TROUBLE_WAIT_S = 15 * 60.0


class PagesConnector:
    """Reads the pages of thin articles of the site at ``spec.url``, each once.

    A page is read again after its feed says something new of it. What single pages do (missing,
    refused, no articles) is a warning and remembered in the checkpoint; it never fails the source.
    """

    kind: ClassVar[str] = "pages"

    def __init__(self, spec: SourceSpec, env: Environment) -> None:
        self._spec = spec
        self._env = env

    def pull(self, checkpoint: Checkpoint) -> Iterator[Batch]:
        """Yield portions of articles, the newest first, up to ``PAGES_A_PULL``."""
        memory = PageMemory(checkpoint.get("memory"))
        wanted = list(islice(self._wanted(memory), PAGES_A_PULL + 1))
        reader = PageReader(self._env)
        sentences: list[str] = []
        waiting, items, over = wanted[:PAGES_A_PULL], list[Article](), False
        while not over:
            portion, waiting = waiting[:PORTION], waiting[PORTION:]
            items, later = self._read(portion, reader, memory, sentences)
            waiting = later + waiting
            over = not waiting or reader.is_hopeless
            if not over:
                yield Batch(items=tuple(items), checkpoint={"memory": memory.json()})
        yield Batch(
            items=tuple(items),
            warnings=told(sentences),
            checkpoint={"memory": memory.json()},
            next_due_s=max(reader.wait_s or 0.0, TROUBLE_WAIT_S) if reader.is_hopeless else None,
            unfinished=len(wanted) > PAGES_A_PULL and not reader.is_hopeless,
        )

    def _read(
        self,
        portion: list[ThinArticle],
        reader: PageReader,
        memory: PageMemory,
        sentences: list[str],
    ) -> tuple[list[Article], list[ThinArticle]]:
        """The articles of a portion, and what there was no time for."""
        items, later = [], []
        for thin, outcome in zip(portion, reader.read([t.url for t in portion]), strict=True):
            if outcome.state is State.LATER:
                later.append(thin)
            elif article := self._kept(thin, outcome, memory, sentences):
                items.append(article)
        return items, later

    def _wanted(self, memory: PageMemory) -> Iterator[ThinArticle]:
        now = self._env.clock()
        for thin in self._env.known.thin_articles(self._spec.url, MOST_ASKED_FOR):
            was_read = memory.was_read(thin.url, thin.changed_at.timestamp())
            if not was_read and not memory.rests(thin.url, now):
                yield thin

    def _kept(
        self, thin: ThinArticle, outcome: Outcome, memory: PageMemory, sentences: list[str]
    ) -> Article | None:
        """The article as a sighting of this source; what else came of the page is remembered."""
        if outcome.article is not None:
            memory.read(thin.url, thin.changed_at.timestamp())
            return under_ref(outcome.article, thin.url)
        sentences.append(outcome.sentence)
        if outcome.state is State.OTHER:
            memory.gave_none(thin.url)
        else:
            memory.failed(thin.url, self._env.clock())
        return None
