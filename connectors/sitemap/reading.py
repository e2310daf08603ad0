"""One sitemap file (https://www.sitemaps.org/protocol.html), as bytes into entries.

With the news extension (https://www.google.com/schemas/sitemap-news/0.9); those for pictures and
videos are read past. Text files with an address a line, and feeds that serve as sitemaps, are
sitemaps too, as the protocol has it.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lxml import etree

from connectors.text import clean_title
from connectors.urls import canonical_url

UNPACKED_BYTES = 64 * 2**20
"""The protocol allows 50 MiB; what a file holds beyond this is not read."""
MOST_ENTRIES = 60_000
"""The protocol allows 50,000."""
_LONGEST_URL = 2_048
_GZIP = b"\x1f\x8b"
_ROOTS = frozenset({"urlset", "sitemapindex", "rss", "feed", "rdf"})
_ENTRIES = frozenset({"url", "sitemap", "item", "entry"})


class NotASitemap(Exception):
    """Nothing in the document looks like a sitemap."""


class Entry(NamedTuple):
    """An address. ``lastmod`` and ``news_date`` are as they are written; "" where not stated."""

    url: str
    lastmod: str = ""
    news_title: str = ""
    news_date: str = ""
    keywords: str = ""
    language: str = ""


@dataclass(slots=True)
class Sitemap:
    """``is_index`` says that the entries are sitemaps; ``cut`` that not all could be read."""

    is_index: bool = False
    entries: list[Entry] = field(default_factory=list)
    cut: bool = False

    @property
    def is_news(self) -> bool:
        """Whether it is a news sitemap: one that has titles and times, of two days as a rule."""
        return any(entry.news_date or entry.news_title for entry in self.entries[:50])


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """The sitemap that was fetched from ``url``, packed or not (told by its content).

    Nothing outside of the document is loaded, no entity is expanded, and no more than
    ``UNPACKED_BYTES`` are unpacked. An empty sitemap is one: a news sitemap often is.

    Raises:
        NotASitemap: it is something else.
    """
    body, cut = _unpacked(body)
    body = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not body.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return _of_text(body, cut=cut)
    found = Sitemap(cut=cut)
    root = ""
    try:
        for event, element in _events(body):
            name = _local(element.tag)
            if event == "start":
                root = root or name
                if root not in _ROOTS:
                    raise NotASitemap
                found.is_index = root == "sitemapindex"
            elif name in _ENTRIES:
                _add(found, element, url)
                if len(found.entries) >= MOST_ENTRIES:
                    found.cut = True
                    break
    except etree.XMLSyntaxError as error:
        if not root:
            raise NotASitemap from error
        found.cut = True  # what stands before the fault is good
    if not root:
        raise NotASitemap
    return found


def _events(body: bytes) -> Any:
    return etree.iterparse(
        io.BytesIO(body),
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _unpacked(body: bytes) -> tuple[bytes, bool]:
    """The document, whether or not it came packed (even twice), and whether it was cut off."""
    for _ in range(2):
        if not body.startswith(_GZIP):
            break
        unpacking = zlib.decompressobj(wbits=31)
        try:
            body = unpacking.decompress(body, UNPACKED_BYTES)
        except zlib.error as error:
            raise NotASitemap from error
        if unpacking.unconsumed_tail or not unpacking.eof:
            return body, True
    return body, len(body) > UNPACKED_BYTES


def _of_text(body: bytes, *, cut: bool) -> Sitemap:
    lines = body[:UNPACKED_BYTES].decode("utf-8", "replace").splitlines()
    urls = [found for line in lines[:MOST_ENTRIES] if (found := _address(line, ""))]
    if not urls or len(urls) * 2 < sum(1 for line in lines[:MOST_ENTRIES] if line.strip()):
        raise NotASitemap
    return Sitemap(entries=[Entry(url) for url in urls], cut=cut or len(lines) > MOST_ENTRIES)


def _local(tag: Any) -> str:
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _add(found: Sitemap, element: Any, base: str) -> None:
    """Add what an element says, and free the memory of what is behind us."""
    said: dict[str, str] = {}
    for child in element.iter():
        name = _local(child.tag)
        text = (child.text or "").strip()
        if name == "link" and not text:
            text = (child.get("href") or "").strip()
        if text and name not in said and not _is_of_media(child):
            said[name] = text
    if url := _address(said.get("loc") or said.get("link") or "", base):
        found.entries.append(
            Entry(
                url,
                said.get("lastmod") or said.get("updated") or said.get("pubdate") or "",
                clean_title(said.get("title", "")),
                said.get("publication_date", ""),
                said.get("keywords", ""),
                said.get("language", ""),
            )
        )
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _is_of_media(element: Any) -> bool:
    """Whether an element is of the extensions for pictures and videos: their titles are others."""
    namespace = str(element.tag).lower()
    return "sitemap-image" in namespace or "sitemap-video" in namespace


def _address(text: str, base: str) -> str:
    text = text.strip()
    return canonical_url(text, base) if 0 < len(text) <= _LONGEST_URL else ""
