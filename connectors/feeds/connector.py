"""One feed as a source: conditional requests, checkpoint, batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from connectors.contract import Batch, Checkpoint, NotThisKind, RetryLater, SourceSpec
from connectors.environment import Environment
from connectors.feeds.model import Entry, Feed, NotAFeed
from connectors.items import Article, TimeBasis
from connectors.web import Fetched

READER_VERSION = "1"
"""Raised when the readers make something else of an entry, so that known entries are read again."""
TRUSTED_FOR = timedelta(hours=24)
"""Servers exist whose ETag never changes: once in this while a feed is asked without conditions."""
LONGEST_WAIT_S = 3600.0
"""However long a feed asks to be left alone, news does not wait longer."""
REMEMBERED = 500
"""Entries whose hashes a checkpoint keeps; longer feeds are handed on whole."""
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/json;q=0.9, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"
)


class FeedConnector:
    """Pulls one RSS, RDF, Atom or JSON feed, as a single batch.

    The checkpoint holds the validators (``etag``, ``last_modified``), the hash of the last body,
    the address they belong to, when the feed was last asked without conditions (``full_at``) and
    a hash of each entry, so that a feed which only rewrites itself costs next to nothing.
    """

    kind: ClassVar[str] = "feed"

    def __init__(self, spec: SourceSpec, env: Environment) -> None:
        self._spec = spec
        self._env = env

    def pull(self, checkpoint: Checkpoint) -> Iterator[Batch]:
        """Yield one batch: the entries that are new or changed, or none.

        Raises:
            NotThisKind: there is a page, or something else that is no feed.
            RetryLater: the same where a feed was before, or a passing fault.
            NeedsPerson: access refused, gone, too large, a private address.
        """
        now = self._env.clock()
        if checkpoint.get("url") != self._spec.url:
            checkpoint = {key: checkpoint[key] for key in ("hashes",) if key in checkpoint}
        unconditional = _is_due(checkpoint.get("full_at"), now)
        fetched = self._env.http.get(
            self._spec.url,
            etag="" if unconditional else checkpoint.get("etag", ""),
            last_modified="" if unconditional else checkpoint.get("last_modified", ""),
            accept=ACCEPT,
        )
        moved_to = fetched.permanent_url
        kept = {
            **checkpoint,
            "url": moved_to or self._spec.url,
            "full_at": now.isoformat() if unconditional else checkpoint.get("full_at"),
        }
        if fetched.not_modified:
            yield Batch(checkpoint=kept, moved_to=moved_to, next_due_s=_wait(fetched, None))
            return
        kept |= {"etag": fetched.etag, "last_modified": fetched.last_modified}
        body_hash = _hash(fetched.body + READER_VERSION.encode())
        if body_hash == checkpoint.get("body_hash"):
            yield Batch(checkpoint=kept, moved_to=moved_to, next_due_s=_wait(fetched, None))
            return
        yield self._read(fetched, kept | {"body_hash": body_hash}, now)

    def _read(self, fetched: Fetched, kept: dict[str, Any], now: datetime) -> Batch:
        from connectors.feeds.reading import read_feed  # imported late: most answers are 304
        from connectors.text import clean_title

        was_a_feed = "hashes" in kept
        try:
            feed = read_feed(fetched.body, fetched.url, fetched.headers.get("content-type", ""))
        except NotAFeed as error:
            raise _not_a_feed(self._spec.url, was_a_feed=was_a_feed) from error
        items, warnings, hashes = _changed(feed, fetched.url, kept.get("hashes", {}), now)
        return Batch(
            items=items,
            warnings=warnings,
            checkpoint=kept | {"hashes": hashes},
            name=clean_title(feed.title),
            moved_to=fetched.permanent_url,
            next_due_s=_wait(fetched, feed.ttl_s),
        )


def _changed(
    feed: Feed, url: str, known: dict[str, str], now: datetime
) -> tuple[tuple[Article, ...], tuple[str, ...], dict[str, str]]:
    """The articles of entries that are not known as they are, warnings, and all entries' hashes."""
    from connectors.feeds.articles import article  # imported late, as above

    items: dict[str, Article] = {}
    hashes: dict[str, str] = {}
    empty = 0
    for entry in feed.entries:
        if entry.is_empty():
            empty += 1
            continue
        name, state = _names(entry)
        if known.get(name) == state:
            hashes[name] = state
            continue
        found = _told_apart(article(entry, feed, url, now), items)
        items.setdefault(found.ref, found)
        if found.time_basis is not TimeBasis.INFERRED:
            hashes[name] = state  # a time yet to come is looked at again
    warnings = (f"{empty} entries say nothing at all and were left out.",) if empty else ()
    return (
        tuple(items.values()),
        warnings,
        hashes if len(hashes) <= REMEMBERED else {},
    )


def _told_apart(found: Article, items: dict[str, Article]) -> Article:
    """The article, under its URL where another article of the feed has the same id already."""
    other = items.get(found.ref)
    if other is None or other.url == found.url:
        return found
    return replace(found, ref=found.url)


def _names(entry: Entry) -> tuple[str, str]:
    """Short hashes of which entry it is and of what it says."""
    identity = "\n".join((entry.id, entry.link) if entry.id or entry.link else (entry.title,))
    return _hash(identity.encode())[:12], _hash(f"{READER_VERSION}{entry!r}".encode())[:12]


def _hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _is_due(full_at: str | None, now: datetime) -> bool:
    return full_at is None or now - datetime.fromisoformat(full_at) >= TRUSTED_FOR


def _wait(fetched: Fetched, ttl_s: float | None) -> float | None:
    stated = [wait for wait in (fetched.fresh_for_s, ttl_s) if wait is not None]
    return min(max(stated), LONGEST_WAIT_S) if stated else None


def _not_a_feed(url: str, *, was_a_feed: bool) -> RetryLater | NotThisKind:
    if was_a_feed:
        return RetryLater(
            "Where the feed was, the site now sends something else, such as a page.",
            advice="It is tried again by itself; if it stays so, check the address. "
            "What was read before is kept.",
        )
    return NotThisKind(
        "The address answers, but not with a feed.",
        advice=f"Let “rundown init {url.partition('?')[0]}” look for the feeds of the site.",
    )
