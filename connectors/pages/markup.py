"""What a page's head and markup state: meta elements, links, microdata, ``<time>``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_ATTRIBUTES = ("content", "datetime", "href", "src")
_LONGEST = 5_000
_MOST_PROPS = 500

OWN = "[not(ancestor-or-self::*[contains(@class, 'comment') or contains(@itemtype, 'Comment')])]"
"""A condition on elements (XPath): not a part of what readers wrote below the article."""


class Markup:
    """A page's statements, looked up by name (lower case); the first one that says something wins.

    ``meta`` has ``<meta>`` by property, name and http-equiv; ``props`` has microdata
    (``itemprop``, https://html.spec.whatwg.org/multipage/microdata.html).
    """

    def __init__(self, root: Any) -> None:
        self.root = root
        self.meta: dict[str, list[str]] = {}
        self.props: dict[str, list[str]] = {}
        for element in root.iter("meta"):
            for name in ("property", "name", "http-equiv", "itemprop"):
                key, content = element.get(name), (element.get("content") or "").strip()
                if key and content:
                    for one in key.lower().split():
                        self.meta.setdefault(one, []).append(content[:_LONGEST])
        for element in root.xpath(f"//*[@itemprop]{OWN}")[:_MOST_PROPS]:
            for key in element.get("itemprop").split():
                self.props.setdefault(key, []).append(_value(element))

    def first(self, *names: str) -> str:
        """The first statement of the named meta elements, "" if there is none."""
        return next((self.meta[name][0] for name in names if name in self.meta), "")

    def every(self, *names: str) -> list[str]:
        """All statements of the named meta elements, in the order of the names."""
        return [value for name in names for value in self.meta.get(name, ())]

    def prop(self, name: str) -> str:
        """The first microdata property of that name which says something."""
        return next((value for value in self.props.get(name, ()) if value), "")

    def link(self, relation: str) -> str:
        """Where the first ``<link>`` (or anchor) of a relation leads, as it is written."""
        for element in self.root.iter("link", "a"):
            if relation in (element.get("rel") or "").lower().split() and element.get("href"):
                return str(element.get("href")).strip()
        return ""

    def texts(self, path: str, most: int = 20) -> Iterator[str]:
        """The texts of elements at an XPath, on one line each, without the empty ones."""
        for element in self.root.xpath(path)[:most]:
            if text := line(element):
                yield text

    @property
    def body_classes(self) -> frozenset[str]:
        """The classes of ``<body>``, by which content systems say what sort of page it is."""
        body = self.root.find("body")
        return frozenset(() if body is None else (body.get("class") or "").lower().split())


def line(element: Any) -> str:
    """An element's text on one line."""
    return " ".join("".join(element.itertext()).split())[:_LONGEST]


def _value(element: Any) -> str:
    """What an element with ``itemprop`` states; a nested item states its name."""
    for name in _ATTRIBUTES:
        if stated := (element.get(name) or "").strip():
            return str(stated[:_LONGEST])
    if element.get("itemscope") is not None:
        named = element.xpath('.//*[@itemprop="name"]')
        return _value(named[0]) if named and named[0] is not element else ""
    return line(element)
