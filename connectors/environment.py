"""What a connector may use of its surroundings: the client, the clock, what is known already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from connectors.contract import Known
from connectors.web import Http
from connectors.web.robots import Robots


@dataclass(frozen=True, slots=True)
class YouTubeSettings:
    """Where YouTube's interfaces are, and the key for the Data API ("" means: there is none)."""

    api_key: str = field(default="", repr=False)
    api_endpoint: str = "https://youtube.googleapis.com/"
    feed_endpoint: str = "https://www.youtube.com/feeds/videos.xml"


@dataclass(frozen=True, slots=True)
class Environment:
    """Handed to every connector; shared by all of them and by all threads.

    ``clock`` returns the current moment, aware and in UTC; tests and demos fix it.
    """

    http: Http
    clock: Callable[[], datetime]
    known: Known
    youtube: YouTubeSettings = field(default_factory=YouTubeSettings)
    robots: Robots = field(init=False)
    """What sites ask of those who read their pages."""

    def __post_init__(self) -> None:
        # The way in which the standard library documents it for frozen classes.
        object.__setattr__(self, "robots", Robots(self.http, self.clock))
