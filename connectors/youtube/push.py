"""Being told of new videos by YouTube's hub, instead of asking.

WebSub (https://www.w3.org/TR/websub/) with the topics that YouTube publishes
(https://developers.google.com/youtube/v3/guides/push_notifications); withdrawn videos come as
Atom tombstones (RFC 6721). No secret is stored: each follows from one key and from what it is for.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from lxml import etree

from connectors.items import TimeBasis, Video
from connectors.web import Http
from connectors.youtube.times import moment
from connectors.youtube.videos import watch_url

LEASE_S = 828_000
"""Nearly ten days: as long as the hub grants."""

_TOPIC = "https://www.youtube.com/xml/feeds/videos.xml"
_HASHES = ("sha1", "sha256", "sha384", "sha512")
"""WebSub, section 8."""

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "yt": "http://www.youtube.com/xml/schemas/2015",
    "at": "http://purl.org/atompub/tombstones/1.0",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A video that is new or changed, as far as a notice says."""

    video_id: str
    channel_id: str
    title: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    """What a push says: videos that are new or changed, and ids of those that went."""

    told: tuple[Told, ...] = ()
    deleted: tuple[str, ...] = ()


def topic_of(channel_id: str) -> str:
    """The topic under which the hub publishes a channel's videos."""
    return f"{_TOPIC}?{urlencode({'channel_id': channel_id})}"


def token_for(base: bytes, source_id: str, topic: str) -> str:
    """The part of a callback's address that only the hub and we know."""
    return _derived(base, f"callback {source_id} {topic}")[:32]


def secret_for(base: bytes, topic: str) -> str:
    """The secret with which the hub signs a topic's pushes."""
    return _derived(base, f"secret {topic}")


def subscribe(http: Http, hub: str, *, callback: str, topic: str, secret: str) -> None:
    """Ask the hub for a topic's pushes; it asks back at ``callback`` before it grants them.

    Raises:
        ConnectorError: the hub cannot be reached, or refuses.
    """
    asked = {
        "hub.mode": "subscribe",
        "hub.callback": callback,
        "hub.topic": topic,
        "hub.secret": secret,
        "hub.verify": "async",
        "hub.lease_seconds": str(LEASE_S),
    }
    http.post_form(hub, asked)


def unsubscribe(http: Http, hub: str, *, callback: str, topic: str) -> None:
    """Ask the hub for no more pushes of a topic; it asks back at ``callback`` before it stops.

    Raises:
        ConnectorError: the hub cannot be reached, or refuses.
    """
    asked = {
        "hub.mode": "unsubscribe",
        "hub.callback": callback,
        "hub.topic": topic,
        "hub.verify": "async",
    }
    http.post_form(hub, asked)


def is_signed(header: str, secret: str, body: bytes) -> bool:
    """Whether ``X-Hub-Signature`` fits the body; compared in constant time."""
    method, _, given = header.strip().partition("=")
    if method.lower() not in _HASHES:
        return False
    expected = hmac.new(secret.encode(), body, getattr(hashlib, method.lower())).hexdigest()
    return hmac.compare_digest(expected.encode(), given.strip().lower().encode())


def read_notice(body: bytes) -> Notice:
    """What a push says; nothing where it is no Atom."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return Notice()
    if root is None:
        return Notice()
    deleted = (one.get("ref", "") for one in root.iterfind("at:deleted-entry", NAMES))
    ids = (ref.removeprefix("yt:video:") for ref in deleted if ref.startswith("yt:video:"))
    return Notice(tuple(_told(root)), tuple(dict.fromkeys(filter(None, ids))))


def video_of(told: Told) -> Video:
    """What can be shown of a video at once; the rest comes when it is read."""
    return Video(
        ref=told.video_id,
        url=watch_url(told.video_id),
        title=told.title,
        published_at=told.published_at,
        time_basis=TimeBasis.STATED if told.published_at else TimeBasis.INFERRED,
        video_id=told.video_id,
        channel_id=told.channel_id,
    )


def _told(root: etree._Element) -> Iterator[Told]:
    for entry in root.iterfind("atom:entry", NAMES):
        video_id, title = _text(entry, "yt:videoId"), _text(entry, "atom:title")
        if video_id and title:
            published = moment(_text(entry, "atom:published"))
            yield Told(video_id, _text(entry, "yt:channelId"), title, published)


def _text(element: etree._Element, path: str) -> str:
    return " ".join((element.findtext(path, "", NAMES) or "").split())


def _derived(base: bytes, purpose: str) -> str:
    return hmac.new(base, purpose.encode(), hashlib.sha256).hexdigest()
