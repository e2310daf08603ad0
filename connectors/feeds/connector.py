"""One feed as a source: conditional requests, checkpoint, batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from connectors.contract import (
    Batch,
    Checkpoint,
    ConnectorError,
    NotThisKind,
    RetryLater,
    SourceSpec,
)
from connectors.environment import Environment
from connectors.feeds.history import MOST_PAGES, PAGES_A_PULL
from connectors.feeds.model import HELD_BYTES, READER_VERSION, End, Head, NotAFeed, Part
from connectors.feeds.waiting import wait_s
from connectors.items import Article
from connectors.web import Fetched
from connectors.web.freshness import http_date

TRUSTED_FOR = timedelta(hours=24)
"""Servers exist whose ETag never changes: once in this while a feed is asked without conditions."""
MAX_BYTES = 64 * 2**20
"""Of a feed: some carry all that was ever published."""
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/json;q=0.9, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"
)


class FeedConnector:
    """Pulls one RSS, RDF, Atom or JSON feed; where it goes on to older pages, these once too.

    The checkpoint holds the validators (``etag``, ``last_modified``), the hash of the last body,
    the address they belong to, when the feed was last asked without conditions (``full_at``), a
    hash of each entry, so that a feed which only rewrites itself costs next to nothing, ids that
    name several entries (``vague``), and the next page of its history (``older``; "" when that
    has been read, ``pages`` how many were).
    """

    kind: ClassVar[str] = "feed"

    def __init__(self, spec: SourceSpec, env: Environment) -> None:
        self._spec = spec
        self._env = env

    def pull(self, checkpoint: Checkpoint) -> Iterator[Batch]:
        """Yield the entries that are new or changed, then a stretch of older pages, if any.

        Raises:
            NotThisKind: there is a page, or something else that is no feed.
            RetryLater: the same where a feed was before, or a passing fault.
            NeedsPerson: access refused, gone, too large, a private address.
        """
        now = self._env.clock()
        if checkpoint.get("url") != self._spec.url:
            known = ("hashes", "vague", "older", "pages")
            checkpoint = {key: checkpoint[key] for key in known if key in checkpoint}
        unconditional = _is_due(checkpoint.get("full_at"), now)
        fetched = self._env.http.get(
            self._spec.url,
            etag="" if unconditional else checkpoint.get("etag", ""),
            last_modified="" if unconditional else checkpoint.get("last_modified", ""),
            accept=ACCEPT,
            max_bytes=MAX_BYTES,
        )
        kept = {
            **checkpoint,
            "url": fetched.permanent_url or self._spec.url,
            "full_at": now.isoformat() if unconditional else checkpoint.get("full_at"),
        }
        if not fetched.not_modified:
            kept |= _validators(fetched, now)
        body_hash = "" if fetched.not_modified else _body_hash(fetched.body)
        if fetched.not_modified or body_hash == checkpoint.get("body_hash"):
            newest = Batch(
                checkpoint=kept,
                moved_to=fetched.permanent_url,
                next_due_s=wait_s(fetched, None, now),
            )
            yield newest
        else:
            for newest in self._newest(fetched, checkpoint, kept | {"body_hash": body_hash}, now):
                yield newest
        if newest.checkpoint.get("older"):
            yield from self._history(newest, now)

    def _newest(
        self, fetched: Fetched, before: Checkpoint, kept: dict[str, Any], now: datetime
    ) -> Iterator[Batch]:
        """The feed's own document, in batches; until the last the checkpoint is the one before."""
        parts = self._parts(fetched, kept, now)
        try:
            head = next(parts)
        except NotAFeed as error:
            raise _not_a_feed(self._spec.url, was_a_feed="hashes" in kept) from error
        assert isinstance(head, Head), "every document begins with one"
        told = Batch(
            name=head.name,
            moved_to=fetched.permanent_url,
            next_due_s=wait_s(fetched, head.feed, now),
        )
        kept.setdefault("older", head.older)
        items: tuple[Article, ...] = ()
        for part in parts:
            if isinstance(part, End):
                kept |= part.memory
                yield replace(told, items=items, warnings=part.warnings, checkpoint=kept)
            elif isinstance(part, tuple):
                if items:
                    yield replace(told, items=items, moved_to="", checkpoint=before)
                items = part

    def _parts(self, fetched: Fetched, known: Checkpoint, now: datetime) -> Iterator[Part]:
        """A document part by part: a large one as it is read, others are read apart, if need be."""
        # Imported late: most answers are 304.
        from connectors.feeds.document import read_document, read_whole

        told = fetched.headers.get("content-type", "")
        large = len(fetched.body) > HELD_BYTES
        args = (fetched.body, fetched.url, told, dict(known), now)
        yield from read_document(*args) if large else self._env.apart(read_whole, *args)

    def _history(self, newest: Batch, now: datetime) -> Iterator[Batch]:
        """Older pages, each with the checkpoint that leads to the next."""
        kept = dict(newest.checkpoint)
        seen: set[str] = set()
        for _ in range(PAGES_A_PULL):
            items: tuple[Article, ...] = ()
            try:
                fetched = self._env.http.get(kept["older"], accept=ACCEPT, max_bytes=MAX_BYTES)
                head, *parts = self._parts(fetched, kept | {"hashes": {}}, now)
            except RetryLater as error:
                newest = replace(newest, items=(), moved_to="", unfinished=False)
                yield replace(newest, warnings=(_later(error),))
                return
            except (ConnectorError, NotAFeed):
                kept["older"] = ""  # behind the last page there is nothing, or a web page
            else:
                items = tuple(one for part in parts if isinstance(part, tuple) for one in part)
                refs = {one.ref for one in items}
                there_is_more = refs - seen and kept.get("pages", 0) < MOST_PAGES
                kept["older"] = head.older if there_is_more and isinstance(head, Head) else ""
                seen |= refs
            kept["pages"] = kept.get("pages", 0) + 1
            newest = replace(
                newest,
                items=items,
                moved_to="",
                warnings=(),
                checkpoint=dict(kept),
                unfinished=bool(kept["older"]),
            )
            yield newest
            if not kept["older"]:
                return


def _body_hash(body: bytes) -> str:
    return hashlib.blake2b(body, key=READER_VERSION.encode(), digest_size=16).hexdigest()


def _validators(fetched: Fetched, now: datetime) -> dict[str, str]:
    """What the next request may ask by; a server's time that is yet to come would say “no news”."""
    modified = http_date(fetched.last_modified) if fetched.last_modified else None
    ahead = modified is not None and modified > now + timedelta(hours=1)
    return {"etag": fetched.etag, "last_modified": "" if ahead else fetched.last_modified}


def _is_due(full_at: str | None, now: datetime) -> bool:
    return full_at is None or now - datetime.fromisoformat(full_at) >= TRUSTED_FOR


def _later(error: RetryLater) -> str:
    return f"Older entries could not be read on: {error.sentence} It is tried again by itself."


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
