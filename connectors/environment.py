"""What a connector may use of its surroundings: the client, the clock, what is known already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from connectors.apart import Apart
from connectors.contract import Known
from connectors.ledger import Ledger, MemoryLedger
from connectors.web import Http
from connectors.web.robots import Robots


@dataclass(frozen=True, slots=True)
class YouTubeSettings:
    """Where YouTube's interfaces are, and the key for the Data API ("" means: there is none)."""

    api_key: str = field(default="", repr=False)
    api_endpoint: str = "https://youtube.googleapis.com/"
    feed_endpoint: str = "https://www.youtube.com/feeds/videos.xml"
    daily_units: int = 10_000
    """What the key may spend a day on everything but statistics."""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    token_file: str = ""
    """Where the sign-in of the outlet's channel is kept; "" means: there is none."""
    consent_endpoint: str = "https://accounts.google.com/o/oauth2/v2/auth"
    oauth_endpoint: str = "https://oauth2.googleapis.com/"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mailboxes are entered. Secrets are kept out of every representation.

    ``passwords`` are by account (``user@host``, lower case); ``password`` is for all others.
    ``token`` is an OAuth access token, ``token_command`` a command that prints a fresh one.
    ``ca_file`` holds certificates to trust besides the system's. ``open_tracking_links`` gives
    leave to ask a sender's service where a link leads that does not say so itself.
    """

    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    token_command: str = field(default="", repr=False)
    ca_file: str = ""
    allow_hosts: frozenset[str] = frozenset()
    open_tracking_links: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    """Handed to every connector; shared by all of them and by all threads.

    ``clock`` returns the current moment, aware and in UTC; tests and demos fix it.
    """

    http: Http
    clock: Callable[[], datetime]
    known: Known
    youtube: YouTubeSettings = field(default_factory=YouTubeSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    ledger: Ledger = field(default_factory=MemoryLedger)
    apart: Apart = field(default_factory=Apart)
    """Where documents are read: pure functions of what came, perhaps in a process of its own."""
    robots: Robots = field(init=False)
    """What sites ask of those who read their pages."""

    def __post_init__(self) -> None:
        # The way in which the standard library documents it for frozen classes.
        object.__setattr__(self, "robots", Robots(self.http, self.clock))
