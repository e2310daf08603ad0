"""A feed's document read to the end: a pure function of what came and of what was known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from connectors.contract import Checkpoint
from connectors.feeds.changes import Changes
from connectors.feeds.history import older_page
from connectors.feeds.model import End, Head, Part
from connectors.feeds.reading import read_feed
from connectors.text import clean_title

ARTICLES_A_PART = 500


def read_document(
    body: bytes, url: str, content_type: str, known: Checkpoint, now: datetime
) -> Iterator[Part]:
    """Read the document that came from ``url``, part by part.

    Raises:
        NotAFeed: it is none.
    """
    feed = read_feed(body, url, content_type)
    yield Head(
        clean_title(feed.title), replace(feed, entries=(), names=None), older_page(feed, url)
    )
    changes = Changes(feed, url, known, now)
    articles = changes.articles()
    while part := tuple(islice(articles, ARTICLES_A_PART)):
        yield part
    yield End(changes.warnings, changes.memory)


def read_whole(
    body: bytes, url: str, content_type: str, known: Checkpoint, now: datetime
) -> list[Part]:
    """The same, all at once: for documents that are not large.

    Raises:
        NotAFeed: it is none.
    """
    return list(read_document(body, url, content_type, known, now))
