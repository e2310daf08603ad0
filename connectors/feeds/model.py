"""What every reader makes of a feed, before it becomes items: strings as the feed stated them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectors.items import Article

if TYPE_CHECKING:
    from connectors.feeds.vague import Names

READER_VERSION = "2"
"""Raised when the readers make something else of an entry, so that known entries are read again."""


HELD_BYTES = 2**20
"""Documents up to this size are held as entries too; of larger ones entries are read one by one."""


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

    ``entries`` can be gone through again and again. Those of a small feed are a list; of a large
    one each is made of the document when its turn comes, and ``names`` is what they are called.
    """

    title: str = ""
    link: str = ""
    language: str = ""
    ttl_s: float | None = None
    older: str = ""
    generator: str = ""
    quiet_hours: frozenset[int] = frozenset()
    quiet_days: frozenset[int] = frozenset()
    entries: Iterable[Entry] = ()
    names: Names | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What a document says of itself: the feed without its entries, and its next older page."""

    name: str
    feed: Feed
    older: str


@dataclass(frozen=True, slots=True)
class End:
    """What is known once all of a document was read: what was odd, and what to remember of it."""

    warnings: tuple[str, ...]
    memory: Mapping[str, object]


Part = Head | tuple[Article, ...] | End
"""First the head, then up to some hundred new or changed articles at a time, then the end."""
