"""The fast reader: well-formed RSS, RDF and Atom, straight off lxml's tree.

It answers ``None`` for whatever it cannot vouch for (not well-formed, entities of its own, a root
that it does not know); the tolerant reader takes over then. No entity is expanded and nothing is
loaded from anywhere.

A large document is parsed in pieces, and its entries are taken out of the tree as they come. It
is gone through once to see that all of it can be vouched for, before anything of it is told.

Formats: RSS 0.9x–2.0 (rssboard.org/rss-specification), RSS 1.0 (web.resource.org/rss/1.0/spec),
Atom (RFC 4287, and 0.3 before it).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from connectors.feeds.decoding import Document
from connectors.feeds.entry import LANGUAGE, UnsureError, entry_of, link_in, title_in
from connectors.feeds.fields import fields_of, name_of, text_in
from connectors.feeds.head import named_in, older_in, quiet_days, quiet_hours, wait_in
from connectors.feeds.model import HELD_BYTES, Entry, Feed
from connectors.feeds.vague import Names

_ENTRY_NAMES = {"atom:feed": "atom:entry", "rss": "item", "rdf:rdf": "item"}
"""What the entries of each root are called."""
_PARSING = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def read_fast(told: Document, url: str) -> Feed | None:
    """A feed from its document (fetched from ``url``), or ``None`` where unsure."""
    if told.holds(b"<!ENTITY"):
        return None
    reading = _Reading(told, url)
    try:
        if len(told) <= HELD_BYTES:
            entries = list(reading)
            return reading.feed(entries) if entries else None
        names = Names(reading)
        return reading.feed(reading, names) if reading.found else None
    except (etree.XMLSyntaxError, UnsureError):
        return None


class _Reading:
    """The entries of a document, read off it anew whenever they are gone through."""

    def __init__(self, told: Document, url: str) -> None:
        self._told, self._url = told, url
        self._based = told.holds(b"xml:base")
        self._tree: _Tree
        self.found = False

    def __iter__(self) -> Iterator[Entry]:
        tree = None
        for root, complete in self._roots():
            tree = tree or _Tree(root)
            for element in tree.entries(complete=complete):
                self.found = True
                yield entry_of(element, self._url, based=self._based)
            self._tree = tree

    def _roots(self) -> Iterator[tuple[Any, bool]]:
        """The root element as it grows, and whether it is complete."""
        if len(self._told) <= HELD_BYTES:
            parser = etree.XMLParser(**_PARSING)
            yield etree.fromstring(self._told.whole(), parser, base_url=self._url), True
            return
        parser = etree.XMLPullParser(("start",), base_url=self._url, **_PARSING)
        root = None
        for piece in self._told.pieces():
            parser.feed(piece)
            for _, element in parser.read_events():
                root = element if root is None else root
            if root is not None:
                yield root, False
        yield parser.close(), True

    def feed(self, entries: list[Entry] | _Reading, names: Names | None = None) -> Feed:
        """What the document says of the feed as a whole; its entries were gone through."""
        channel = self._tree.channel
        head = fields_of(channel)
        base = channel.base if self._based else self._url
        language = text_in(head, "language", "dc:language")
        return Feed(
            title=title_in(head),
            link=link_in(head, base),
            language=language or self._tree.root.get(LANGUAGE) or "",
            ttl_s=wait_in(head),
            older=older_in(head, base),
            generator=text_in(head, "generator", "atom:generator"),
            quiet_hours=quiet_hours(named_in(head, "skiphours", "hour")),
            quiet_days=quiet_days(named_in(head, "skipdays", "day")),
            entries=entries,
            names=names,
        )


class _Tree:
    """A feed's tree, complete or growing. ``channel`` is the element that describes the feed."""

    def __init__(self, root: Any) -> None:
        wanted = _ENTRY_NAMES.get(name_of(root.tag))
        if wanted is None:
            raise UnsureError
        self.root = self.channel = root
        self._wanted = wanted
        self._outer, self._inner = _Row(root, wanted), _Row(root, wanted)

    def entries(self, *, complete: bool) -> Iterator[Any]:
        """The entries that have ended and were not handed out before; they leave the tree."""
        if self.root.getroottree().docinfo.internalDTD is not None:
            self._check_entities()
        for child, ended in self._outer.children(complete=complete):
            name = name_of(child.tag)
            if name == self._wanted:
                if ended:
                    yield child
            elif name == "channel" and self._wanted == "item":
                yield from self._in_channel(child, ended=ended)

    def _in_channel(self, element: Any, *, ended: bool) -> Iterator[Any]:
        """The entries in an RSS feed's channel; a second channel is none."""
        if self.channel is self.root:
            self.channel, self._inner = element, _Row(element, self._wanted)
        if self.channel is element:
            for child, child_ended in self._inner.children(complete=ended):
                if child_ended and name_of(child.tag) == self._wanted:
                    yield child

    def _check_entities(self) -> None:
        """A document type that is elsewhere may say what ``&eacute;`` is: we do not know."""
        if next(self.root.iter(etree.Entity), None) is not None:
            raise UnsureError


class _Row:
    """The children of an element that may still grow, in one pass; those ``taken`` leave it."""

    def __init__(self, parent: Any, taken: str) -> None:
        self._parent, self._taken = parent, taken
        self._last: Any = None

    def children(self, *, complete: bool) -> Iterator[tuple[Any, bool]]:
        """Each child, and whether it has ended; that which has not comes again the next time."""
        last = self._last
        child = next(iter(self._parent), None) if last is None else last.getnext()
        while child is not None:
            following = child.getnext()
            ended = complete or following is not None
            yield child, ended
            if not ended:
                return
            if name_of(child.tag) == self._taken:
                self._parent.remove(child)
            else:
                self._last = child
            child = following
