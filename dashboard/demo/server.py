"""Serve the demo outlet on loopback: its site, its channel and its pictures, from one port."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from threading import Thread
from types import TracebackType

import uvicorn
from starlette.applications import Starlette

from dashboard.demo.plan import DEFAULT_SEED, Edition
from dashboard.demo.rendering import Clock
from dashboard.demo.site import Site
from dashboard.demo.youtube_api import API_KEY, Channel


def wall_clock() -> datetime:
    """The time it is."""
    return datetime.now(UTC)


def demo_app(edition: Edition, clock: Clock) -> Starlette:
    """The whole outlet as one ASGI application."""
    channel, site = Channel(edition, clock), Site(edition, clock)
    return Starlette(routes=[*channel.routes(), *site.routes()])


def serve(
    host: str = "127.0.0.1",
    port: int = 8600,
    clock: Clock = wall_clock,
    *,
    opening: datetime | None = None,
    seed: int = DEFAULT_SEED,
) -> None:
    """Serve until the process is told to stop; ``opening`` is now unless it is given."""
    edition = Edition(opening or clock(), seed)
    config = uvicorn.Config(demo_app(edition, clock), host=host, port=port, log_level="warning")
    uvicorn.Server(config).run()


class DemoSite:
    """The outlet served by a thread of this process, as long as the ``with`` block lasts.

    Port 0 takes a free one. ``opening`` is the clock's time unless it is given.
    """

    api_key = API_KEY

    def __init__(
        self,
        clock: Clock = wall_clock,
        *,
        opening: datetime | None = None,
        seed: int = DEFAULT_SEED,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.edition = Edition(opening or clock(), seed)
        self._listener = socket.create_server((host, port))
        self.host, self.port = self._listener.getsockname()[:2]
        app = demo_app(self.edition, clock)
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        self._thread = Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, daemon=True
        )

    @property
    def site_url(self) -> str:
        """The outlet's home page, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    @property
    def api_endpoint(self) -> str:
        """For ``client_options={"api_endpoint": …}`` of google-api-python-client."""
        return f"{self.site_url}/"

    @property
    def feed_endpoint(self) -> str:
        """Stands in for ``https://www.youtube.com/feeds/videos.xml``."""
        return f"{self.site_url}/feeds/videos.xml"

    @property
    def embed_endpoint(self) -> str:
        """Stands in for ``https://www.youtube.com/embed``; the video's id follows."""
        return f"{self.site_url}/embed"

    def __enter__(self) -> DemoSite:
        # The listener is bound already: whoever connects early waits in its queue.
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._listener.close()
