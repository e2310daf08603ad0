"""One feed as a source: conditional requests, checkpoint, batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from connectors.contract import (
    Batch,
    Checkpoint,
    ConnectorError,
    NotThisKind,
    RetryLater,
    SourceSpec,
)
from connectors.environment import Environment
from connectors.feeds.history import MOST_PAGES, PAGES_A_PULL, older_page
from connectors.feeds.waiting import wait_s
from connectors.items import Article
from connectors.web import Fetched
from connectors.web.freshness import http_date

if TYPE_CHECKING:
    from connectors.feeds.model import Feed

TRUSTED_FOR = timedelta(hours=24)
"""Servers exist whose ETag never changes: once in this while a feed is asked without conditions."""
ITEMS_A_BATCH = 500
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
        from connectors.feeds.changes import Changes  # imported late: most answers are 304
        from connectors.feeds.model import NotAFeed
        from connectors.text import clean_title

        try:
            feed = _read(fetched)
        except NotAFeed as error:
            raise _not_a_feed(self._spec.url, was_a_feed="hashes" in kept) from error
        told = Batch(
            name=clean_title(feed.title),
            moved_to=fetched.permanent_url,
            next_due_s=wait_s(fetched, feed, now),
        )
        changes = Changes(feed, fetched.url, kept, now)
        part: list[Article] = []
        for item in changes.articles():
            if len(part) == ITEMS_A_BATCH:
                yield replace(told, items=tuple(part), moved_to="", checkpoint=before)
                part = []
            part.append(item)
        kept |= changes.memory
        kept.setdefault("older", older_page(feed, fetched.url))
        yield replace(told, items=tuple(part), warnings=changes.warnings, checkpoint=kept)

    def _history(self, newest: Batch, now: datetime) -> Iterator[Batch]:
        """Older pages, each with the checkpoint that leads to the next."""
        from connectors.feeds.changes import Changes, names_of  # imported late, as above
        from connectors.feeds.model import NotAFeed

        kept = dict(newest.checkpoint)
        seen: set[str] = set()
        for _ in range(PAGES_A_PULL):
            items: tuple[Article, ...] = ()
            try:
                fetched = self._env.http.get(kept["older"], accept=ACCEPT, max_bytes=MAX_BYTES)
                feed = _read(fetched)
            except RetryLater as error:
                newest = replace(newest, items=(), moved_to="", unfinished=False)
                yield replace(newest, warnings=(_later(error),))
                return
            except (ConnectorError, NotAFeed):
                kept["older"] = ""  # behind the last page there is nothing, or a web page
            else:
                names = {name for name, _ in map(names_of, feed.entries)}
                items = tuple(Changes(feed, fetched.url, kept | {"hashes": {}}, now).articles())
                there_is_more = names - seen and kept.get("pages", 0) < MOST_PAGES
                kept["older"] = older_page(feed, fetched.url) if there_is_more else ""
                seen |= names
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


def _read(fetched: Fetched) -> Feed:
    from connectors.feeds.reading import read_feed  # imported late: most answers are 304

    return read_feed(fetched.body, fetched.url, fetched.headers.get("content-type", ""))


def _body_hash(body: bytes) -> str:
    from connectors.feeds.model import READER_VERSION  # imported late, as above

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
