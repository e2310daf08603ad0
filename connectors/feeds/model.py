"""What every reader makes of a feed, before it becomes items: strings as the feed stated them."""

from __future__ import annotations

from dataclasses import dataclass, field

READER_VERSION = "2"
"""Raised when the readers make something else of an entry, so that known entries are read again."""


class NotAFeed(Exception):
    """The document is no feed in any format that we know."""


@dataclass(frozen=True, slots=True)
class Medium:
    """An enclosure, ``media:content``, player or picture; sizes in pixels, "" if not stated.

    ``kind`` is ``image``, ``audio``, ``video`` or "" where the feed does not tell.
    """

    url: str
    kind: str = ""
    width: str = ""
    height: str = ""


@dataclass(slots=True)
class Entry:
    """One entry. ``summary`` and ``content`` are HTML; relative links count from ``base``.

    ``aliases`` are further ids and addresses that the feed states for it.
    """

    id: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    published: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    media: tuple[Medium, ...] = ()
    language: str = ""
    base: str = ""
    aliases: tuple[str, ...] = ()

    def is_empty(self) -> bool:
        """Whether the entry says nothing that could be shown or told apart."""
        return not (self.id or self.link or self.title or self.summary or self.content)


@dataclass(slots=True)
class Feed:
    """A feed: ``link`` is its site's home page, ``ttl_s`` the wait in seconds that it asks for.

    ``older`` is the address of the page with older entries (RFC 5005; JSON Feed's ``next_url``).
    ``quiet_hours`` (0–23) and ``quiet_days`` (Monday is 0), both in UTC, are when it does not
    change (RSS's ``skipHours``, ``skipDays``).
    """

    title: str = ""
    link: str = ""
    language: str = ""
    ttl_s: float | None = None
    older: str = ""
    generator: str = ""
    quiet_hours: frozenset[int] = frozenset()
    quiet_days: frozenset[int] = frozenset()
    entries: list[Entry] = field(default_factory=list)
