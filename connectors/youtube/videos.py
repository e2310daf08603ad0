"""A video resource of the Data API as an item and its readings.

https://developers.google.com/youtube/v3/docs/videos#resource
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from connectors.items import Image, Reading, Status, TimeBasis, Video
from connectors.youtube.chapters import chapters_of
from connectors.youtube.descriptions import links_of, summary_of
from connectors.youtube.errors import Resource, field
from connectors.youtube.kinds import Kind, live_state
from connectors.youtube.times import moment, seconds

ORIGIN = "youtube"
NOTICEABLE = timedelta(minutes=1)
"""Uploading and publishing at once are some seconds apart."""

LARGEST_THUMBNAIL = 640
"""Pixels: wide enough for a list's picture on a dense screen."""
_UPRIGHT = "shortsAspectRatio"

_METRICS = {"viewCount": "views", "likeCount": "likes", "commentCount": "comments"}
_STATUS = {"public": Status.PUBLIC, "unlisted": Status.UNLISTED, "private": Status.PRIVATE}
_NO_LANGUAGE = "zxx"


def watch_url(video_id: str) -> str:
    """The one address of a video, so that every source's sighting of it merges."""
    return f"https://www.youtube.com/watch?v={video_id}"


def read_video(resource: Resource, kind: Kind, uploaded_at: datetime | None = None) -> Video:
    """The item. ``uploaded_at`` is when it was put on the channel, as far as that is known."""
    snippet: Mapping[str, Any] = resource.get("snippet") or {}
    video_id = str(resource["id"])
    description = str(snippet.get("description") or "")
    published_at = moment(snippet.get("publishedAt"))
    duration_s = seconds(field(resource, "contentDetails", "duration"))
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
        duration_s=duration_s,
        video_kind=kind.kind,
        kind_basis=kind.basis,
        live_state=live_state(resource),
        scheduled_at=moment(field(resource, "liveStreamingDetails", "scheduledStartTime")),
        uploaded_at=_if_earlier(uploaded_at, published_at),
        chapters=chapters_of(description, duration_s),
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


def best_thumbnail(thumbnails: object) -> Image | None:
    """The widest picture of at most ``LARGEST_THUMBNAIL`` pixels, else the smallest there is.

    The upright one of a Short is left out: a list's pictures lie.
    """
    if not isinstance(thumbnails, Mapping):
        return None
    pictures = [
        Image(str(one["url"]), one.get("width"), one.get("height"))
        for name, one in thumbnails.items()
        if name != _UPRIGHT and isinstance(one, Mapping) and one.get("url")
    ]
    fitting = [one for one in pictures if (one.width or 0) <= LARGEST_THUMBNAIL]
    if fitting:
        return max(fitting, key=lambda one: one.width or 0)
    return min(pictures, key=lambda one: one.width or 0, default=None)


def _if_earlier(uploaded_at: datetime | None, published_at: datetime | None) -> datetime | None:
    """The time of the upload, where it came noticeably before the publication."""
    if uploaded_at and published_at and published_at - uploaded_at >= NOTICEABLE:
        return uploaded_at
    return None


def _language(snippet: Mapping[str, Any]) -> str:
    stated = snippet.get("defaultAudioLanguage") or snippet.get("defaultLanguage") or ""
    return "" if stated == _NO_LANGUAGE else str(stated)
