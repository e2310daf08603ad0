"""What a home page says of its outlet: name, language, feeds, channel."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from connectors.pages.jsonld import nodes_of, types
from connectors.pages.tree import page_tree
from connectors.text import clean_title
from connectors.urls import canonical_url, youtube_video_id
from connectors.youtube.address import ChannelAddress, channel_address

FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "application/xml",
        "text/xml",
    }
)
"""Media types of ``<link rel="alternate">`` that may be feeds (HTML Standard, 4.6.7.1)."""

_NO_SECTION = re.compile(
    r"about|account|advert|archive|author|contact|cookie|donate|events?$|feed|imprint|impressum"
    r"|jobs|log-?in|newsletter|privacy|register|rss|search|shop|sign|sitemap|subscri|support|team"
    r"|terms|tip",
    re.IGNORECASE,
)
"""Words in the addresses of menu entries that lead to no news."""

_ORGANISATIONS = frozenset({"NewsMediaOrganization", "Organization", "Corporation", "WebSite"})


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names, with the title that it gives it."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class HomePage:
    """A home page taken apart; ``channels`` are the YouTube channels, most linked first.

    ``api_root`` is the address of WordPress's REST interface when the page names one;
    ``sections`` are the pages of its menu that look like sections, ``videos`` the YouTube videos
    that it embeds, by their ids.
    """

    name: str
    language: str
    feeds: tuple[FeedLink, ...]
    channels: tuple[ChannelAddress, ...]
    api_root: str = ""
    sections: tuple[str, ...] = ()
    videos: tuple[str, ...] = ()


NO_PAGE = HomePage("", "", (), ())
"""A page that says nothing."""


def read_home_page(body: bytes, url: str, content_type: str = "") -> HomePage:
    """Take a page apart; what is no HTML is a page that says nothing."""
    root = page_tree(body, content_type)
    if root is None:
        return NO_PAGE
    base = _first(root, "//base/@href")
    base = canonical_url(base, url) or url
    data = nodes_of(root)
    return HomePage(
        name=_name(root, data),
        language=str(root.get("lang") or root.get("xml:lang") or "").strip(),
        feeds=tuple(_feed_links(root, base)),
        channels=_channels(root, base, data),
        api_root=_first(root, "//link[@rel='https://api.w.org/']/@href"),
        sections=tuple(_sections(root, base)),
        videos=tuple(
            video_id
            for source in root.xpath("//iframe/@src | //iframe/@data-src")
            if (video_id := youtube_video_id(canonical_url(str(source), base)))
        ),
    )


def _first(root: Any, path: str) -> str:
    return next((str(value).strip() for value in root.xpath(path) if str(value).strip()), "")


def _name(root: Any, data: Iterable[dict[str, Any]]) -> str:
    """The outlet's name: as stated for sharing, for structured data, else from the title."""
    for path in (
        "//meta[@property='og:site_name']/@content",
        "//meta[@name='application-name']/@content",
    ):
        if stated := clean_title(_first(root, path)):
            return stated
    for node in data:
        if types(node) & _ORGANISATIONS and isinstance(node.get("name"), str):
            return clean_title(node["name"])
    title = clean_title(_first(root, "//title/text()"))
    for separator in (" | ", " – ", " — ", " - ", ": "):
        title = title.split(separator)[0]
    return title


def _feed_links(root: Any, base: str) -> Iterator[FeedLink]:
    """The feeds that the page links as its alternates, each once and in its order."""
    seen: set[str] = set()
    for link in root.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        media_type = (link.get("type") or "").lower().partition(";")[0].strip()
        if "alternate" not in relations or media_type not in FEED_TYPES:
            continue
        url = canonical_url(link.get("href") or "", base)
        if url and url not in seen and not _is_other_data(url):
            seen.add(url)
            yield FeedLink(url, clean_title(link.get("title") or ""))


def _sections(root: Any, base: str) -> Iterator[str]:
    """The pages of the site's menu that stand right below its root, each once and in order."""
    host, seen = urlsplit(base).netloc, {base.rstrip("/")}
    for link in root.xpath("//nav//a/@href | //header//a/@href"):
        url = canonical_url(str(link), base)
        parts = urlsplit(url)
        path = parts.path.strip("/")
        is_section = path and "/" not in path and "." not in path and not parts.query
        if not is_section or parts.netloc != host or url.rstrip("/") in seen:
            continue
        seen.add(url.rstrip("/"))
        if _NO_SECTION.search(path) is None:
            yield url


def _is_other_data(url: str) -> bool:
    """Alternates of WordPress that share the types: descriptions for embedding, the REST data."""
    return "/wp-json/" in url or "oembed" in url


def _channels(root: Any, base: str, data: Iterable[dict[str, Any]]) -> tuple[ChannelAddress, ...]:
    """The channels that the page links to, the most linked first, then in its order."""
    named = [str(link) for link in root.xpath("//a/@href | //link[@rel='me']/@href")]
    for node in data:
        if "Person" in types(node):
            continue  # an author's own channel
        same = node.get("sameAs") or ()
        named.extend(str(one) for one in (same if isinstance(same, list) else [same]))
    counted: Counter[ChannelAddress] = Counter()
    for link in named:
        url = canonical_url(link, base)
        if url and _is_about_channel(url) and (address := channel_address(url)):
            counted[address] += 1
    return tuple(address for address, _ in counted.most_common())


def _is_about_channel(url: str) -> bool:
    """Not what shares or embeds something: those lead to YouTube, but to no outlet's channel."""
    path = urlsplit(url).path
    return not path.startswith(("/share", "/redirect", "/embed", "/watch"))
