"""Older entries than a feed's first page: walked back once, page by page.

A feed that is paged or archived says where it goes on (RFC 5005; JSON Feed's ``next_url``).
WordPress does not say so, but answers ``?paged=2`` and so on, and 404 behind the last page
(developer.wordpress.org, ``WP_Query``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from connectors.feeds.model import Feed

PAGES_A_PULL = 100
"""The rest is left for the next pull, so that a long history holds no worker for hours."""
MOST_PAGES = 5000
"""Altogether: some sites make up pages without end."""


def older_page(feed: Feed, url: str) -> str:
    """The address of the page behind this one (read from ``url``), "" if none is known."""
    if feed.older:
        return feed.older if feed.older.startswith(("http://", "https://")) else ""
    if "wordpress" not in feed.generator.lower() or not feed.entries:
        return ""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    number = query.get("paged", "1")
    query["paged"] = str(int(number) + 1) if number.isascii() and number.isdecimal() else "2"
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))
