"""The tolerant reader: feedparser, for what the fast reader cannot vouch for.

Its HTML sanitising and URI resolving are off (we keep plain text only, and resolve links
ourselves), and it is given decoded text without a document type, so no entity is ever expanded.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import feedparser

from connectors.feeds.head import OLDER_RELS, wait_s
from connectors.feeds.model import Entry, Feed, Medium, NotAFeed

_DOCTYPE = re.compile(
    # Atomic and possessive: many comments in front must not be tried in every grouping.
    r"((?:(?><!--.*?-->)|(?><\?.*?\?>)|\s)*+)<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*)?>",
    re.DOTALL | re.IGNORECASE,
)
_ENTITY = re.compile(r"<!ENTITY[^>]*>", re.IGNORECASE)


def read_tolerantly(text: str, url: str) -> Feed:
    """A feed from its decoded text, whatever its faults.

    Raises:
        NotAFeed: nothing in it looks like a feed.
    """
    safe = text
    if typed := _DOCTYPE.match(text):
        safe = _ENTITY.sub("", typed[1] + text[typed.end() :])
    found = feedparser.parse(
        io.BytesIO(safe.encode("utf-8")),
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": url,
        },
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not found.version and not found.entries:
        raise NotAFeed
    head = found.feed
    return Feed(
        title=head.get("title", ""),
        link=_joined(url, head.get("link", "")),
        language=head.get("language", ""),
        ttl_s=wait_s(
            str(head.get("ttl", "")),
            str(head.get("sy_updateperiod", "")),
            str(head.get("sy_updatefrequency", "")),
        ),
        older=_older(head, url),
        generator=str(head.get("generator", "")),
        entries=[
            _entry(entry, url, rss=found.version.startswith("rss")) for entry in found.entries
        ],
    )


def _older(head: Any, url: str) -> str:
    stated = {link.get("rel", ""): link.get("href", "") for link in head.get("links", [])}
    return next((_joined(url, stated[rel]) for rel in OLDER_RELS if stated.get(rel)), "")


def _entry(entry: Any, url: str, *, rss: bool) -> Entry:
    origin = str(entry.get("feedburner_origlink", ""))
    link = _joined(entry.get("title_detail", {}).get("base") or url, entry.get("link", ""))
    published = entry.get("published", "") or entry.get("created", "")
    updated = entry.get("updated", "") if "updated" in entry.keys() else ""  # noqa: SIM118
    if rss and not published:
        published, updated = updated, ""  # Dublin Core's only date, which feedparser calls so
    contents = entry.get("content", [])
    content = next((part.value for part in contents if part.get("value")), "")
    base = next((part.base for part in contents if part.get("base")), "")
    base = base or entry.get("summary_detail", {}).get("base") or url
    summary = entry.get("summary", "")
    return Entry(
        id=entry.get("id", ""),
        link=origin or link,
        title=entry.get("title", ""),
        summary="" if summary == content else summary,
        content=content,
        published=published,
        updated=updated,
        authors=tuple(_authors(entry)),
        labels=tuple(_labels(entry)),
        media=tuple(_media(entry, url)),
        language=entry.get("title_detail", {}).get("language") or "",
        base=base,
        aliases=(link,) if origin and link else (),
    )


def _authors(entry: Any) -> Iterator[str]:
    named = [author.get("name") or author.get("email") or "" for author in entry.get("authors", [])]
    yield from dict.fromkeys(name for name in [*named] if name)
    if not any(named) and entry.get("author"):
        yield entry.author


def _labels(entry: Any) -> Iterator[str]:
    for tag in entry.get("tags", []):
        if label := tag.get("label") or tag.get("term"):
            yield label


def _media(entry: Any, url: str) -> Iterator[Medium]:
    for part in [*entry.get("enclosures", []), *entry.get("media_content", [])]:
        kind = part.get("medium") or str(part.get("type", "")).partition("/")[0]
        yield Medium(
            _joined(url, part.get("href") or part.get("url") or ""),
            kind if kind in {"image", "audio", "video"} else "",
            str(part.get("width", "")),
            str(part.get("height", "")),
        )
    for part in entry.get("media_thumbnail", []):
        yield Medium(
            _joined(url, part.get("url", "")),
            "image",
            str(part.get("width", "")),
            str(part.get("height", "")),
        )
    player = entry.get("media_player", {})
    if isinstance(player, dict) and player.get("url"):
        yield Medium(_joined(url, player["url"]), "video")
    if href := entry.get("image", {}).get("href"):
        yield Medium(_joined(url, href), "image")


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href) if href else ""
    except ValueError:
        return ""
