"""Filters as people write them in an address or a command, and back.

``kind``, ``topic``, ``label``, ``author``, ``source``, ``status`` may occur several times.
``since`` and ``until`` are dates (whole days in the outlet's zone, ``until`` included), RFC 3339
times (``until`` excluded), ``today``, or a span back from now such as ``24h`` or ``7d``.
``sort`` is ``newest`` (as it is without) or ``relevance``, the best answers to ``q``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connectors.items import KINDS, Status
from dashboard.store import TimelineQuery

NAMES = ("kind", "topic", "label", "author", "source", "status", "since", "until", "q", "sort")
SORTS = ("newest", "relevance")
_SPAN = re.compile(r"(\d{1,4})([hd])")


class FilterError(ValueError):
    """A filter that cannot be understood; the message says which and what would do."""


def query_from(
    filters: Mapping[str, Sequence[str]], *, zone: ZoneInfo, now: datetime
) -> TimelineQuery:
    """The query that filters describe.

    Raises:
        FilterError: a kind, status or time is none.
    """

    def several(name: str) -> tuple[str, ...]:
        return tuple(value for value in filters.get(name, ()) if value)

    def single(name: str) -> str:
        return next(iter(several(name)), "")

    return TimelineQuery(
        kinds=_among("kind", several("kind"), list(KINDS.values())),
        topics=several("topic"),
        labels=several("label"),
        authors=several("author"),
        sources=several("source"),
        statuses=_among("status", several("status"), [str(s) for s in Status]),
        since=moment("since", single("since"), zone=zone, now=now),
        until=moment("until", single("until"), zone=zone, now=now),
        text=single("q"),
        by_relevance="relevance" in _among("sort", several("sort"), SORTS),
    )


def moment(name: str, value: str, *, zone: ZoneInfo, now: datetime) -> datetime | None:
    """A bound in UTC, ``None`` where nothing is said; ``name`` is ``since`` or ``until``.

    Raises:
        FilterError: it is no date, time or span.
    """
    value = value.strip()
    if not value:
        return None
    if value == "today":
        return _midnight(now.astimezone(zone).date(), zone, name)
    if span := _SPAN.fullmatch(value):
        hours = int(span[1]) * (24 if span[2] == "d" else 1)
        return now - timedelta(hours=hours)
    try:
        if len(value) <= len("2026-01-31"):
            return _midnight(date.fromisoformat(value), zone, name)
        parsed = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        raise FilterError(
            f"{name}={value!r} is no time: write a date (2026-01-31), "
            "a time (2026-01-31T08:00:00Z), today, or a span such as 24h or 7d."
        ) from None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)).astimezone(UTC)


def _midnight(day: date, zone: ZoneInfo, name: str) -> datetime:
    try:
        day = day + timedelta(days=1) if name == "until" else day
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:
        raise FilterError(f"{name}: {day} is beyond the calendar.") from None


def _among(name: str, values: tuple[str, ...], known: Sequence[str]) -> tuple[str, ...]:
    for value in values:
        if value not in known:
            raise FilterError(f"{name}={value!r} is unknown: it is one of {', '.join(known)}.")
    return values
