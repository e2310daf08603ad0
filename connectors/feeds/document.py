"""A feed's document read to the end: a pure function of what came and of what was known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from connectors.contract import Checkpoint
from connectors.feeds.changes import Changes, names_of
from connectors.feeds.history import older_page
from connectors.feeds.model import Feed
from connectors.feeds.reading import read_feed
from connectors.items import Article
from connectors.text import clean_title


@dataclass(frozen=True, slots=True)
class Document:
    """What a feed's document says that is new.

    ``head`` is the feed without its entries, ``names`` what its entries are known by, ``older``
    the page that goes on with its history, ``memory`` what the next reading should know.
    """

    name: str
    head: Feed
    articles: tuple[Article, ...]
    names: frozenset[str]
    older: str
    warnings: tuple[str, ...]
    memory: Mapping[str, object]


def read_document(
    body: bytes, url: str, content_type: str, known: Checkpoint, now: datetime
) -> Document:
    """Read the document that came from ``url``.

    Raises:
        NotAFeed: it is none.
    """
    feed = read_feed(body, url, content_type)
    changes = Changes(feed, url, known, now)
    articles = tuple(changes.articles())
    return Document(
        clean_title(feed.title),
        replace(feed, entries=[]),
        articles,
        frozenset(name for name, _ in map(names_of, feed.entries)),
        older_page(feed, url),
        changes.warnings,
        changes.memory,
    )
