"""A channel through its Atom feed, which needs no key and holds the newest 15 videos."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from lxml import etree

from connectors.contract import (
    Batch,
    Checkpoint,
    ConnectorError,
    NeedsPerson,
    RetryLater,
    SourceSpec,
)
from connectors.environment import Environment
from connectors.items import Image, Reading, TimeBasis, Video
from connectors.web import Fetched
from connectors.youtube.address import require_address
from connectors.youtube.chapters import chapters_of
from connectors.youtube.descriptions import links_of, summary_of
from connectors.youtube.kinds import LINKED_AS_SHORT, NOTHING_TELLS, Kind
from connectors.youtube.resolving import resolve
from connectors.youtube.times import moment
from connectors.youtube.videos import ORIGIN, watch_url

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "yt": "http://www.youtube.com/xml/schemas/2015",
    "media": "http://search.yahoo.com/mrss/",
}
"""The feed is Atom (RFC 4287) with Media RSS and YouTube's own elements."""

FEED_BYTES = 4 * 2**20


class ChannelFeed:
    """Pulls a channel's feed: title, description, thumbnail and views of its newest videos.

    The feed tells no duration and no status. ``updated`` changes with the view count and is not
    read. ``spec.url`` is the channel's page, its ``@handle`` or its id.
    """

    kind: ClassVar[str] = "youtube-feed"

    def __init__(self, spec: SourceSpec, env: Environment) -> None:
        self._spec = spec
        self._env = env

    def pull(self, checkpoint: Checkpoint) -> Iterator[Batch]:
        """Yield the feed's videos and their views as one batch.

        Raises:
            RetryLater: the feed cannot be read now. YouTube's feeds answer 404 and 500 in waves,
                so one that has worked before is never given up.
            NeedsPerson: there is no such channel.
            NotThisKind: the address names no channel, or no channel's feed came.
        """
        address = require_address(self._spec.url)
        channel_id = str(checkpoint.get("channel_id") or "") or resolve(address, self._env)
        # A page that told the id proves that the channel exists, as a feed that came before does.
        is_there = bool(checkpoint) or address.naming != "id"
        fetched = self._fetch(channel_id, checkpoint, worked_before=is_there)
        if fetched.not_modified:
            yield Batch(checkpoint=checkpoint, next_due_s=fetched.fresh_for_s)
            return
        feed = _parsed(fetched.body, worked_before=is_there)
        now = self._env.clock()
        entries = [entry for entry in feed.iterfind("atom:entry", NAMES) if _text(entry, _ID)]
        yield Batch(
            items=tuple(_video(entry, channel_id) for entry in entries),
            readings=tuple(one for entry in entries for one in _views(entry, now)),
            checkpoint={
                "channel_id": channel_id,
                "etag": fetched.etag,
                "last_modified": fetched.last_modified,
            },
            name=_text(feed, "atom:title"),
            next_due_s=fetched.fresh_for_s,
        )

    def _fetch(self, channel_id: str, checkpoint: Checkpoint, *, worked_before: bool) -> Fetched:
        url = f"{self._env.youtube.feed_endpoint}?{urlencode({'channel_id': channel_id})}"
        try:
            return self._env.http.get(
                url,
                etag=str(checkpoint.get("etag") or ""),
                last_modified=str(checkpoint.get("last_modified") or ""),
                accept="application/atom+xml, text/xml",
                max_bytes=FEED_BYTES,
            )
        except NeedsPerson as error:
            raise _not_fetched(channel_id, error, worked_before=worked_before) from error


_ID = "yt:videoId"


def _not_fetched(
    channel_id: str, error: NeedsPerson, *, worked_before: bool
) -> RetryLater | NeedsPerson:
    if worked_before:
        return RetryLater(f"YouTube does not hand out the channel's feed just now: {error}")
    return NeedsPerson(
        f"YouTube has no feed of a channel {channel_id}: {error}",
        advice=f"Check the channel's address. {error.advice}".strip(),
    )


def _parsed(body: bytes, *, worked_before: bool) -> Any:
    # Entities are not expanded and nothing is loaded, whatever the document declares.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    problem: ConnectorError
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is not None and root.tag == f"{{{NAMES['atom']}}}feed":
        return root
    if worked_before:
        problem = RetryLater("YouTube answered with something other than the channel's feed.")
    else:
        problem = NeedsPerson(
            "YouTube answered with something other than a channel's feed.",
            advice="Check the channel's address.",
        )
    raise problem


def _text(element: Any, path: str) -> str:
    return " ".join((element.findtext(path, "", NAMES) or "").split())


def _video(entry: Any, channel_id: str) -> Video:
    video_id = _text(entry, _ID)
    description = (entry.findtext("media:group/media:description", "", NAMES) or "").strip()
    published = _text(entry, "atom:published")
    published_at = moment(published)
    kind = _kind(entry)
    return Video(
        ref=video_id,
        url=watch_url(video_id),
        title=_text(entry, "atom:title") or _text(entry, "media:group/media:title"),
        summary=summary_of(description),
        body=description,
        published_at=published_at,
        time_basis=TimeBasis.STATED if published_at else TimeBasis.INFERRED,
        raw_time="" if published_at else published,
        image=_thumbnail(entry),
        links=links_of(description),
        video_id=video_id,
        channel_id=channel_id,
        video_kind=kind.kind,
        kind_basis=kind.basis,
        chapters=chapters_of(description),
    )


def _kind(entry: Any) -> Kind:
    """Shorts are linked at an address of their own; of other kinds the feed says nothing."""
    link = entry.find("atom:link[@rel='alternate']", NAMES)
    path = urlsplit(link.get("href", "")).path if link is not None else ""
    return LINKED_AS_SHORT if path.startswith("/shorts/") else NOTHING_TELLS


def _thumbnail(entry: Any) -> Image | None:
    picture = entry.find("media:group/media:thumbnail", NAMES)
    if picture is None or not picture.get("url"):
        return None
    return Image(picture.get("url"), _number(picture, "width"), _number(picture, "height"))


def _views(entry: Any, observed_at: datetime) -> Iterator[Reading]:
    statistics = entry.find("media:group/media:community/media:statistics", NAMES)
    views = None if statistics is None else _number(statistics, "views")
    if views is not None:
        yield Reading(
            ref=_text(entry, _ID),
            metric="views",
            value=float(views),
            observed_at=observed_at,
            origin=ORIGIN,
        )


def _number(element: Any, name: str) -> int | None:
    value = element.get(name, "")
    return int(value) if value.isdecimal() else None
