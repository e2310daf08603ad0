"""Which reader reads what."""

from __future__ import annotations

import re

from connectors.feeds.decoding import Document, document
from connectors.feeds.fast import read_fast
from connectors.feeds.jsonfeed import read_json_feed
from connectors.feeds.model import Feed, NotAFeed

_PAGE = re.compile(
    # Atomic and possessive: many comments in front must not be tried in every grouping.
    r"(?:(?><!--.*?-->)|\s)*+<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)


def read_feed(body: bytes, url: str, content_type: str = "") -> Feed:
    """The feed in a response's body, in whichever format.

    Raises:
        NotAFeed: it is a web page, empty, or something else.
    """
    told = document(body, content_type)
    if not told.head or _PAGE.match(told.head[:4000]):
        raise NotAFeed
    if told.head.startswith("{"):
        return read_json_feed(told, url)
    if not told.holds(b"<"):
        raise NotAFeed
    return read_fast(told, url) or _read_tolerantly(told, url)


def _read_tolerantly(told: Document, url: str) -> Feed:
    from connectors.feeds.tolerant import read_tolerantly  # imported late: few feeds need it

    return read_tolerantly(told.text(), url)
