"""Times that HTTP headers state: freshness (RFC 9111) and ``Retry-After`` (RFC 9110, 10.2.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r'(?:^|[\s,])max-age\s*=\s*"?(\d{1,10})', re.IGNORECASE)
_NEVER_FRESH = re.compile(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,])", re.IGNORECASE)
LONGEST_WAIT_S = 86_400.0
"""A host that wants to be left alone for years has made a mistake: it is asked again in a day."""


def http_date(text: str) -> datetime | None:
    """An HTTP date as an aware UTC moment; ``None`` when it is none."""
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            return moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def fresh_for_s(headers: Mapping[str, str]) -> float | None:
    """For how many seconds from now an answer stays fresh; ``None`` when it does not say.

    A private cache's view: ``max-age`` before ``Expires``, less the ``Age`` that a cache on the
    way reports; ``s-maxage`` is for shared caches and not read.
    """
    control = headers.get("cache-control", "")
    if _NEVER_FRESH.search(control):
        return 0.0
    if stated := _MAX_AGE.search(control):
        age = headers.get("age", "0").strip()
        return max(0.0, float(stated[1]) - (float(age) if age.isdecimal() else 0.0))
    if "expires" not in headers:
        return None
    expires = http_date(headers["expires"])
    if expires is None:
        return 0.0  # RFC 9111, 5.3: an invalid date, "0" above all, means already expired
    date = http_date(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (expires - date).total_seconds())


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """The wait in seconds that ``Retry-After`` asks for, as seconds or as a date; a day at most."""
    stated = headers.get("retry-after", "").strip()
    if stated.isdecimal():
        return min(float(stated), LONGEST_WAIT_S)
    moment = http_date(stated) if stated else None
    if moment is None:
        return None
    return min(max(0.0, (moment - now).total_seconds()), LONGEST_WAIT_S)
