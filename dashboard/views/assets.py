"""Streamlit's own scripts, sent from memory, and its page, which names what it will need.

A browser that opens a page for the first time asks for a hundred small scripts. Streamlit reads
each from the disk in a thread of its own, uncompressed, and lets the browser find out about the
later ones only when it meets what they draw: together that takes longer than the page itself.
"""

from __future__ import annotations

import gzip
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.views.pages import TITLES
from dashboard.views.scripts import STATIC, scripts_of
from dashboard.views.style import stylesheet

EVERY_PAGE = ("BidiComponent", "Html", "PageLink")
"""Elements that every page draws first, by the names of their scripts."""
FILTERS = ("TextInput", "ButtonGroup", "Multiselect", "Selectbox", "Checkbox")
"""What stands around the timeline's list."""
LATER = ("PlotlyChart",)
FONT = "app/static/fonts/inter-latin-wght-normal.woff2"
SMALL = 1400
"""What fits into one packet is not worth compressing, bytes."""
UNPACKED = {".woff2", ".png", ".gif", ".jpg"}
FOR_EVER = "public, immutable, max-age=31536000"
_OTHER_FONT = re.compile(r'<link\s+rel="preload"[^>]*SourceSans[^>]*>\s*')


@dataclass(slots=True)
class Kept:
    """A file as it is sent: plain, and as gzip once :func:`pack` has made that."""

    plain: bytes
    kind: str
    lasts: str
    packed: bytes = b""

    def response(self, headers: Headers) -> Response:
        """The answer to a request with these headers."""
        own = {"Cache-Control": self.lasts, "Vary": "Accept-Encoding"}
        if self.packed and "gzip" in headers.get("accept-encoding", ""):
            return Response(self.packed, headers=own | {"Content-Encoding": "gzip"},
                            media_type=self.kind)  # fmt: skip
        return Response(self.plain, headers=own, media_type=self.kind)


class Assets:
    """Middleware that answers for Streamlit's scripts and pages, and hands on all else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kept = self._kept(scope)
        if kept is None:
            await self._app(scope, receive, send)
        else:
            await kept.response(Headers(scope=scope))(scope, receive, send)

    def _kept(self, scope: Scope) -> Kept | None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        base = str(st.get_option("server.baseUrlPath") or "").strip("/")
        if base and not f"{path}/".startswith(f"/{base}/"):
            return None
        name = path.removeprefix(f"/{base}" if base else "").removeprefix("/")
        if name in PAGES:
            return page(name)
        return asset(name) if name.startswith("static/") and name in _names() else None


PAGES = ("", *TITLES, "item")


@cache
def asset(name: str) -> Kept:
    """A file of Streamlit's, which has another name whenever it changes."""
    kind = "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0]
    return Kept((STATIC / name).read_bytes(), kind or "application/octet-stream", FOR_EVER)


@cache
def page(name: str) -> Kept:
    """Streamlit's page with what ours needs: its scripts, our font, our style from the first frame.

    The style comes once more with the page's elements: there it stands after Streamlit's own.
    """
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    wanted = [f'<link rel="modulepreload" crossorigin href="./{script}">' for script in needs(name)]
    font = f'<link rel="preload" as="font" type="font/woff2" crossorigin href="./{FONT}">'
    style = f"<style>{stylesheet()}</style>"
    html = _OTHER_FONT.sub("", html).replace(
        "</head>", "\n".join([font, *wanted, style, "</head>"])
    )
    return Kept(html.encode(), "text/html", "no-cache")


def needs(name: str) -> tuple[str, ...]:
    """The scripts that the page of this name draws with, charts apart."""
    timeline = name in ("", next(iter(TITLES)))
    return scripts_of(*EVERY_PAGE, *(FILTERS if timeline else ()))


def pack() -> None:
    """Compress what a reader of the timeline will ask for; takes a second of one core."""
    pages = [page(name) for name in PAGES]
    first = (match[1] for match in re.finditer(r'"\./(static/[^"]+)"', page("").plain.decode()))
    names = [*first, *scripts_of(*LATER)]
    for kept in (*pages, *(asset(name) for name in names if Path(name).suffix not in UNPACKED)):
        if len(kept.plain) > SMALL:
            kept.packed = gzip.compress(kept.plain, 6)


@cache
def _names() -> frozenset[str]:
    return frozenset(
        path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()
    )
