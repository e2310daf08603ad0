"""A video resource of the Data API as an item and its readings.

https://developers.google.com/youtube/v3/docs/videos#resource
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.items import Image, LiveState, Reading, Status, TimeBasis, Video, VideoKind
from connectors.youtube.api import Resource
from connectors.youtube.descriptions import links_of, summary_of
from connectors.youtube.errors import field
from connectors.youtube.shelves import Shelves
from connectors.youtube.times import moment, seconds

ORIGIN = "youtube"
LONGEST_SHORT_S = 180
"""Shorts are three minutes at most since October 2024 (YouTube Help, "Understand Shorts")."""

LARGEST_THUMBNAIL = 640
"""Pixels: wide enough for a list's picture on a dense screen."""

_METRICS = {"viewCount": "views", "likeCount": "likes", "commentCount": "comments"}
_STATUS = {"public": Status.PUBLIC, "unlisted": Status.UNLISTED, "private": Status.PRIVATE}
_NO_LANGUAGE = "zxx"


def watch_url(video_id: str) -> str:
    """The one address of a video, so that every source's sighting of it merges."""
    return f"https://www.youtube.com/watch?v={video_id}"


def read_video(resource: Resource, shelves: Shelves) -> Video:
    """The item. What the resource does not say of its kind is looked up in ``shelves``.

    Raises:
        ConnectorError: a shelf could not be read.
    """
    snippet: Mapping[str, Any] = resource.get("snippet") or {}
    video_id = str(resource["id"])
    description = str(snippet.get("description") or "")
    published_at = moment(snippet.get("publishedAt"))
    return Video(
        ref=video_id,
        url=watch_url(video_id),
        title=" ".join(str(snippet.get("title") or "").split()),
        summary=summary_of(description),
        body=description.strip(),
        published_at=published_at,
        time_basis=TimeBasis.STATED if published_at else TimeBasis.INFERRED,
        raw_time="" if published_at else str(snippet.get("publishedAt") or ""),
        labels=tuple(dict.fromkeys(str(tag).strip() for tag in snippet.get("tags") or ())),
        language=_language(snippet),
        image=best_thumbnail(snippet.get("thumbnails")),
        links=links_of(description),
        status=_STATUS.get(str(field(resource, "status", "privacyStatus")), Status.PUBLIC),
        video_id=video_id,
        channel_id=str(snippet.get("channelId") or ""),
        duration_s=seconds(field(resource, "contentDetails", "duration")),
        video_kind=_kind(resource, shelves),
        live_state=live_state(resource),
        scheduled_at=moment(field(resource, "liveStreamingDetails", "scheduledStartTime")),
    )


def read_figures(resource: Resource, observed_at: datetime) -> Iterator[Reading]:
    """Views, likes and comments as far as the channel shows them."""
    statistics = resource.get("statistics") or {}
    for name, metric in _METRICS.items():
        value = str(statistics.get(name, ""))
        if value.isdecimal():
            yield Reading(
                ref=str(resource["id"]),
                metric=metric,
                value=float(value),
                observed_at=observed_at,
                origin=ORIGIN,
            )


def live_state(resource: Resource) -> LiveState:
    """Where a broadcast stands; ``none`` for an upload, and for one that never began."""
    match field(resource, "snippet", "liveBroadcastContent"):
        case "live":
            return LiveState.LIVE
        case "upcoming":
            return LiveState.UPCOMING
    began = field(resource, "liveStreamingDetails", "actualStartTime")
    return LiveState.ENDED if began else LiveState.NONE


def best_thumbnail(thumbnails: object) -> Image | None:
    """The widest picture of at most ``LARGEST_THUMBNAIL`` pixels, else the smallest there is."""
    if not isinstance(thumbnails, Mapping):
        return None
    pictures = [
        Image(str(one["url"]), one.get("width"), one.get("height"))
        for one in thumbnails.values()
        if isinstance(one, Mapping) and one.get("url")
    ]
    fitting = [one for one in pictures if (one.width or 0) <= LARGEST_THUMBNAIL]
    if fitting:
        return max(fitting, key=lambda one: one.width or 0)
    return min(pictures, key=lambda one: one.width or 0, default=None)


def _kind(resource: Resource, shelves: Shelves) -> VideoKind:
    video_id = str(resource["id"])
    published_at = moment(field(resource, "snippet", "publishedAt"))
    duration = seconds(field(resource, "contentDetails", "duration"))
    if resource.get("liveStreamingDetails"):
        return _broadcast_kind(resource, shelves, video_id, published_at)
    if duration is not None and duration > LONGEST_SHORT_S:
        return VideoKind.UPLOAD
    if shelves.shorts.holds(video_id, published_at):
        return VideoKind.SHORT
    if shelves.films.holds(video_id, published_at):
        return VideoKind.UPLOAD
    return VideoKind.SHORT if _says_short(resource) else VideoKind.UNKNOWN


def _broadcast_kind(
    resource: Resource, shelves: Shelves, video_id: str, published_at: datetime | None
) -> VideoKind:
    """A premiere is a broadcast too, of a film that exists already: it has a length beforehand."""
    if shelves.live.holds(video_id, published_at):
        return VideoKind.LIVE
    if shelves.films.holds(video_id, published_at):
        return VideoKind.PREMIERE
    length_known = seconds(field(resource, "contentDetails", "duration")) is not None
    if live_state(resource) in {LiveState.UPCOMING, LiveState.LIVE} and length_known:
        return VideoKind.PREMIERE
    return VideoKind.LIVE if live_state(resource) is LiveState.LIVE else VideoKind.UNKNOWN


def _says_short(resource: Resource) -> bool:
    """Whether its maker calls it a Short; weaker evidence than the list of Shorts."""
    words = f"{field(resource, 'snippet', 'title')} {field(resource, 'snippet', 'description')}"
    return not {"#shorts", "#short"}.isdisjoint(words.casefold().split())


def _language(snippet: Mapping[str, Any]) -> str:
    stated = snippet.get("defaultAudioLanguage") or snippet.get("defaultLanguage") or ""
    return "" if stated == _NO_LANGUAGE else str(stated)
