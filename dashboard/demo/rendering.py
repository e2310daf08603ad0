"""Templates and conditional answers, shared by the site and the YouTube pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from connectors.items import LiveState
from dashboard.demo import newsroom
from dashboard.demo.newsroom import Film
from dashboard.demo.pictures import picture

Clock = Callable[[], datetime]
"""Tells what time it is: an aware instant in UTC."""


@cache
def templates() -> Environment:
    """The outlet's templates; everything put into them is escaped."""
    env = Environment(
        loader=PackageLoader("dashboard.demo"), autoescape=True, undefined=StrictUndefined
    )
    env.globals.update(
        outlet=newsroom.OUTLET,
        tagline=newsroom.TAGLINE,
        channel_id=newsroom.CHANNEL_ID,
        desks=tuple(newsroom.DESKS.values()),
        rfc822=lambda t: format_datetime(t, usegmt=True),
    )
    return env


def base_url(request: Request) -> str:
    """The address under which the visitor reached us, without a slash at the end."""
    return str(request.base_url).rstrip("/")


def conditional(
    request: Request, body: str, media_type: str, modified: datetime | None = None
) -> Response:
    """``body`` with its validators, or 304 where the visitor has it already (RFC 9110, 13)."""
    etag = f'"{sha256(body.encode()).hexdigest()[:20]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if modified is not None:
        headers["Last-Modified"] = format_datetime(modified.replace(microsecond=0), usegmt=True)
    if _unchanged(request, etag, modified):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _unchanged(request: Request, etag: str, modified: datetime | None) -> bool:
    asked = request.headers.get("if-none-match")
    if asked is not None:
        return any(tag.strip().removeprefix("W/") in {etag, "*"} for tag in asked.split(","))
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def player(film: Film, now: datetime) -> str:
    """The page of a small player that plays nothing but looks its part."""
    return (
        templates()
        .get_template("player.html")
        .render(
            film=film,
            live=film.live_state_at(now) is LiveState.LIVE,
            drawing=Markup(picture(film.story, film.motif, film.desk.slug, film=True)),  # noqa: S704 — drawn by us
        )
    )
