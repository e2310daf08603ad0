"""Who wrote it: the names that a page states, one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from connectors.pages import jsonld
from connectors.pages.jsonld import Node
from connectors.pages.markup import OWN, Markup
from connectors.text import clean_title

MOST_NAMES = 20
_LONGEST_NAME = 80
_LONGEST_BYLINE = 60
_STYLED = (
    *("author-name", "author__name", "byline-name", "byline__name", "byline-author"),
    *("post-author", "entry-author", "article-author", "article__author", "author", "byline"),
)
"""Classes that themes give to the name of an author, the most exact first."""
_BY = re.compile(
    r"^(?:(?:written|reported|words|story)\s+)?(?:by|von|par|por|di|door|av|af|tekst|текст|автор)\s*:?\s+",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|;|\||&|、|\s(?:and|und|et|y|e|en|och|og)\s)\s*")
_AFTER = re.compile(r"\s+(?:[|•·–—]|-\s|/\s).*$")
_NO_NAME = re.compile(r"https?:|www\.|@|\.(?:com|org|net|html?)\b", re.IGNORECASE)


def authors_of(node: Node | None, nodes: list[Node], markup: Markup) -> tuple[str, ...]:
    """The authors: structured data first, then meta elements, microdata, ``rel=author``."""
    every = (_names(stated) for stated in _statements(node, nodes, markup))
    return next((names for names in every if names), ())


def _statements(node: Node | None, nodes: list[Node], markup: Markup) -> Iterator[Iterable[str]]:
    """What the page states of its authors, place by place; later places cost more to look at."""
    yield _structured(node, nodes)
    yield markup.every("author", "article:author", "parsely-author", "sailthru.author")
    yield markup.every("dc.creator", "dcterms.creator", "byl", "byline", "article:author_name")
    yield markup.props.get("author", [])
    yield markup.texts(f"//a[contains(concat(' ', @rel, ' '), ' author ')]{OWN}")
    yield _shown(markup)


def _shown(markup: Markup) -> list[str]:
    """What stands in the first place that is styled as a byline, if it is as short as one."""
    for name in _STYLED:
        path = f"//*[contains(concat(' ', @class, ' '), ' {name} ')]{OWN}"
        if short := [text for text in markup.texts(path, 3) if len(text) <= _LONGEST_BYLINE]:
            return short[:1]
    return []


def _structured(node: Node | None, nodes: list[Node]) -> list[str]:
    """Names of ``author`` and ``creator``, references to other nodes followed."""
    if node is None:
        return []
    by_id = {str(one["@id"]): one for one in nodes if "@id" in one and one.get("name")}
    found: list[str] = []
    for one in _listed(node.get("author")) or _listed(node.get("creator")):
        if isinstance(one, dict) and not one.get("name") and str(one.get("@id")) in by_id:
            found += jsonld.texts(by_id[str(one["@id"])])
        else:
            found += jsonld.texts(one)
    return found


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value[:MOST_NAMES] if isinstance(value, list) else [value]


def _names(stated: Iterable[str]) -> tuple[str, ...]:
    names = (name for one in stated for name in _split(clean_title(one)))
    unique: dict[str, str] = {}
    for name in names:
        unique.setdefault(name.casefold(), name)
    return tuple(unique.values())[:MOST_NAMES]


def _split(stated: str) -> list[str]:
    """One name for each person: a list is taken apart where all its parts look like names."""
    stated = _AFTER.sub("", _BY.sub("", stated)).strip(" ,;|")
    if not stated or _NO_NAME.search(stated):
        return []
    parts = [part for part in _AND.split(stated) if part]
    if len(parts) > 1 and all(2 <= len(part.split()) <= 4 for part in parts):
        return parts
    return [stated] if len(stated) <= _LONGEST_NAME else []
