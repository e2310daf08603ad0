"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import orjson

from connectors.feeds.decoding import Document
from connectors.feeds.model import HELD_BYTES, Entry, Feed, Medium, NotAFeed


class _Entries:
    """The entries of a large feed, each made when its turn comes."""

    def __init__(self, items: list[Any], url: str) -> None:
        self._items, self._url = items, url

    def __iter__(self) -> Iterator[Entry]:
        return (_entry(item, self._url) for item in self._items if isinstance(item, dict))


def read_json_feed(told: Document, url: str) -> Feed:
    """A feed from its document (fetched from ``url``); wrong types count as absent.

    Raises:
        NotAFeed: not JSON, or JSON that is no feed.
    """
    try:
        document = orjson.loads(told.whole())
    except orjson.JSONDecodeError as error:
        raise NotAFeed from error
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise NotAFeed
    if "jsonfeed.org" not in _text(document, "version") and "title" not in document:
        raise NotAFeed
    entries = _Entries(document["items"], url)
    return Feed(
        title=html.escape(_text(document, "title"), quote=False),
        link=_joined(url, _text(document, "home_page_url")),
        language=_text(document, "language"),
        older=_joined(url, _text(document, "next_url")),
        entries=entries if len(told) > HELD_BYTES else list(entries),
    )


def _entry(item: dict[str, Any], url: str) -> Entry:
    return Entry(
        id=_text(item, "id"),
        link=_joined(url, _text(item, "url") or _text(item, "external_url")),
        title=html.escape(_text(item, "title"), quote=False),
        summary=html.escape(_text(item, "summary"), quote=False),
        content=_text(item, "content_html") or _paragraphs(_text(item, "content_text")),
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
        authors=tuple(_authors(item)),
        labels=tuple(tag for tag in _list(item, "tags") if isinstance(tag, str)),
        media=tuple(_media(item, url)),
        language=_text(item, "language"),
        base=url,
    )


def _paragraphs(text: str) -> str:
    return "".join(
        f"<p>{html.escape(part, quote=False)}</p>" for part in text.split("\n\n") if part
    )


def _authors(item: dict[str, Any]) -> Iterator[str]:
    for author in [*_list(item, "authors"), item.get("author")]:
        if isinstance(author, dict) and (name := _text(author, "name")):
            yield name


def _media(item: dict[str, Any], url: str) -> Iterator[Medium]:
    for name in ("image", "banner_image"):
        if address := _text(item, name):
            yield Medium(_joined(url, address), "image")
    for attachment in _list(item, "attachments"):
        if isinstance(attachment, dict) and (address := _text(attachment, "url")):
            kind = _text(attachment, "mime_type").partition("/")[0]
            yield Medium(_joined(url, address), kind if kind in {"image", "audio", "video"} else "")


def _text(holder: dict[str, Any], name: str) -> str:
    """A string; numbers are taken as one, since ids are often written so."""
    value = holder.get(name)
    if isinstance(value, str):
        return value.replace("\0", "").strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _list(holder: dict[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    return value if isinstance(value, list) else []


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href) if href else ""
    except ValueError:
        return ""
