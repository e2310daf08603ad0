"""When a feed wants to be asked again, within limits: news does not wait for long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from connectors.web import Fetched

if TYPE_CHECKING:
    from connectors.feeds.model import Feed

LONGEST_WAIT_S = 3600.0
"""However long a feed asks to be left alone, news does not wait longer."""


def wait_s(fetched: Fetched, feed: Feed | None, now: datetime) -> float | None:
    """The seconds that an answer and its feed ask for, ``None`` where they ask for nothing."""
    asked = [fetched.fresh_for_s]
    if feed is not None:
        asked += [feed.ttl_s, _quiet_s(feed, now)]
    stated = [wait for wait in asked if wait is not None]
    return min(max(stated), LONGEST_WAIT_S) if stated else None


def _quiet_s(feed: Feed, now: datetime) -> float | None:
    """The seconds to the end of an hour in which the feed says that it does not change."""
    if now.hour not in feed.quiet_hours and now.weekday() not in feed.quiet_days:
        return None
    ends = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return (ends - now).total_seconds()
