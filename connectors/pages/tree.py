"""From the bytes of a page to its tree, whatever the page is like."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from connectors.feeds.decoding import decoded
from connectors.text import without_endless_tags

LARGEST_BYTES = 6 * 2**20
"""Of a page that is read; what stands behind is cut off. Articles rarely exceed 1 MiB."""
MOST_ELEMENTS = 60_000
"""Trees beyond this are no article that a person reads, and would cost seconds."""

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|div|article|main|p)\b", re.IGNORECASE
)
_NOT_HTML = ("json", "javascript", "css", "image/", "audio/", "video/", "pdf", "zip", "rss", "atom")


def page_tree(body: bytes, content_type: str = "") -> Any:
    """The page's root element, or ``None`` for what is no HTML or larger than any article.

    The encoding is found as browsers do: byte order mark, valid UTF-8, ``Content-Type``, the
    page's own ``<meta charset>``; bytes that fit none are replaced.
    """
    media_type = content_type.lower().partition(";")[0].strip()
    if any(other in media_type for other in _NOT_HTML):
        return None
    text = without_endless_tags(page_text(body[:LARGEST_BYTES], content_type))
    if _MARKUP.search(text[:20_000]) is None:
        return None
    # huge_tree stays off: libxml2 then bounds the depth, so that nothing recurses too far.
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    elements = sum(1 for _ in zip(root.iter(), range(MOST_ELEMENTS + 1), strict=False))
    return root if elements <= MOST_ELEMENTS else None


def page_text(body: bytes, content_type: str = "") -> str:
    """The page's source as text, without characters that no markup may hold."""
    if "charset" not in content_type.lower() and (found := _META_CHARSET.search(body[:8192])):
        content_type = f"text/html; charset={found[1].decode('ascii')}"
    return decoded(body, content_type)
