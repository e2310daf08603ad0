"""What a site asks of those who read its pages by machine: robots.txt (RFC 9309)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from connectors.contract import ConnectorError, RetryLater
from connectors.web.client import Http

AGENT = "Rundown"
LARGEST_BYTES = 4 * 2**20
TRUSTED_FOR = timedelta(hours=24)
"""RFC 9309, 2.4: not to be kept for longer than a day."""
SHORTEST = timedelta(minutes=10)
UNREACHABLE_FOR = timedelta(minutes=30)
"""How long a site whose robots.txt cannot be had now is left alone before it is asked again."""
LONGEST_DELAY_S = 30.0
"""Some files ask for hours between two pages, meant for others; news would never be read."""
MOST_SITES = 1_000


@dataclass(frozen=True, slots=True)
class Rules:
    """A site's rules as they are for us. ``sitemaps`` are the addresses that it names.

    ``reachable`` is false where the file could not be had for a fault of the site's: nothing may
    be read then (RFC 9309, 2.3.1.4).
    """

    file: Protego
    reachable: bool
    until: datetime
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether the page at ``url`` may be read."""
        return self.reachable and bool(self.file.can_fetch(url, AGENT))

    @property
    def delay_s(self) -> float:
        """How long to wait between two pages, in seconds."""
        asked = self.file.crawl_delay(AGENT)
        rate = self.file.request_rate(AGENT)
        if asked is None and rate is not None and rate.requests:
            asked = rate.seconds / rate.requests
        return min(max(float(asked or 0.0), 0.0), LONGEST_DELAY_S)


class Robots:
    """The rules of sites, each fetched once and kept for as long as it says (at most a day).

    For pages that we find ourselves. What a site offers to machines (feeds, sitemaps that it
    names, interfaces) is read without asking here. One instance serves all threads.
    """

    def __init__(
        self,
        http: Http,
        clock: Callable[[], datetime],
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._clock = clock
        self._timer = timer
        self._free_at: dict[str, float] = {}
        self._lock = threading.Lock()
        self._known: dict[str, Rules] = {}

    def rules(self, url: str) -> Rules:
        """The rules of the site that ``url`` is on; missing or refused rules allow everything."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
        now = self._clock()
        with self._lock:
            known = self._known.get(site)
        if known is None or known.until <= now:
            known = self._fetched(site, now)
            with self._lock:
                if len(self._known) >= MOST_SITES:
                    self._known.clear()
                self._known[site] = known
        return known

    def allows(self, url: str) -> bool:
        """Whether the page at ``url`` may be read."""
        return self.rules(url).allows(url)

    def turn_s(self, url: str) -> float:
        """How long to wait before the page at ``url`` is read, in seconds; its turn is taken.

        All who read pages of a host take turns, as far apart as its rules ask.
        """
        delay_s = self.rules(url).delay_s
        host, now = urlsplit(url).hostname or "", self._timer()
        with self._lock:
            if len(self._free_at) >= MOST_SITES:
                self._free_at = {h: at for h, at in self._free_at.items() if at > now}
            turn = max(now, self._free_at.get(host, now))
            self._free_at[host] = turn + delay_s
        return turn - now

    def _fetched(self, site: str, now: datetime) -> Rules:
        try:
            answer = self._http.get(
                f"{site}/robots.txt", accept="text/plain, */*;q=0.5", max_bytes=LARGEST_BYTES
            )
        except RetryLater as error:
            wait = timedelta(seconds=min(error.after_s or 0.0, 86_400.0))
            return Rules(Protego.parse(""), False, now + max(UNREACHABLE_FOR, wait))
        except ConnectorError:
            return Rules(Protego.parse(""), True, now + TRUSTED_FOR)  # there are none
        fresh = timedelta(seconds=min(answer.fresh_for_s or TRUSTED_FOR.total_seconds(), 86_400.0))
        text = answer.body.decode("utf-8-sig", "replace")
        if text[:200].lstrip().startswith("<"):
            text = ""  # a page that stands in for a missing file
        file = Protego.parse(text)
        return Rules(file, True, now + max(SHORTEST, fresh), tuple(file.sitemaps))
