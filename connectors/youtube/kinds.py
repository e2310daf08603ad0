"""What sort of video it is, and how that is known; ``unknown`` where nothing tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from connectors.items import LiveState, Video, VideoKind
from connectors.youtube.errors import Resource, field
from connectors.youtube.times import moment, seconds

if TYPE_CHECKING:
    from connectors.youtube.shelves import Shelves

LONGEST_SHORT_S = 180
"""Shorts are three minutes at most since October 2024 (YouTube Help, "Understand Shorts")."""

SETTLED_AFTER = timedelta(days=2)
"""Lists by kind follow within hours: what they do not hold by then, they will not."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind and, in a phrase, its ground."""

    kind: VideoKind
    basis: str


TOO_LONG = Kind(VideoKind.UPLOAD, "longer than a Short can be")
AMONG_SHORTS = Kind(VideoKind.SHORT, "listed among the channel's Shorts")
AMONG_FILMS = Kind(VideoKind.UPLOAD, "listed among the channel's videos")
AMONG_STREAMS = Kind(VideoKind.LIVE, "listed among the channel's live streams")
SHOWN_AS_FILM = Kind(VideoKind.PREMIERE, "a broadcast that is listed among the channel's videos")
LENGTH_BEFOREHAND = Kind(VideoKind.PREMIERE, "a broadcast whose length is known beforehand")
ON_AIR = Kind(VideoKind.LIVE, "a broadcast that is on air and has no length")
CALLED_SHORT = Kind(VideoKind.SHORT, "its maker tags it #shorts")
LINKED_AS_SHORT = Kind(VideoKind.SHORT, "the channel's feed links it as a Short")
NOTHING_TELLS = Kind(VideoKind.UNKNOWN, "")


def live_state(resource: Resource) -> LiveState:
    """Where a broadcast stands; ``none`` for an upload, and for one that never began."""
    match field(resource, "snippet", "liveBroadcastContent"):
        case "live":
            return LiveState.LIVE
        case "upcoming":
            return LiveState.UPCOMING
    began = field(resource, "liveStreamingDetails", "actualStartTime")
    return LiveState.ENDED if began else LiveState.NONE


def kind_of(resource: Resource, shelves: Shelves, before: Video | None, now: datetime) -> Kind:
    """The kind of a video. ``before`` is what was known of it: a settled kind costs no question.

    Raises:
        ConnectorError: a list by kind could not be read.
    """
    if before and _is_settled(resource, before, now):
        return Kind(before.video_kind, before.kind_basis)
    if resource.get("liveStreamingDetails"):
        return _broadcast(resource, shelves)
    published_at, video_id = moment(field(resource, "snippet", "publishedAt")), str(resource["id"])
    duration = seconds(field(resource, "contentDetails", "duration"))
    if duration is not None and duration > LONGEST_SHORT_S:
        return TOO_LONG
    if shelves.shorts.holds(video_id, published_at):
        return AMONG_SHORTS
    if shelves.films.holds(video_id, published_at):
        return AMONG_FILMS
    return CALLED_SHORT if _says_short(resource) else NOTHING_TELLS


def _is_settled(resource: Resource, before: Video, now: datetime) -> bool:
    length = seconds(field(resource, "contentDetails", "duration"))
    if before.live_state is not live_state(resource) or before.duration_s != length:
        return False
    certain = before.video_kind is not VideoKind.UNKNOWN
    if certain and before.kind_basis != CALLED_SHORT.basis:
        return bool(before.kind_basis)
    return before.published_at is not None and now - before.published_at > SETTLED_AFTER


def _broadcast(resource: Resource, shelves: Shelves) -> Kind:
    """A premiere is a broadcast too, of a film that exists already: it has a length beforehand."""
    published_at, video_id = moment(field(resource, "snippet", "publishedAt")), str(resource["id"])
    if shelves.live.holds(video_id, published_at):
        return AMONG_STREAMS
    if shelves.films.holds(video_id, published_at):
        return SHOWN_AS_FILM
    length_known = seconds(field(resource, "contentDetails", "duration")) is not None
    if live_state(resource) in {LiveState.UPCOMING, LiveState.LIVE} and length_known:
        return LENGTH_BEFOREHAND
    return ON_AIR if live_state(resource) is LiveState.LIVE else NOTHING_TELLS


def _says_short(resource: Resource) -> bool:
    """Whether its maker calls it a Short; weaker evidence than the list of Shorts."""
    words = f"{field(resource, 'snippet', 'title')} {field(resource, 'snippet', 'description')}"
    return not {"#shorts", "#short"}.isdisjoint(words.casefold().split())
