"""A site's sitemaps as a source: the newest articles at once, the archive in portions."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import ClassVar

from connectors.contract import Batch, Checkpoint, SourceSpec
from connectors.environment import Environment
from connectors.items import Article, Gone
from connectors.pages.reading import PORTION, Outcome, PageReader, State, told
from connectors.sitemap import checking
from connectors.sitemap.addresses import newness
from connectors.sitemap.completing import completed, note_read, of_news
from connectors.sitemap.state import State as Standing
from connectors.sitemap.walk import Candidate, Walk

PAGES_A_PULL = 400
PULL_S = 120.0
"""After so many seconds a pull ends, and goes on after other sources had their turn."""
NEW_S = 2 * 86_400.0
"""A page this new that is not there may still appear; an older one is a dead address."""
TROUBLE_WAIT_S = 15 * 60.0
_LASTING = frozenset({State.DISALLOWED, State.REFUSED, State.OTHER})
"""Pages of which nothing more will come than a news sitemap tells."""


class SitemapConnector:
    """Pulls the articles that the sitemap (or index of sitemaps) at ``spec.url`` names.

    Pages are read the newest first, ``PAGES_A_PULL`` in a pull, and again when ``lastmod`` says
    that they changed. That an address leaves the sitemap says nothing of its page; a page that is
    twice not there when it is looked for is gone. The checkpoint holds where each sitemap stands;
    which pages were read is asked of the store.
    """

    kind: ClassVar[str] = "sitemap"

    def __init__(self, spec: SourceSpec, env: Environment) -> None:
        self._spec = spec
        self._env = env

    def pull(self, checkpoint: Checkpoint) -> Iterator[Batch]:
        """Yield portions of articles, then what a slow look at known pages brought.

        Raises:
            NotThisKind: there is no sitemap at the address.
            RetryLater: the same where one was before, or a passing fault.
            NeedsPerson: access refused, gone, a private address.
        """
        state = Standing.from_json(checkpoint)
        walk = Walk(self._spec, self._env, state, PAGES_A_PULL)
        waiting = walk.candidates()
        reader = PageReader(self._env)
        until = time.monotonic() + PULL_S
        sentences: list[str] = []
        brought = 0
        while waiting and not reader.is_hopeless and time.monotonic() < until:
            portion, waiting = waiting[:PORTION], waiting[PORTION:]
            items, later = self._read(portion, reader, state, sentences)
            waiting = later + waiting
            brought += len(items)
            yield Batch(items=tuple(items), checkpoint=state.json())
        walk.finished(unread={candidate.child for candidate in waiting})
        checked = checking.Checked()
        if not waiting and not reader.is_hopeless:
            checked = checking.look(self._spec, self._env, state, reader)
        yield Batch(
            items=checked.items,
            gone=tuple(Gone(ref=ref, reason="its page is not there") for ref in checked.gone),
            warnings=(*told(walk.warnings), *told(sentences), *checked.warnings),
            checkpoint=state.json(),
            next_due_s=max(reader.wait_s or 0.0, TROUBLE_WAIT_S) if reader.is_hopeless else None,
            # Where no page is there, there is no hurry: they are many dead addresses.
            unfinished=walk.is_unfinished
            and (brought > 0 or (reader.answered > 0 and state.memory.has_room))
            and not reader.is_hopeless,
        )

    def _read(
        self,
        portion: list[Candidate],
        reader: PageReader,
        state: Standing,
        sentences: list[str],
    ) -> tuple[list[Article], list[Candidate]]:
        """The articles of a portion, and what there was no time for."""
        items, later = [], []
        outcomes = reader.read([candidate.entry.url for candidate in portion])
        for candidate, outcome in zip(portion, outcomes, strict=True):
            if outcome.state is State.LATER:
                later.append(candidate)
            elif article := self._kept(candidate, outcome, state, sentences):
                items.append(article)
        return items, later

    def _kept(
        self, candidate: Candidate, outcome: Outcome, state: Standing, sentences: list[str]
    ) -> Article | None:
        """The article as a sighting of this source; what else came of the page is remembered."""
        now, entry = self._env.clock(), candidate.entry
        if outcome.article is not None:
            note_read(state.memory, entry, now)
            article = completed(outcome.article, entry, now)
            # One that states no time keeps the place that it got when it was read first.
            timeless = outcome.article.published_at is None and not entry.news_date
            return None if timeless and candidate.is_known else article
        if outcome.state is not State.OTHER:
            sentences.append(outcome.sentence)
        if outcome.state in _LASTING and entry.news_title:
            return of_news(entry, now)
        is_old = now.timestamp() - newness(entry, now) > NEW_S
        if outcome.state is State.OTHER or (outcome.state is State.GONE and is_old):
            state.memory.gave_none(entry.url)
            return None
        state.memory.failed(entry.url, now)
        if child := state.children.get(candidate.child):
            child.try_again(state.memory.tried_again_s(entry.url))
        return None
