"""What addresses tell: which sitemaps hold articles, which entries may be some, which is newer."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from connectors.feeds.dates import EARLIEST, moment
from connectors.pages.addresses import same_site
from connectors.pages.sorts import LISTING_PATH
from connectors.sitemap.reading import Entry

_OTHER_SITEMAP = re.compile(
    r"(?:^|[-_.])(?:categor(?:y|ies)|(?:post[-_])?tags?|authors?|users?|taxonom(?:y|ies)|images?"
    r"|photos?|videos?|products?|static|podcasts?|recipes-index)(?:[-_.\d]|$)"
    r"|^page-sitemap|posts-page-|^sitemap-(?:static-)?pages\.",
    re.IGNORECASE,
)
"""Names that content systems give to sitemaps of anything but articles."""
_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|pdf|mp[34]|m4[av]|mov|webm|zip|docx?|xlsx?|xml|gz|json|rss)$",
    re.IGNORECASE,
)
_STATIC = re.compile(
    r"^/(?:about(?:-us)?|contact(?:-us)?|imprint|impressum|privacy(?:-policy)?|terms(?:-of-\w+)?"
    r"|datenschutz|cookies?(?:-policy)?|advertise|login|register|subscribe|newsletters?|faq|help"
    r"|careers|jobs|sitemap|archive|rss|search)/?$",
    re.IGNORECASE,
)
_IN_PATH = re.compile(
    r"(?<![0-9])((?:19|20)\d\d)[/._-]?(0[1-9]|1[0-2])(?:[/._-]?(0[1-9]|[12]\d|3[01]))?(?![0-9])"
)
_SEARCHES = frozenset({"s", "q", "query", "search"})
_DAY = timedelta(days=1)


def holds_articles(sitemap_url: str) -> bool:
    """Whether the sitemap at an address may hold articles, by its name."""
    return _OTHER_SITEMAP.search(urlsplit(sitemap_url).path.rpartition("/")[2]) is None


def may_be_article(entry: Entry, site: str) -> bool:
    """Whether an entry of a sitemap of ``site`` may be an article, by its address alone.

    A news sitemap says so itself; of other addresses, what lists or explains is none. The page has
    the last word.
    """
    if not same_site(entry.url, site):
        return False
    if entry.news_title or entry.news_date:
        return True
    parts = urlsplit(entry.url)
    if parts.path.strip("/") == "" and not parts.query:
        return False
    if _STATIC.match(parts.path) or _MEDIA.search(parts.path) or LISTING_PATH.search(parts.path):
        return False
    return not ({key.lower() for key, _ in parse_qsl(parts.query)} & _SEARCHES)


def newness(entry: Entry, now: datetime) -> float:
    """How new an entry is, in seconds since 1970; 0 where nothing tells.

    By the news extension, a date in the address, then ``lastmod``, which says more of changes.
    """
    for raw in (entry.news_date, dated_path(entry.url), entry.lastmod):
        if raw and (at := _at(raw, now)):
            return at.timestamp()
    return 0.0


@lru_cache(maxsize=4096)
def dated_path(url: str) -> str:
    """The date in an address as RFC 3339 writes it, "" if there is none."""
    found = _IN_PATH.search(urlsplit(url).path)
    return "-".join(part for part in found.groups() if part) if found else ""


def changed_at(lastmod: str, now: datetime) -> float:
    """When a ``lastmod`` says that a page changed, in seconds since 1970; 0 where it says nothing.

    A bare day counts as its end, and a moment yet to come as none: what is true then will be seen
    then.
    """
    at = _at(lastmod, now) if lastmod else None
    if at is None:
        return 0.0
    if len(lastmod.strip()) <= len("2025-06-01"):
        at += _DAY
    return at.timestamp() if at <= now else 0.0


def _at(raw: str, now: datetime) -> datetime | None:
    at = moment(raw, now).at
    return at if at is not None and at > EARLIEST else None


def order_of(sitemap_url: str, lastmod: str, now: datetime) -> tuple[bool, float, list[int]]:
    """Sorts sitemaps by how new their articles are: for use in descending order.

    News sitemaps first, then by ``lastmod``, or the date in the name, then by the numbers in the
    name, of which the highest is the newest as content systems count.
    """
    name = urlsplit(sitemap_url).path
    is_news = "news" in name.rpartition("/")[2].lower()
    at = _at(lastmod, now) if lastmod else None
    if at is None and (dated := dated_path(sitemap_url)):
        at = _at(dated, now)
    numbers = [int(digits[:12]) for digits in re.findall(r"\d+", name.rpartition("/")[2])]
    return is_news, at.astimezone(UTC).timestamp() if at else 0.0, numbers
