"""A look-alike of YouTube on a loopback site, for tests: the Data API's answers and the feed.

Shapes after https://developers.google.com/youtube/v3/docs (channels, playlistItems, videos,
errors) and https://www.youtube.com/feeds/videos.xml. What it shows may be changed at any time;
``next_answers`` are given, once each, in place of what the Data API would answer.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from html import escape
from typing import Any

from tests.loopback import Asked, LoopbackSite, Reply

CHANNEL_ID = "UC" + "abcdefghijklmnopqrstuv"
UPLOADS = "UU" + CHANNEL_ID[2:]
KEY = "AIzaSy-not-a-real-key-0123456789abcdef"
START = datetime(2025, 5, 31, 12, 0, tzinfo=UTC)


@dataclass
class Track:
    """A caption track: its words, language and kind (``standard``, ``asr``, ``forced``)."""

    said: str
    language: str = "en"
    kind: str = "standard"
    draft: bool = False


@dataclass
class Film:
    """One video; ``shelf`` is the list by kind that holds it ("" for none)."""

    video_id: str
    published_at: datetime
    title: str = "A film"
    description: str = ""
    duration: str = "PT4M10S"
    broadcast: str = "none"
    streaming: dict[str, str] = field(default_factory=dict)
    privacy: str = "public"
    removed: bool = False
    shelf: str = "UULF"
    views: int = 100
    uploaded_at: datetime | None = None
    channel_id: str = CHANNEL_ID
    listed: bool = True
    snippet: dict[str, Any] = field(default_factory=dict)
    tracks: list[Track] = field(default_factory=list)


def films(count: int, *, newest: datetime = START) -> list[Film]:
    """So many films, newest first, an hour apart."""
    return [
        Film(f"vid{number:08d}", newest - timedelta(hours=position), f"Film {number}")
        for position, number in enumerate(range(count - 1, -1, -1))
    ]


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def json_reply(body: object, status: int = 200) -> Reply:
    headers = {"Content-Type": "application/json; charset=UTF-8"}
    return Reply(json.dumps(body).encode(), status, headers)


def error_reply(status: int, message: str, reason: str, *, detail: str = "") -> Reply:
    """The API's error shape: ``errors`` as ever, ``details`` where Google's front end answers."""
    error: dict[str, Any] = {
        "code": status,
        "message": message,
        "errors": [{"message": message, "domain": "youtube.api", "reason": reason}],
    }
    if detail:
        kind = "type.googleapis.com/google.rpc.ErrorInfo"
        error["status"] = "INVALID_ARGUMENT"
        error["details"] = [{"@type": kind, "reason": detail, "domain": "googleapis.com"}]
    return json_reply({"error": error}, status)


def quota_reply() -> Reply:
    text = 'The request cannot be completed because you have exceeded your <a href="/q">quota</a>.'
    return error_reply(403, text, "quotaExceeded")


class YouTube:
    """The look-alike, mounted on ``site``; ``films`` is the channel's list, newest first."""

    def __init__(self, site: LoopbackSite, shown: list[Film]) -> None:
        self.site = site
        self.films = shown
        self.handle = "@courier"
        self.closed = False
        self.next_answers: deque[Reply | None] = deque()
        self.expired_tokens: set[str] = set()
        self.knows_statistics = True
        site.pages |= {
            "/youtube/v3/channels": self._channels,
            "/youtube/v3/playlistItems": self._playlist_items,
            "/youtube/v3/videos": self._videos,
            "/youtube/v3/videos:batchGetStats": self._statistics,
            "/feeds/videos.xml": self._feed,
            "/youtube/v3/captions": self._captions,
        }
        self.access_tokens: set[str] = set()
        """What the owner's account may call the captions' methods with."""
        self.not_downloaded: set[str] = set()
        """Tracks that were taken away between listing and downloading."""
        self.show_captions()

    def show_captions(self) -> None:
        """Every track has an address of its own; to be called when tracks are added."""
        self.site.pages |= {
            f"/youtube/v3/captions/{_track_id(film, number)}": self._download
            for film in self.films
            for number in range(len(film.tracks))
        }

    def calls(self, method: str) -> list[dict[str, str]]:
        """The parameters of every call of a method, oldest first."""
        return [one.query for one in self.site.asked if one.path == f"/youtube/v3/{method}"]

    def _channels(self, asked: Asked) -> Reply:
        if instead := self._instead(asked):
            return instead
        query = asked.query
        ours = query.get("id") == CHANNEL_ID or query.get("forHandle") == self.handle
        if not ours or self.closed:
            # Without a match the API leaves "items" out altogether.
            return json_reply({"kind": "youtube#channelListResponse", "pageInfo": _info(0)})
        channel = {
            "kind": "youtube#channel",
            "id": CHANNEL_ID,
            "snippet": {"title": "The Courier", "customUrl": self.handle},
            "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": UPLOADS}},
        }
        return json_reply(_listed("channel", [channel]))

    def _playlist_items(self, asked: Asked) -> Reply:
        if instead := self._instead(asked):
            return instead
        listed = self._playlist(asked.query["playlistId"])
        if not listed:
            text = "The playlist identified with the request's playlistId cannot be found."
            return error_reply(404, text, "playlistNotFound")
        token = asked.query.get("pageToken", "")
        if token in self.expired_tokens:
            text = "The request specifies an invalid page token."
            return error_reply(400, text, "invalidPageToken")
        start = int(token.removeprefix("PT-") or 0)
        size = int(asked.query["maxResults"])
        answer = _listed("playlistItem", [_place(film) for film in listed[start : start + size]])
        if start + size < len(listed):
            answer["nextPageToken"] = f"PT-{start + size}"
        answer["etag"] = blake2b(json.dumps(answer).encode(), digest_size=8).hexdigest()
        if asked.headers.get("if-none-match") == answer["etag"]:
            return Reply(status=304, headers={"ETag": answer["etag"]})
        return json_reply(answer)

    def _playlist(self, playlist_id: str) -> list[Film]:
        if self.closed or not playlist_id.endswith(CHANNEL_ID[2:]):
            return []
        own = [film for film in self.films if film.listed]
        if playlist_id == UPLOADS:
            return own
        return [film for film in own if playlist_id == f"{film.shelf}{CHANNEL_ID[2:]}"]

    def _videos(self, asked: Asked) -> Reply:
        if instead := self._instead(asked):
            return instead
        ids = asked.query["id"].split(",")
        assert len(ids) <= 50
        shown = [film for film in self.films if film.video_id in ids and _answered(film)]
        return json_reply(_listed("video", [_resource(film) for film in shown]))

    def _statistics(self, asked: Asked) -> Reply:
        if not self.knows_statistics:
            return Reply(b"<html>Not Found</html>", 404)
        if instead := self._instead(asked):
            return instead
        ids = asked.every["id"]
        assert len(ids) <= 50
        shown = [film for film in self.films if film.video_id in ids and _answered(film)]
        items = [
            {
                "kind": "youtube#videoStats",
                "id": film.video_id,
                "statistics": {"viewCount": str(film.views), "likeCount": "7"},
            }
            for film in shown
        ]
        return json_reply({"kind": "youtube#batchGetStatsResponse", "items": items})

    def _captions(self, asked: Asked) -> Reply:
        if refused := self._refused(asked):
            return refused
        film = next((one for one in self.films if one.video_id == asked.query["videoId"]), None)
        if film is None:
            return error_reply(404, "The video cannot be found.", "videoNotFound")
        items = [
            {
                "kind": "youtube#caption",
                "id": _track_id(film, number),
                "snippet": {
                    "videoId": film.video_id,
                    "trackKind": track.kind,
                    "language": track.language,
                    "isDraft": track.draft,
                    "status": "serving",
                },
            }
            for number, track in enumerate(film.tracks)
        ]
        return json_reply(_listed("caption", items))

    def _download(self, asked: Asked) -> Reply:
        if refused := self._refused(asked):
            return refused
        track_id = asked.path.rpartition("/")[2]
        for film in self.films:
            for number, track in enumerate(film.tracks):
                if _track_id(film, number) == track_id and track_id not in self.not_downloaded:
                    assert asked.query["tfmt"] == "vtt"
                    told = f"WEBVTT\n\n00:00.000 --> 00:02.000\n{track.said}\n"
                    return Reply(told.encode(), headers={"Content-Type": "text/vtt"})
        return error_reply(404, "The caption track could not be found.", "captionNotFound")

    def _refused(self, asked: Asked) -> Reply | None:
        assert "key" not in asked.query
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if token in self.access_tokens:
            return None
        if token:
            text = "The permissions are not sufficient to list the captions."
            return error_reply(403, text, "forbidden")
        return error_reply(401, "API keys are not supported by this API.", "required")

    def _instead(self, asked: Asked) -> Reply | None:
        if self.next_answers and (planned := self.next_answers.popleft()):
            return planned
        if asked.query.get("key") == KEY:
            return None
        text = "API key not valid. Please pass a valid API key."
        return error_reply(400, text, "badRequest", detail="API_KEY_INVALID")

    def _feed(self, asked: Asked) -> Reply:
        if asked.query.get("channel_id") != CHANNEL_ID or self.closed:
            return Reply(b"<!DOCTYPE html><html>404</html>", 404)
        shown = [f for f in self.films if f.listed and _answered(f) and f.privacy == "public"]
        entries = "".join(_entry(film) for film in shown[:15])
        return Reply(
            f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns:yt="http://www.youtube.com/xml/'
            f'schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/'
            f'2005/Atom"><id>yt:channel:{CHANNEL_ID[2:]}</id><title>The Courier</title>{entries}'
            f"</feed>".encode(),
            headers={"Content-Type": "text/xml; charset=UTF-8"},
        )


def _track_id(film: Film, number: int) -> str:
    return f"track-{film.video_id}-{number}"


def _answered(film: Film) -> bool:
    """Whether videos.list shows it to someone with a mere key."""
    return not film.removed and film.privacy != "private"


def _info(total: int) -> dict[str, int]:
    return {"totalResults": total, "resultsPerPage": 50}


def _listed(kind: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"kind": f"youtube#{kind}ListResponse", "items": items, "pageInfo": _info(len(items))}


def _place(film: Film) -> dict[str, Any]:
    details = {"videoId": film.video_id}
    if _answered(film):
        details["videoPublishedAt"] = stamp(film.published_at)
    privacy = "privacyStatusUnspecified" if film.removed else film.privacy
    return {
        "kind": "youtube#playlistItem",
        "snippet": {"publishedAt": stamp(film.uploaded_at or film.published_at)},
        "contentDetails": details,
        "status": {"privacyStatus": privacy},
    }


def _resource(film: Film) -> dict[str, Any]:
    thumbnail = f"https://i.ytimg.com/vi/{film.video_id}"
    sizes = {"default": (120, 90), "medium": (320, 180), "standard": (640, 480)}
    pictures = {
        name: {"url": f"{thumbnail}/{name}.jpg", "width": width, "height": height}
        for name, (width, height) in {**sizes, "maxres": (1280, 720)}.items()
    }
    resource: dict[str, Any] = {
        "kind": "youtube#video",
        "id": film.video_id,
        "snippet": {
            "publishedAt": stamp(film.published_at),
            "channelId": film.channel_id,
            "title": film.title,
            "description": film.description,
            "thumbnails": pictures,
            "liveBroadcastContent": film.broadcast,
            **film.snippet,
        },
        "contentDetails": {"duration": film.duration, "caption": "false"},
        "status": {"uploadStatus": "processed", "privacyStatus": film.privacy},
        "statistics": {"viewCount": str(film.views), "likeCount": "7", "favoriteCount": "0"},
    }
    if film.streaming:
        resource["liveStreamingDetails"] = film.streaming
    return resource


def _entry(film: Film) -> str:
    path = "shorts/" if film.shelf == "UUSH" else "watch?v="
    return (
        f"<entry><id>yt:video:{film.video_id}</id><yt:videoId>{film.video_id}</yt:videoId>"
        f"<yt:channelId>{CHANNEL_ID}</yt:channelId><title>{escape(film.title)}</title>"
        f'<link rel="alternate" href="https://www.youtube.com/{path}{film.video_id}"/>'
        f"<published>{film.published_at.isoformat()}</published>"
        f"<updated>{datetime.now(UTC).isoformat()}</updated>"
        f'<media:group><media:thumbnail url="https://i.ytimg.com/vi/{film.video_id}/hq.jpg" '
        f'width="480" height="360"/><media:description>{escape(film.description)}'
        f'</media:description><media:community><media:statistics views="{film.views}"/>'
        f"</media:community></media:group></entry>"
    )


def notice_of(video_id: str, title: str, published_at: datetime) -> bytes:
    """What the hub pushes for a video that is new or changed."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
        'xmlns="http://www.w3.org/2005/Atom">'
        f'<link rel="self" href="https://www.youtube.com/xml/feeds/videos.xml?channel_id='
        f'{CHANNEL_ID}"/><title>YouTube video feed</title>'
        f"<updated>{published_at.isoformat()}</updated>"
        f"<entry><id>yt:video:{video_id}</id><yt:videoId>{video_id}</yt:videoId>"
        f"<yt:channelId>{CHANNEL_ID}</yt:channelId><title>{escape(title)}</title>"
        f'<link rel="alternate" href="https://www.youtube.com/watch?v={video_id}"/>'
        f"<published>{published_at.isoformat()}</published>"
        f"<updated>{published_at.isoformat()}</updated></entry></feed>"
    ).encode()


def deletion_of(video_id: str) -> bytes:
    """What the hub pushes for a video that was deleted or made private."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<feed xmlns:at="http://purl.org/atompub/tombstones/1.0" '
        'xmlns="http://www.w3.org/2005/Atom">'
        f'<at:deleted-entry ref="yt:video:{video_id}" when="2026-11-24T12:00:00+00:00">'
        f'<link href="https://www.youtube.com/watch?v={video_id}"/>'
        f"<at:by><name>The Courier</name></at:by></at:deleted-entry></feed>"
    ).encode()
