"""What of a feed's document is new or changed, entry by entry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

import orjson

from connectors.contract import Checkpoint
from connectors.feeds.articles import article
from connectors.feeds.model import READER_VERSION, Entry, Feed
from connectors.feeds.vague import MOST_REMEMBERED, vague_names
from connectors.items import Article, TimeBasis

_HASH = hashlib.blake2b(key=READER_VERSION.encode(), digest_size=6)
REMEMBERED = 500
"""Entries whose hashes a checkpoint keeps; longer feeds are handed on whole."""


class Changes:
    """One pass over the entries of a feed; ``known`` is the checkpoint of the pass before.

    After it, ``warnings`` and ``memory`` (what to put into the checkpoint) are complete.
    """

    def __init__(self, feed: Feed, url: str, known: Checkpoint, now: datetime) -> None:
        self._feed, self._url, self._now = feed, url, now
        self._known: dict[str, str] = known.get("hashes", {})
        self._known_vague: Sequence[str] = known.get("vague", ())
        self._vague = vague_names(feed, url, self._known_vague)
        self._vague_ids: dict[str, None] = {}
        self._hashes: dict[str, str] = {}
        self._empty = 0

    def articles(self) -> Iterator[Article]:
        """The articles of entries that are not known as they are, each ref once."""
        vague = self._vague or ()
        refs = set()  # as hashes: of a large feed they are many
        for entry in self._feed.entries:
            if entry.is_empty():
                self._empty += 1
                continue
            if vague and len(self._vague_ids) < MOST_REMEMBERED:
                own = entry.id.strip()
                if own in vague:
                    self._vague_ids[own] = None
            name, state = names_of(entry)
            if self._known.get(name) == state:
                self._remember(name, state)
                continue
            found = article(entry, self._feed, self._url, self._now, vague)
            if found.time_basis is not TimeBasis.INFERRED:
                self._remember(name, state)  # a time yet to come is looked at again
            if (ref := hash(found.ref)) not in refs:
                refs.add(ref)
                yield found

    def _remember(self, name: str, state: str) -> None:
        if len(self._hashes) <= REMEMBERED:
            self._hashes[name] = state

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was odd about the document."""
        if not self._empty:
            return ()
        return (f"{self._empty} entries say nothing at all and were left out.",)

    @property
    def memory(self) -> dict[str, object]:
        """By what the next pass knows what it has seen."""
        hashes = self._hashes if len(self._hashes) <= REMEMBERED else {}
        vague = list(dict.fromkeys((*self._vague_ids, *self._known_vague)))[:MOST_REMEMBERED]
        return {"hashes": hashes, "vague": vague}


def names_of(entry: Entry) -> tuple[str, str]:
    """Short hashes of which entry it is and of what it says."""
    identity = "\n".join((entry.id, entry.link) if entry.id or entry.link else (entry.title,))
    return _short_hash(identity.encode("utf-8", "replace")), _short_hash(_said(entry))


def _said(entry: Entry) -> bytes:
    try:
        return orjson.dumps(entry)
    except orjson.JSONEncodeError:  # a lone surrogate out of a JSON feed
        return repr(entry).encode("utf-8", "replace")


def _short_hash(said: bytes) -> str:
    hashed = _HASH.copy()
    hashed.update(said)
    return hashed.hexdigest()
