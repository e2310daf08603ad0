"""An XML element's children by names that we know, whatever prefixes the feed gave them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

_PREFIXES = {
    "": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://backend.userland.com/rss091": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/2005/atom": "atom:",
    "http://purl.org/atom/ns#": "atom:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/elements/1.0/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
}

Fields = dict[str, list[Any]]
"""An element's children by their names, as ``name_of`` spells these."""


@lru_cache(maxsize=4096)
def name_of(tag: str) -> str:
    """A tag as ``prefix:name`` in lower case, with the prefix that we know the namespace by."""
    namespace, _, local = tag.rpartition("}")
    return _PREFIXES.get(namespace.lstrip("{").lower(), "?:") + local.lower()


def fields_of(element: Any) -> Fields:
    """An element's children, in order, under their names."""
    fields: Fields = {}
    for child in element:
        name = name_of(child.tag)
        if name in fields:
            fields[name].append(child)
        else:
            fields[name] = [child]
    return fields


def text_in(fields: Fields, *names: str) -> str:
    """The first non-empty text among the named children."""
    for name in names:
        for element in fields.get(name, ()):
            text: str = (element.text or "").strip()
            if text:
                return text
    return ""


def joined(base: str, href: str) -> str:
    """``href`` made absolute; "" when it is empty or no URL."""
    if not href:
        return ""
    try:
        return href if href.startswith(("http://", "https://")) else urljoin(base, href)
    except ValueError:
        return ""
