"""The fast reader: well-formed RSS, RDF and Atom, straight off lxml's tree.

It answers ``None`` for whatever it cannot vouch for (not well-formed, entities of its own, a root
that it does not know); the tolerant reader takes over then. No entity is expanded and nothing is
loaded from anywhere.

Formats: RSS 0.9x–2.0 (rssboard.org/rss-specification), RSS 1.0 (web.resource.org/rss/1.0/spec),
Atom (RFC 4287, and 0.3 before it), Media RSS (rssboard.org/media-rss), Dublin Core, iTunes.
"""

from __future__ import annotations

import html as entities
from collections.abc import Iterator
from typing import Any

from lxml import etree

from connectors.feeds.fields import Fields, fields_of, joined, name_of, text_in
from connectors.feeds.head import named_in, older_in, quiet_days, quiet_hours, wait_in
from connectors.feeds.model import Entry, Feed, Medium

_PUBLISHED = (
    "pubdate",
    "atom:published",
    "atom:issued",
    "dcterms:issued",
    "dc:date",
    "dcterms:created",
    "atom:created",
    "published",
)
_UPDATED = ("atom:updated", "atom:modified", "dcterms:modified", "updated")
_CONTENT = ("content:encoded", "atom:content", "xhtml:body", "body", "fullitem")
_SUMMARY = (
    "description",
    "atom:summary",
    "dc:description",
    "itunes:summary",
    "itunes:subtitle",
    "summary",
)
_XML = "{http://www.w3.org/XML/1998/namespace}"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_IDS = ("guid", "atom:id", "dc:identifier", "id")
_TEXT_TYPES = frozenset({"text/html", "text/plain", "application/xhtml+xml"})


class _Unsure(Exception):
    """Here is something that only the tolerant reader knows."""


def read_fast(text: str, url: str) -> Feed | None:
    """A feed from its decoded text (fetched from ``url``), or ``None`` where unsure."""
    if "<!ENTITY" in text:
        return None
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser, base_url=url)
        return _feed(root, url, based="xml:base" in text)
    except (etree.XMLSyntaxError, _Unsure):
        return None


def _feed(root: Any, url: str, *, based: bool) -> Feed:
    channel, entries = _rooms(root)
    head = fields_of(channel)
    language = text_in(head, "language", "dc:language") or root.get(f"{_XML}lang") or ""
    base = channel.base if based else url
    return Feed(
        title=_title(head),
        link=_link(head, base),
        language=language,
        ttl_s=wait_in(head),
        older=older_in(head, base),
        generator=text_in(head, "generator", "atom:generator"),
        quiet_hours=quiet_hours(named_in(head, "skiphours", "hour")),
        quiet_days=quiet_days(named_in(head, "skipdays", "day")),
        entries=[_entry(entry, (entry.base or url) if based else url) for entry in entries],
    )


def _rooms(root: Any) -> tuple[Any, list[Any]]:
    """The element that describes the feed, and its entries: at least one."""
    channel, entries = root, []
    match name_of(root.tag):
        case "atom:feed":
            entries = [child for child in root if name_of(child.tag) == "atom:entry"]
        case "rss" | "rdf:rdf":
            channel = next((child for child in root if name_of(child.tag) == "channel"), root)
            parents = (channel, root) if channel is not root else (root,)
            entries = [c for parent in parents for c in parent if name_of(c.tag) == "item"]
    if not entries:
        raise _Unsure
    return channel, entries


def _entry(element: Any, base: str) -> Entry:
    """An entry; its element is emptied, so that a large feed is not held twice."""
    fields = fields_of(element)
    guid = text_in(fields, *_IDS) or element.get(_RDF_ABOUT, "")
    link = _link(fields, base)
    if not link and "guid" in fields and fields["guid"][0].get("ispermalink") != "false":
        link = guid if guid.startswith(("http://", "https://")) else ""
    content = _markup_in(fields, _CONTENT)
    origin = text_in(fields, "feedburner:origlink")
    entry = Entry(
        id=guid,
        link=origin or link,
        title=_title(fields),
        summary=_markup_in(fields, _SUMMARY) or _markup_in(fields, ("media:description",)),
        content=content,
        published=text_in(fields, *_PUBLISHED),
        updated=text_in(fields, *_UPDATED),
        authors=tuple(_authors(fields)),
        labels=tuple(_labels(fields)),
        media=tuple(_media(fields, base)),
        language=element.get(f"{_XML}lang") or text_in(fields, "dc:language"),
        base=_content_base(fields, base),
        aliases=_aliases(fields, link if origin else ""),
    )
    element.clear()
    return entry


def _aliases(fields: Fields, proxy: str) -> tuple[str, ...]:
    """What else names an entry: a service's own link to it, and ids of the other formats."""
    if not proxy and sum(name in fields for name in _IDS) < 2:
        return ()
    ids = (text_in(fields, name) for name in _IDS)
    return tuple(dict.fromkeys(name for name in (proxy, *ids) if name))


def _title(fields: Fields) -> str:
    return _markup_in(fields, ("title", "atom:title", "dc:title", "media:title"))


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
        raise _Unsure  # Base64 or a foreign document (RFC 4287, 4.1.3.3)
    if not len(element):
        return str(element.text or "")
    for part in element.iter():
        part.tag = etree.QName(part).localname
    inner = "".join(etree.tostring(part, encoding="unicode", method="html") for part in element)
    markup = str(element.text or "") + inner
    return entities.unescape(markup) if kind == "html" else markup


def _link(fields: Fields, base: str) -> str:
    """The page that an entry or feed is about (``alternate``), absolute."""
    for name in ("link", "atom:link"):
        for element in fields.get(name, ()):
            rel = element.get("rel", "alternate")
            href = element.get("href") or (str(element.text).strip() if element.text else "")
            if href and rel in {"alternate", ""}:
                return joined(base, href)
    return ""


def _content_base(fields: Fields, base: str) -> str:
    for name in (*_CONTENT, *_SUMMARY):
        for element in fields.get(name, ()):
            if element.get(f"{_XML}base"):
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


def _labels(fields: Fields) -> Iterator[str]:
    for name in ("category", "atom:category", "dc:subject"):
        for element in fields.get(name, ()):
            label = element.get("label") or element.get("term") or element.text or ""
            if label.strip():
                yield str(label).strip()
    for element in (*fields.get("media:keywords", ()), *fields.get("itunes:keywords", ())):
        yield from (word.strip() for word in str(element.text or "").split(",") if word.strip())


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
