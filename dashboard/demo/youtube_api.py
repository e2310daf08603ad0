"""The outlet's channel as YouTube answers for it: Data API v3, channel feed, player, thumbnails.

Shapes after https://developers.google.com/youtube/v3/docs (channels, playlistItems, videos,
errors) and the channel feed at https://www.youtube.com/feeds/videos.xml.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Awaitable, Callable
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from connectors.items import Status, VideoKind
from dashboard.demo import newsroom
from dashboard.demo.audience import figures_at
from dashboard.demo.newsroom import Film
from dashboard.demo.pictures import picture
from dashboard.demo.plan import Edition
from dashboard.demo.rendering import Clock, base_url, conditional, player, templates
from dashboard.demo.youtube_shapes import (
    channel_resource,
    error,
    list_answer,
    playlist_item,
    video_resource,
    video_stat,
)

API_KEY = "demo-key-of-the-harbour-courier"
FEED_LENGTH = 15
LARGEST_PAGE = 50

Answer = Callable[[Request], Awaitable[Response]]


class Channel:
    """The channel of one edition, as it stands when it is asked."""

    def __init__(self, edition: Edition, clock: Clock) -> None:
        self._edition = edition
        self._clock = clock
        self._by_id = {film.video_id: film for film in edition.films}

    def routes(self) -> list[Route]:
        """The API's methods, the channel's feed, the player and the thumbnails."""
        return [
            Route("/youtube/v3/channels", _keyed(self.channels)),
            Route("/youtube/v3/playlistItems", _keyed(self.playlist_items)),
            Route("/youtube/v3/videos", _keyed(self.videos)),
            Route("/youtube/v3/videos:batchGetStats", _keyed(self.statistics)),
            Route("/feeds/videos.xml", self.feed),
            Route("/embed/{video_id}", self.embed),
            Route("/vi/{video_id}/{name}.svg", self.thumbnail),
        ]

    async def channels(self, request: Request) -> Response:
        asked = request.query_params
        ids = set(_listed(request, "id"))
        handle = asked.get("forHandle", "").removeprefix("@").casefold()
        if not ids and not handle and not asked.get("forUsername"):
            return error(400, "No filter selected.", "missingRequiredParameter")
        ours = newsroom.CHANNEL_HANDLE.removeprefix("@")
        found = newsroom.CHANNEL_ID in ids or handle == ours
        now = self._clock()
        shown = [film for film in self._films(now) if film.status_at(now) is Status.PUBLIC]
        views = sum(figures_at(film, now).views for film in shown)
        channel = channel_resource(base_url(request), len(shown), views)
        items = [_parts(request, channel)] if found else []
        return JSONResponse(list_answer("youtube#channelListResponse", items))

    async def playlist_items(self, request: Request) -> Response:
        now, base = self._clock(), base_url(request)
        films = self._playlist(request.query_params.get("playlistId", ""), now)
        if films is None:
            text = (
                "The playlist identified with the request's playlistId parameter cannot be found."
            )
            return error(404, text, "playlistNotFound")
        size = _page_size(request)
        start = _offset(request.query_params.get("pageToken"))
        if size is None or start is None:
            return error(
                400, "The request specifies an invalid page token or size.", "invalidPageToken"
            )
        page = films[start : start + size]
        items = [
            _parts(request, playlist_item(film, base, start + n, now))
            for n, film in enumerate(page)
        ]
        answer = list_answer(
            "youtube#playlistItemListResponse", items, total=len(films), per_page=size
        )
        if start + size < len(films):
            answer["nextPageToken"] = _token(start + size)
        return JSONResponse(answer)

    async def videos(self, request: Request) -> Response:
        now, base, ids = self._clock(), base_url(request), _listed(request, "id")
        if not ids:
            return error(400, "No filter selected.", "missingRequiredParameter")
        if len(ids) > LARGEST_PAGE:
            return error(400, "The request specifies too many ids.", "invalidFilters")
        found = (self._by_id.get(video_id) for video_id in dict.fromkeys(ids))
        items = [
            _parts(request, video_resource(film, base, now))
            for film in found
            if film and film.published_at <= now and film.status_at(now) is Status.PUBLIC
        ]
        return JSONResponse(list_answer("youtube#videoListResponse", items))

    async def statistics(self, request: Request) -> Response:
        now, ids = self._clock(), _listed(request, "id")
        if not ids or len(ids) > LARGEST_PAGE:
            return error(400, "The request specifies no ids, or too many.", "invalidFilters")
        found = (self._by_id.get(video_id) for video_id in dict.fromkeys(ids))
        items = [
            _parts(request, video_stat(film, now))
            for film in found
            if film and film.published_at <= now and film.status_at(now) is Status.PUBLIC
        ]
        return JSONResponse({"kind": "youtube#batchGetStatsResponse", "items": items})

    async def feed(self, request: Request) -> Response:
        asked = request.query_params
        known = {newsroom.CHANNEL_ID, newsroom.UPLOADS_ID}
        if not known & {asked.get("channel_id"), asked.get("playlist_id")}:
            raise HTTPException(404)
        now, base = self._clock(), base_url(request)
        films = [f for f in self._films(now) if f.status_at(now) is Status.PUBLIC][:FEED_LENGTH]
        text = templates().get_template("channel.atom").render(
            base=base, now=now, films=films, figures_at=figures_at,
            describe=lambda film: film.description.replace("{site}", base),
        )  # fmt: skip
        return conditional(request, text, "text/xml")

    async def embed(self, request: Request) -> Response:
        return conditional(request, player(self._film(request), self._clock()), "text/html")

    async def thumbnail(self, request: Request) -> Response:
        film = self._film(request)
        drawing = picture(film.story, film.motif, film.desk.slug, film=True)
        return conditional(request, drawing, "image/svg+xml")

    def _films(self, now: datetime) -> list[Film]:
        return self._edition.films_at(now)

    def _film(self, request: Request) -> Film:
        film = self._by_id.get(request.path_params["video_id"])
        if film is None:
            raise HTTPException(404)
        return film

    def _playlist(self, playlist_id: str, now: datetime) -> list[Film] | None:
        """The uploads, or one of the lists by kind that YouTube keeps beside them."""
        films, own = self._films(now), newsroom.CHANNEL_ID[2:]
        live = (VideoKind.LIVE,)
        if playlist_id == f"UU{own}":
            return films
        if playlist_id == f"UUSH{own}":
            return [film for film in films if film.kind is VideoKind.SHORT]
        if playlist_id == f"UULV{own}":
            return [film for film in films if film.kind in live]
        if playlist_id == f"UULF{own}":
            return [film for film in films if film.kind not in (*live, VideoKind.SHORT)]
        return None


def _keyed(answer: Answer) -> Answer:
    """``answer``, for callers that bring the right key and name the parts they want."""

    async def checked(request: Request) -> Response:
        key = request.query_params.get("key") or request.headers.get("x-goog-api-key")
        if not key:
            text = (
                "Method doesn't allow unregistered callers (callers without established identity). "
                "Please use API Key or other form of API consumer identity to call this API."
            )
            return error(403, text, "forbidden", status="PERMISSION_DENIED")
        if key != API_KEY:
            text = "API key not valid. Please pass a valid API key."
            return error(400, text, "badRequest", detail="API_KEY_INVALID")
        if not _listed(request, "part"):
            return error(400, "No part selected.", "missingRequiredParameter")
        return await answer(request)

    return checked


def _listed(request: Request, name: str) -> list[str]:
    """A parameter's values, given repeatedly or with commas."""
    values = ",".join(request.query_params.getlist(name)).split(",")
    return [value.strip() for value in values if value.strip()]


def _parts(request: Request, resource: dict[str, object]) -> dict[str, object]:
    """The resource with only the parts that were asked for."""
    wanted = {"kind", "etag", "id", *_listed(request, "part")}
    return {name: value for name, value in resource.items() if name in wanted}


def _page_size(request: Request) -> int | None:
    text = request.query_params.get("maxResults", "5")
    return int(text) if text.isdecimal() and 1 <= int(text) <= LARGEST_PAGE else None


def _token(offset: int) -> str:
    return urlsafe_b64encode(f"from:{offset}".encode()).decode().rstrip("=")


def _offset(token: str | None) -> int | None:
    if not token:
        return 0
    try:
        text = urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except (Base64Error, UnicodeDecodeError):
        return None
    number = text.removeprefix("from:")
    return int(number) if text.startswith("from:") and number.isdecimal() else None
