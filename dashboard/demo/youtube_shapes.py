"""The resources of the YouTube Data API v3, as dictionaries ready for JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from starlette.responses import JSONResponse

from connectors.items import LiveState, Status, VideoKind
from dashboard.demo import newsroom
from dashboard.demo.audience import figures_at, watching_at
from dashboard.demo.newsroom import Film

CATEGORY_NEWS, CATEGORY_SPORT = "25", "17"
THUMBNAILS = {"default": (120, 90), "medium": (320, 180), "high": (480, 360)}
PRIVACY = {Status.PRIVATE: "private", Status.REMOVED: "privacyStatusUnspecified"}
HIDDEN_TEXTS = {
    Status.PRIVATE: "This video is private.",
    Status.REMOVED: "This video is unavailable.",
}
HIDDEN_TITLES = {Status.PRIVATE: "Private video", Status.REMOVED: "Deleted video"}


def rfc3339(t: datetime) -> str:
    """A time as the API writes it."""
    return t.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_duration(seconds: int) -> str:
    """A length as the API writes it: ``PT1H2M3S``, and ``P0D`` while there is none."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    text = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (left, "S")) if n)
    return f"PT{text}" if text else "P0D"


def list_answer(
    kind: str, items: list[dict[str, Any]], total: int | None = None, per_page: int | None = None
) -> dict[str, Any]:
    """The envelope of a list."""
    shown = len(items)
    page = {"totalResults": shown if total is None else total, "resultsPerPage": per_page or shown}
    return {"kind": kind, "etag": _etag(items), "items": items, "pageInfo": page}


def error(
    code: int, message: str, reason: str, *, status: str = "INVALID_ARGUMENT", detail: str = ""
) -> JSONResponse:
    """The API's error shape."""
    status = "NOT_FOUND" if code == 404 else status
    body: dict[str, Any] = {
        "code": code,
        "message": message,
        "errors": [{"message": message, "domain": "youtube.api", "reason": reason}],
        "status": status,
    }
    if detail:
        info = "type.googleapis.com/google.rpc.ErrorInfo"
        body["details"] = [{"@type": info, "reason": detail, "domain": "googleapis.com"}]
    return JSONResponse({"error": body}, status_code=code)


def channel_resource(base: str, films: int, views: int) -> dict[str, Any]:
    """The outlet's channel."""
    return {
        "kind": "youtube#channel",
        "etag": _etag(films, views),
        "id": newsroom.CHANNEL_ID,
        "snippet": {
            "title": newsroom.CHANNEL_NAME,
            "description": newsroom.TAGLINE,
            "customUrl": newsroom.CHANNEL_HANDLE,
            "publishedAt": "2019-03-02T09:00:00Z",
            "thumbnails": {"default": {"url": f"{base}/favicon.svg", "width": 88, "height": 88}},
        },
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": newsroom.UPLOADS_ID}},
        "statistics": {
            "viewCount": str(views),
            "subscriberCount": "48200",
            "hiddenSubscriberCount": False,
            "videoCount": str(films),
        },
    }


def playlist_item(film: Film, base: str, position: int, now: datetime) -> dict[str, Any]:
    """A film's place in a playlist; what is private or deleted keeps its place, not its title."""
    status = film.status_at(now)
    hidden = HIDDEN_TITLES.get(status)
    details = {"videoId": film.video_id}
    if hidden is None:
        details["videoPublishedAt"] = rfc3339(film.published_at)
    return {
        "kind": "youtube#playlistItem",
        "etag": _etag(film.video_id, status.value),
        "id": f"{newsroom.UPLOADS_ID}.{film.video_id}",
        "snippet": {
            "publishedAt": rfc3339(film.published_at),
            "channelId": newsroom.CHANNEL_ID,
            "title": hidden or film.title,
            "description": HIDDEN_TEXTS.get(status, film.description.replace("{site}", base)),
            "thumbnails": {} if hidden else _thumbnails(film, base),
            "channelTitle": newsroom.CHANNEL_NAME,
            "playlistId": newsroom.UPLOADS_ID,
            "position": position,
            "resourceId": {"kind": "youtube#video", "videoId": film.video_id},
        },
        "contentDetails": details,
        "status": {"privacyStatus": PRIVACY.get(status, "public")},
    }


def video_resource(film: Film, base: str, now: datetime) -> dict[str, Any]:
    """A public film with its figures at ``now``."""
    figures, text = figures_at(film, now), film.description.replace("{site}", base)
    state = film.live_state_at(now)
    streamed = film.kind is VideoKind.LIVE and state in {LiveState.UPCOMING, LiveState.LIVE}
    broadcast = state.value if state in {LiveState.UPCOMING, LiveState.LIVE} else "none"
    resource: dict[str, Any] = {
        "kind": "youtube#video",
        "etag": _etag(film.video_id, figures),
        "id": film.video_id,
        "snippet": {
            "publishedAt": rfc3339(film.published_at),
            "channelId": newsroom.CHANNEL_ID,
            "title": film.title,
            "description": text,
            "thumbnails": _thumbnails(film, base),
            "channelTitle": newsroom.CHANNEL_NAME,
            "tags": list(film.tags),
            "categoryId": CATEGORY_SPORT if film.desk.slug == "sport" else CATEGORY_NEWS,
            "liveBroadcastContent": broadcast,
            "defaultAudioLanguage": film.language,
            "localized": {"title": film.title, "description": text},
        },
        "contentDetails": {
            "duration": iso_duration(0 if streamed else film.duration_s),
            "dimension": "2d",
            "definition": "hd",
            "caption": "false",
            "licensedContent": False,
            "projection": "rectangular",
        },
        "status": {
            "uploadStatus": "uploaded" if streamed else "processed",
            "privacyStatus": "public",
            "license": "youtube",
            "embeddable": True,
            "publicStatsViewable": True,
            "madeForKids": False,
        },
        "statistics": {
            "viewCount": str(figures.views),
            "likeCount": str(figures.likes),
            "favoriteCount": "0",
            "commentCount": str(figures.comments),
        },
    }
    if film.starts_at is not None and film.ends_at is not None:
        resource["liveStreamingDetails"] = _streaming(film, now, film.starts_at, film.ends_at)
    return resource


def video_stat(film: Film, now: datetime) -> dict[str, Any]:
    """A public film's figures alone at ``now``."""
    figures = figures_at(film, now)
    return {
        "kind": "youtube#videoStats",
        "etag": _etag(film.video_id, figures),
        "id": film.video_id,
        "snippet": {"publishTime": rfc3339(film.published_at)},
        "statistics": {
            "viewCount": str(figures.views),
            "likeCount": str(figures.likes),
            "commentCount": str(figures.comments),
        },
    }


def _streaming(film: Film, now: datetime, begins: datetime, ends: datetime) -> dict[str, str]:
    details = {"scheduledStartTime": rfc3339(begins)}
    state = film.live_state_at(now)
    if state is not LiveState.UPCOMING:
        details["actualStartTime"] = rfc3339(begins)
    if state is LiveState.ENDED:
        details["actualEndTime"] = rfc3339(ends)
    if (watching := watching_at(film, now)) is not None:
        details["concurrentViewers"] = str(watching)
    return details


def _thumbnails(film: Film, base: str) -> dict[str, dict[str, Any]]:
    return {
        name: {"url": f"{base}/vi/{film.video_id}/{name}.svg", "width": width, "height": height}
        for name, (width, height) in THUMBNAILS.items()
    }


def _etag(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()[:27]
