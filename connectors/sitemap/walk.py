"""Through a site's sitemaps, the newest first, to the pages that are to be read."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from connectors.contract import ConnectorError, NotThisKind, RetryLater, SourceSpec
from connectors.environment import Environment
from connectors.sitemap.addresses import (
    changed_at,
    holds_articles,
    may_be_article,
    newness,
    order_of,
)
from connectors.sitemap.reading import UNPACKED_BYTES, Entry, NotASitemap, Sitemap, read_sitemap
from connectors.sitemap.state import MOST_CHILDREN, Child, State

DEEPEST = 3
"""Indexes within indexes; the protocol knows none, real sites have two levels."""
MOST_READ = 40
"""Sitemaps that are read in one pull."""
ENOUGH_READ = 8
"""After so many a pull reads no more, once it has pages enough: they are the newest."""
HOUR_S, DAY_S = 3600.0, 86_400.0
ACCEPT = "application/xml, text/xml;q=0.9, */*;q=0.5"
_ASKED_AT_ONCE = 1_000


@dataclass(order=True, slots=True)
class Candidate:
    """A page to read. The order is that of newness, of its sitemap where the page tells none."""

    rank: tuple[float, int, int]
    entry: Entry = field(compare=False)
    child: str = field(compare=False)
    is_known: bool = field(compare=False, default=False)


class Walk:
    """One pull's way through the sitemaps of a source. ``warnings`` are sentences."""

    def __init__(self, spec: SourceSpec, env: Environment, state: State, most: int) -> None:
        self._spec = spec
        self._env = env
        self._state = state
        self._most = most
        self._now = env.clock()
        self._chosen: list[Candidate] = []
        self._overflowed: set[str] = set()
        self._read: dict[str, bool] = {}
        self._asked = 0
        self.warnings: list[str] = []

    def candidates(self) -> list[Candidate]:
        """The pages to read now, the newest first, at most as many as agreed.

        Raises:
            ConnectorError: the source's own sitemap cannot be read.
        """
        children = self._state.children
        children.setdefault(self._spec.url, Child(index=True))
        self._look(self._spec.url, children[self._spec.url])
        done = {self._spec.url}
        waiting = self._due(done)
        while waiting and self._asked < MOST_READ:
            if self._asked >= ENOUGH_READ and self._is_full:
                break
            url = waiting.pop()
            done.add(url)
            try:
                self._look(url, children[url])
            except ConnectorError as error:
                self._leave_out(url, error)
                continue
            if children[url].index:
                waiting = self._due(done)
        return sorted(self._chosen, reverse=True)

    def finished(self, unread: Iterable[str]) -> None:
        """Take note that all pages that were chosen are dealt with, but those in ``unread``.

        ``unread`` are addresses of sitemaps of which chosen pages are left.
        """
        left = {*unread, *self._overflowed}
        for url, had_news in self._read.items():
            child = self._state.children.get(url)
            if child is None:
                continue
            child.pending = url in left
            if not child.pending:
                child.since, child.begun = child.begun - DAY_S, 0.0
                child.calm = 0 if had_news else min(child.calm + 1, 10)
                child.due = self._now.timestamp() + self._interval(url, child)

    @property
    def is_unfinished(self) -> bool:
        """Whether sitemaps are left whose pages wait to be read."""
        now_s = self._now.timestamp()
        children = self._state.children.values()
        return any(c.has_news and c.rests <= now_s for c in children if not c.index)

    @property
    def _is_full(self) -> bool:
        return len(self._chosen) >= self._most

    def _due(self, done: set[str]) -> list[str]:
        """Addresses of sitemaps to read, the next one last: indexes, then the newest."""
        now_s = self._now.timestamp()
        waiting = [
            (child.index, order_of(url, child.lastmod, self._now), url)
            for url, child in self._state.children.items()
            if url not in done and (child.is_due(now_s) or (child.index and child.rests <= now_s))
        ]
        return [url for _, _, url in sorted(waiting)]

    def _leave_out(self, url: str, error: ConnectorError) -> None:
        """A sitemap failed: it rests for a while; one that is gone is forgotten."""
        if error.status in {404, 410}:
            del self._state.children[url]
            return
        self._state.children[url].rests = self._now.timestamp() + HOUR_S
        self.warnings.append(f"A sitemap was left out for now: {error.sentence}")

    def _look(self, url: str, child: Child) -> None:
        """Read one sitemap; an index names others, another one gives candidates."""
        self._asked += 1
        # Whoever waits for pages needs the entries again, though they be the same.
        fails_due = 0.0 < child.again <= self._now.timestamp()
        same_will_do = child.index or not (child.pending or fails_due)
        fetched = self._env.http.get(
            url,
            etag=child.etag if same_will_do else "",
            last_modified=child.modified if same_will_do else "",
            accept=ACCEPT,
            max_bytes=UNPACKED_BYTES,
        )
        child.rests = 0.0
        if fetched.not_modified:
            child.seen = child.lastmod
            child.due = self._now.timestamp() + self._interval(url, child)
            return
        try:
            sitemap = read_sitemap(fetched.body, fetched.url)
        except NotASitemap as error:
            raise self._no_sitemap(url, child) from error
        if sitemap.cut:
            self.warnings.append(f"{url} is not whole or too long; what could be read is kept.")
        child.etag, child.modified, child.seen = fetched.etag, fetched.last_modified, child.lastmod
        child.index = sitemap.is_index
        if sitemap.is_index:
            self._adopt(sitemap, child)
            child.pending = False
        else:
            child.begun = child.begun or self._now.timestamp()
            child.pending = True  # until all that is chosen from it is stored
            child.again = 0.0
            self._read[url] = self._choose(sitemap, url, child)

    def _adopt(self, sitemap: Sitemap, parent: Child) -> None:
        """Take in the sitemaps of an index, each once; those of other things than articles not."""
        if parent.depth >= DEEPEST:
            self.warnings.append(
                "Sitemap indexes lie in each other too deep; the rest is left out."
            )
            return
        children = self._state.children
        named = {entry.url: entry for entry in sitemap.entries if entry.url != self._spec.url}
        wanted = [e for e in named.values() if holds_articles(e.url)] or list(named.values())
        for entry in wanted:
            child = children.setdefault(entry.url, Child(depth=parent.depth + 1))
            child.lastmod = entry.lastmod
        if len(children) > MOST_CHILDREN:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        """Keep the newest sitemaps, and the indexes that name them."""
        children, now = self._state.children, self._now
        plain = [url for url, child in children.items() if not child.index]
        plain.sort(key=lambda url: order_of(url, children[url].lastmod, now), reverse=True)
        for url in plain[max(0, MOST_CHILDREN - (len(children) - len(plain))) :]:
            del children[url]
        self.warnings.append(
            f"The site has more than {MOST_CHILDREN:,} sitemaps; the oldest are left out."
        )

    def _choose(self, sitemap: Sitemap, url: str, child: Child) -> bool:
        """Choose the newest of the pages that are new or changed; whether there were any."""
        now = self._now
        fitting = [entry for entry in sitemap.entries if may_be_article(entry, self._spec.url)]
        ranked = sorted(
            ((newness(e, now), -self._asked, -place) for place, e in enumerate(fitting)),
            reverse=True,
        )
        walk = (Candidate(rank, fitting[-rank[2]], url) for rank in ranked)
        found = 0
        while chunk := list(islice(walk, _ASKED_AT_ONCE)):
            known = self._env.known.refs_known(self._spec, [c.entry.url for c in chunk])
            for candidate in chunk:
                candidate.is_known = candidate.entry.url in known
                if self._is_wanted(candidate, child):
                    found += 1
                    self._push(candidate)
            if found >= self._most:
                self._overflowed.add(url)  # there may be more: it is looked at again
                break
        return found > 0

    def _is_wanted(self, candidate: Candidate, child: Child) -> bool:
        entry, memory = candidate.entry, self._state.memory
        if memory.rests(entry.url, self._now):
            child.try_again(memory.tried_again_s(entry.url))
            return False
        if not candidate.is_known:
            return True
        changed_s = changed_at(entry.lastmod, self._now)
        return changed_s > child.since > 0.0 and not memory.was_read(entry.url, changed_s)

    def _push(self, candidate: Candidate) -> None:
        if not self._is_full:
            heapq.heappush(self._chosen, candidate)
        else:
            left_out = heapq.heappushpop(self._chosen, candidate)
            self._overflowed.add(left_out.child)

    def _interval(self, url: str, child: Child) -> float:
        """How long a sitemap is left alone of which its index tells nothing new, in seconds."""
        if url == self._spec.url or order_of(url, "", self._now)[0]:
            return 0.0
        if child.lastmod:
            return 7 * DAY_S
        return min(HOUR_S * 2 ** (child.calm - 1), DAY_S) if child.calm else 0.0

    def _no_sitemap(self, url: str, child: Child) -> ConnectorError:
        if url != self._spec.url:
            return RetryLater(f"{url} is no sitemap.")
        if child.since or len(self._state.children) > 1:
            return RetryLater(
                "Where the sitemap was, the site now sends something else, such as a page.",
                advice="It is tried again by itself; what was read before is kept.",
            )
        return NotThisKind(
            "The address answers, but not with a sitemap.",
            advice="Sitemaps often stand in the site's robots.txt, after “Sitemap:”.",
        )
