"""One entry of RSS, RDF or Atom, from its element to strings.

Besides the formats' own elements: Media RSS (rssboard.org/media-rss), Dublin Core, iTunes.
"""

from __future__ import annotations

import html as entities
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

from connectors.feeds.fields import Fields, fields_of, joined, text_in
from connectors.feeds.model import Entry, Medium

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_TEXT_TYPES = frozenset({"text/html", "text/plain", "application/xhtml+xml"})
_LISTS = frozenset({"media:keywords", "itunes:keywords"})
_TITLE = ("title", "atom:title", "dc:title", "media:title")


class UnsureError(Exception):
    """Here is something that only the tolerant reader knows."""


class _Shape(NamedTuple):
    """Which elements an entry has for what, the best first. Entries of a feed look alike."""

    ids: tuple[str, ...]
    title: tuple[str, ...]
    links: tuple[str, ...]
    published: tuple[str, ...]
    updated: tuple[str, ...]
    content: tuple[str, ...]
    summary: tuple[str, ...]
    authors: tuple[str, ...]
    labels: tuple[str, ...]
    media: tuple[str, ...]


# fmt: off
_KNOWN = _Shape(
    ids=("guid", "atom:id", "dc:identifier", "id"),
    title=_TITLE,
    links=("link", "atom:link"),
    published=(
        "pubdate", "atom:published", "atom:issued", "dcterms:issued", "dc:date",
        "dcterms:created", "atom:created", "published",
    ),
    updated=("atom:updated", "atom:modified", "dcterms:modified", "updated"),
    content=("content:encoded", "atom:content", "xhtml:body", "body", "fullitem"),
    summary=(
        "description", "atom:summary", "dc:description", "itunes:summary", "itunes:subtitle",
        "summary", "media:description",
    ),
    authors=("dc:creator", "atom:author", "author", "itunes:author", "media:credit"),
    labels=("category", "atom:category", "dc:subject", "media:keywords", "itunes:keywords"),
    media=(
        "enclosure", "atom:link", "media:group", "media:content", "media:thumbnail",
        "media:player", "itunes:image",
    ),
)
# fmt: on


@lru_cache(maxsize=1024)
def _shape_of(names: tuple[str, ...]) -> _Shape:
    return _Shape(*(tuple(name for name in known if name in names) for known in _KNOWN))


def entry_of(element: Any, url: str, *, based: bool) -> Entry:
    """An entry of the feed at ``url``; ``based`` is whether anything in it has an ``xml:base``.

    Raises:
        UnsureError: it holds Base64, or a document of another kind.
    """
    base = (element.base or url) if based else url
    fields = fields_of(element)
    shape = _shape_of(tuple(fields))
    guid = text_in(fields, *shape.ids) or element.get(_RDF_ABOUT, "")
    link = _link(fields, shape.links, base)
    if not link and "guid" in fields and fields["guid"][0].get("ispermalink") != "false":
        link = guid if guid.startswith(("http://", "https://")) else ""
    origin = text_in(fields, "feedburner:origlink")
    return Entry(
        id=guid,
        link=origin or link,
        title=_markup_in(fields, shape.title),
        summary=_markup_in(fields, shape.summary),
        content=_markup_in(fields, shape.content),
        published=text_in(fields, *shape.published),
        updated=text_in(fields, *shape.updated),
        authors=tuple(_authors(fields)) if shape.authors else (),
        labels=tuple(_labels(fields, shape.labels)),
        media=tuple(_media(fields, base)) if shape.media else (),
        language=element.get(LANGUAGE) or text_in(fields, "dc:language"),
        base=_content_base(fields, shape, base) if based else base,
        aliases=_aliases(fields, shape.ids, link if origin else ""),
    )


def title_in(fields: Fields) -> str:
    """The title of an entry or feed, as HTML."""
    return _markup_in(fields, _TITLE)


def link_in(fields: Fields, base: str) -> str:
    """The page that an entry or feed is about (``alternate``), absolute."""
    return _link(fields, _KNOWN.links, base)


def _link(fields: Fields, names: tuple[str, ...], base: str) -> str:
    for name in names:
        for element in fields.get(name, ()):
            rel = element.get("rel", "alternate")
            href = element.get("href") or (element.text or "").strip()
            if href and rel in {"alternate", ""}:
                return joined(base, href)
    return ""


def _aliases(fields: Fields, ids: tuple[str, ...], proxy: str) -> tuple[str, ...]:
    """What else names an entry: a service's own link to it, and ids of the other formats."""
    if not proxy and len(ids) < 2:
        return ()
    stated = (text_in(fields, name) for name in ids)
    return tuple(dict.fromkeys(name for name in (proxy, *stated) if name))


def _markup_in(fields: Fields, names: tuple[str, ...]) -> str:
    for name in names:
        for element in fields.get(name, ()):
            if markup := _markup(element).strip():
                return markup
    return ""


def _markup(element: Any) -> str:
    """What an element holds as HTML, whether escaped, in CDATA or as elements."""
    kind = element.get("type", "")
    if ("/" in kind and kind not in _TEXT_TYPES) or element.get("mode") == "base64":
        raise UnsureError  # Base64 or a foreign document (RFC 4287, 4.1.3.3)
    if not len(element):
        return element.text or ""
    for part in element.iter():
        part.tag = etree.QName(part).localname
    inner = "".join(etree.tostring(part, encoding="unicode", method="html") for part in element)
    markup = (element.text or "") + inner
    return entities.unescape(markup) if kind == "html" else markup


def _content_base(fields: Fields, shape: _Shape, base: str) -> str:
    for name in (*shape.content, *shape.summary):
        for element in fields.get(name, ()):
            if element.get(_BASE):
                return str(element.base)
    return base


def _authors(fields: Fields) -> Iterator[str]:
    """Bylines, best stated first; the weaker elements count only where there is none better."""
    found = [text_in({"name": [a]}, "name") for a in fields.get("dc:creator", ())]
    for element in (*fields.get("atom:author", ()), *fields.get("author", ())):
        inner = fields_of(element)
        found.append(text_in(inner, "atom:name", "name", "atom:email") or str(element.text or ""))
    if not any(name.strip() for name in found):
        found = [text_in(fields, "itunes:author")]
    if not any(name.strip() for name in found):
        found = [str(e.text or "") for e in fields.get("media:credit", ())]
    yield from dict.fromkeys(name.strip() for name in found if name.strip())


def _labels(fields: Fields, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        for element in fields[name]:
            if name in _LISTS:
                words = (element.text or "").split(",")
            else:
                words = [element.get("label") or element.get("term") or element.text or ""]
            for word in words:
                if label := word.strip():
                    yield label


def _media(fields: Fields, base: str) -> Iterator[Medium]:
    for enclosure in fields.get("enclosure", ()):
        yield _medium(enclosure, enclosure.get("url", ""), base)
    for link in fields.get("atom:link", ()):
        if link.get("rel") == "enclosure":
            yield _medium(link, link.get("href", ""), base)
    for group in [fields, *(fields_of(group) for group in fields.get("media:group", ()))]:
        for found in group.get("media:content", ()):
            inner = fields_of(found)
            if found.get("url"):
                yield _medium(found, found.get("url"), base)
            yield from _pictures(inner, base)
        yield from _pictures(group, base)
    for image in fields.get("itunes:image", ()):
        yield Medium(joined(base, image.get("href") or ""), "image")


def _pictures(fields: Fields, base: str) -> Iterator[Medium]:
    for thumbnail in fields.get("media:thumbnail", ()):
        url = thumbnail.get("url") or (thumbnail.text or "").strip()
        yield Medium(
            joined(base, url), "image", thumbnail.get("width", ""), thumbnail.get("height", "")
        )
    for player in fields.get("media:player", ()):
        yield Medium(joined(base, player.get("url", "")), "video")


def _medium(element: Any, url: str, base: str) -> Medium:
    kind = element.get("medium") or element.get("type", "").partition("/")[0]
    return Medium(
        joined(base, url.strip()),
        kind if kind in {"image", "audio", "video"} else "",
        element.get("width", ""),
        element.get("height", ""),
    )
