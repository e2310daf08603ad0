"""Reading pages politely: robots.txt, few at a time, with rests between them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from connectors.contract import ConnectorError, RetryLater
from connectors.environment import Environment
from connectors.items import Article
from connectors.pages.addresses import same_site
from connectors.pages.article import read_article
from connectors.urls import identity_key
from connectors.web import Fetched
from connectors.web.errors import shown

PAGE_BYTES = 16 * 2**20
AT_ONCE = 2
"""Pages of a site that are read at the same time, where it asks for no delay between them."""
PORTION = 20
"""Pages that are handed on together."""
PORTION_S = 12.0
"""A portion is handed on after so many seconds, however few pages it has."""
LONGEST_REST_S = 5.0
_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_HOPELESS = 5
"""Passing faults in a row after which the site is left alone for a while."""


class State(StrEnum):
    """What came of reading a page."""

    ARTICLE = "article"
    OTHER = "other"
    GONE = "gone"
    REFUSED = "refused"
    DISALLOWED = "disallowed"
    FAILED = "failed"
    LATER = "later"
    """Not tried yet: the portion's time was over, or the site is in trouble."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of reading the page at ``url``; ``sentence`` says why there is no article."""

    url: str
    state: State
    article: Article | None = None
    sentence: str = ""


class PageReader:
    """Reads pages for one pull of one source.

    Between two pages of a host, whichever sources read them, rests the time that it asks for in
    robots.txt; where it asks for none, as long as its answer took, so that a slow site is asked
    less.
    """

    def __init__(self, env: Environment, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._env = env
        self._pause = pause
        self._lock = threading.Lock()
        self._faults_in_a_row = 0
        self.wait_s: float | None = None
        """What the site asked us to wait when it was in trouble, in seconds."""
        self.answered = 0
        """How many pages were there, articles or not."""

    @property
    def is_hopeless(self) -> bool:
        """Whether the site is in such trouble that the pull should end."""
        return self.wait_s is not None or self._faults_in_a_row >= _HOPELESS

    def read(self, urls: Sequence[str]) -> list[Outcome]:
        """One portion of pages, in their order; what there was no time for is ``LATER``."""
        until = time.monotonic() + PORTION_S
        delay_s = self._env.robots.rules(urls[0]).delay_s if urls else 0.0

        def one(url: str) -> Outcome:
            if self.is_hopeless or time.monotonic() >= until:
                return Outcome(url, State.LATER)
            started = time.monotonic()
            outcome = self._read(url)
            if not delay_s:
                self._pause(min(time.monotonic() - started, LONGEST_REST_S))
            return outcome

        with ThreadPoolExecutor(1 if delay_s else AT_ONCE, thread_name_prefix="page") as pool:
            return list(pool.map(one, urls))

    def _read(self, url: str) -> Outcome:
        rules = self._env.robots.rules(url)
        if not rules.reachable:
            self._note_fault(RetryLater(_unreachable(url)))
            return Outcome(url, State.FAILED, sentence=_unreachable(url))
        if not rules.allows(url):
            return Outcome(url, State.DISALLOWED, sentence=_disallowed(url))
        if wait_s := self._env.robots.turn_s(url):
            self._pause(wait_s)
        try:
            fetched = self._env.http.get(url, accept=_ACCEPT, max_bytes=PAGE_BYTES)
        except RetryLater as error:
            self._note_fault(error)
            return Outcome(url, State.FAILED, sentence=error.sentence)
        except ConnectorError as error:
            state = State.GONE if error.status in {404, 410} else State.REFUSED
            return Outcome(url, state, sentence=error.sentence)
        with self._lock:
            self._faults_in_a_row = 0
            self.answered += 1
        return _outcome(url, fetched, self._env.clock())

    def _note_fault(self, error: RetryLater) -> None:
        with self._lock:
            self._faults_in_a_row += 1
            if error.after_s is not None:
                self.wait_s = max(self.wait_s or 0.0, error.after_s)


def _outcome(url: str, fetched: Fetched, now: datetime) -> Outcome:
    if not same_site(fetched.url, url):
        return Outcome(url, State.OTHER, sentence=f"{shown(url)} leads to another site.")
    content_type = fetched.headers.get("content-type", "")
    article = read_article(fetched.body, fetched.url, content_type, now)
    if article is None:
        return Outcome(url, State.OTHER, sentence=f"{shown(url)} is no article.")
    return Outcome(url, State.ARTICLE, article)


def under_ref(article: Article, url: str) -> Article:
    """The article with ``url`` as its ref, by which it is known already.

    Its own address is another id where they differ, so that neither makes a second article.
    """
    other = () if identity_key(article.url) == identity_key(url) else (article.url,)
    return replace(article, ref=url, other_ids=other)


def told(sentences: Sequence[str], most: int = 5) -> tuple[str, ...]:
    """Warnings for the Sources page: the first few, and how many more there are."""
    unique = list(dict.fromkeys(sentences))
    if len(unique) <= most:
        return tuple(unique)
    return (*unique[:most], f"So it is with {len(unique) - most} more pages.")


def _disallowed(url: str) -> str:
    return f"{shown(url)} was not read: the site's robots.txt asks us not to."


def _unreachable(url: str) -> str:
    return f"{shown(url)} was not read: the site's robots.txt cannot be had now."
