"""Which of a site's feeds to follow: the fewest that lose nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from connectors.contract import ConnectorError
from connectors.discovery.found import Found
from connectors.discovery.page import FeedLink
from connectors.environment import Environment
from connectors.feeds.articles import SUMMARY_CHARS
from connectors.feeds.connector import ACCEPT
from connectors.feeds.dates import moment
from connectors.feeds.model import Entry, NotAFeed
from connectors.feeds.reading import read_feed
from connectors.items import LinkRel
from connectors.text import Content, clean_title, read_content
from connectors.urls import identity_key
from connectors.web import Fetched

COMMON_PATHS = (
    "feed/",
    "rss.xml",
    "feed.xml",
    "atom.xml",
    "index.xml",
    "rss",
    "feed",
    "feeds/posts/default",
    "feed.json",
)
"""Where content systems put a feed that their pages do not name."""

MOST_TRIED = 36
_COMMENTS = re.compile(r"/comments?(?:/|\b)|[?&]feed=comments|/replies\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed that was read: ``entries`` are its entries' identities.

    ``oldest`` is the earliest time that an entry states, ``full`` whether it brings whole texts,
    ``videos`` are the ids of the YouTube videos that its entries embed, as often as they do.
    """

    url: str
    title: str
    why: str
    entries: frozenset[str]
    oldest: datetime | None = None
    full: bool = False
    videos: tuple[str, ...] = ()

    @property
    def found(self) -> Found:
        """The feed as a source."""
        count = len(self.entries)
        gives = f"{count} article{'' if count == 1 else 's'}"
        if self.oldest:
            gives += f" back to {self.oldest.day} {self.oldest:%B %Y}"
        if count:
            gives += ", full text" if self.full else ", no full text"
        return Found("feed", self.url, self.title, self.why, gives)


def candidate(fetched: Fetched, now: datetime, why: str, title: str = "") -> Candidate | None:
    """What was fetched, if it is a feed. Times after ``now`` (aware) do not count."""
    try:
        feed = read_feed(fetched.body, fetched.url, fetched.headers.get("content-type", ""))
    except NotAFeed:
        return None
    every = list(feed.entries)
    entries = (identity_key(entry.link) or entry.id or entry.title for entry in every)
    times = (moment(entry.published or entry.updated, now).at for entry in every)
    contents = [read_content(entry.content or entry.summary, entry.base) for entry in every]
    return Candidate(
        url=fetched.permanent_url or fetched.url,
        title=clean_title(feed.title) or title,
        why=why,
        entries=frozenset(entry for entry in entries if entry),
        oldest=min((time for time in times if time), default=None),
        full=2 * sum(map(_is_whole, every, contents)) > len(contents),
        videos=tuple(
            link.video_id
            for content in contents
            for link in content.links
            if link.video_id and link.rel is LinkRel.EMBED
        ),
    )


def _is_whole(entry: Entry, content: Content) -> bool:
    """Whether an entry carries its text: as such, or as a description too long for a teaser."""
    if len(content.text) > SUMMARY_CHARS:
        return True
    return bool(entry.content) and len(content.text) > len(read_content(entry.summary).text)


def linked_feeds(links: Iterable[FeedLink], env: Environment) -> tuple[list[Candidate], list[str]]:
    """The feeds among a page's links, in its order, and sentences on those that are none."""
    read, warnings = [], []
    wanted = [link for link in links if not _COMMENTS.search(link.url)]
    if len(wanted) > MOST_TRIED:
        warnings.append(f"The page names {len(wanted)} feeds; the first {MOST_TRIED} were read.")
    for link in wanted[:MOST_TRIED]:
        try:
            fetched = env.http.get(link.url, accept=ACCEPT)
        except ConnectorError as error:
            warnings.append(f"The feed {link.url} was left out: {error.sentence}")
            continue
        if found := candidate(fetched, env.clock(), "the home page names it", link.title):
            read.append(found)
        else:
            warnings.append(f"{link.url} was left out: the home page calls it a feed, it is none.")
    return read, warnings


def guessed_feed(home_url: str, env: Environment) -> Candidate | None:
    """The first feed at one of the places where content systems put them."""
    return next(_guesses(home_url, env), None)


def _guesses(home_url: str, env: Environment) -> Iterator[Candidate]:
    for path in COMMON_PATHS:
        url = urljoin(home_url if home_url.endswith("/") else f"{home_url}/", path)
        try:
            fetched = env.http.get(url, accept=ACCEPT)
        except ConnectorError:
            continue  # nothing was promised there, so its absence is no news
        if found := candidate(fetched, env.clock(), f"it is at the usual place /{path}"):
            yield found


def fewest(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The fewest candidates, in their order, that together have every entry of all of them.

    Found by leaving out, last first, whatever the others make up for: the first is the main feed
    by custom and stays the longest. Where all are empty, the first.
    """
    every = list(candidates)
    kept = [one for one in every if one.entries]
    for one in reversed(kept.copy()):
        others = [other for other in kept if other is not one]
        if one.entries <= frozenset[str]().union(*(other.entries for other in others)):
            kept = others
    return kept or every[:1]
