"""What of a feed's document is new or changed, entry by entry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

import orjson

from connectors.contract import Checkpoint
from connectors.feeds.articles import article
from connectors.feeds.model import READER_VERSION, Entry, Feed
from connectors.feeds.vague import remembered, vague_names
from connectors.items import Article, TimeBasis

_KEY = READER_VERSION.encode()
REMEMBERED = 500
"""Entries whose hashes a checkpoint keeps; longer feeds are handed on whole."""


class Changes:
    """One pass over the entries of a feed; ``known`` is the checkpoint of the pass before.

    After it, ``warnings`` and ``memory`` (what to put into the checkpoint) are complete.
    """

    def __init__(self, feed: Feed, url: str, known: Checkpoint, now: datetime) -> None:
        self._feed, self._url, self._now = feed, url, now
        self._known: dict[str, str] = known.get("hashes", {})
        self._vague = vague_names(feed, url, known.get("vague", ()))
        self._hashes: dict[str, str] = {}
        self._empty = 0
        self._vague_ids = remembered(self._vague, feed.entries, known.get("vague", ()))

    def articles(self) -> Iterator[Article]:
        """The articles of entries that are not known as they are, each ref once."""
        refs = set()
        for entry in self._feed.entries:
            if entry.is_empty():
                self._empty += 1
                continue
            name, state = names_of(entry)
            if self._known.get(name) == state:
                self._hashes[name] = state
                continue
            found = article(entry, self._feed, self._url, self._now, self._vague)
            if found.time_basis is not TimeBasis.INFERRED:
                self._hashes[name] = state  # a time yet to come is looked at again
            if found.ref not in refs:
                refs.add(found.ref)
                yield found

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
        return {"hashes": hashes, "vague": self._vague_ids}


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
    return hashlib.blake2b(said, key=_KEY, digest_size=6).hexdigest()
