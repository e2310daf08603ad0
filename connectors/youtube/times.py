"""Moments and lengths as YouTube writes them: RFC 3339, and ISO 8601 durations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter, ValidationError

_DURATION = TypeAdapter(timedelta)


def moment(text: object) -> datetime | None:
    """An RFC 3339 time as an aware UTC moment; ``None`` when it is none."""
    if not isinstance(text, str):
        return None
    try:
        read = datetime.fromisoformat(text)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def seconds(text: object) -> int | None:
    """The length of a video in seconds; ``None`` when unknown.

    ``P0D`` and ``PT0S`` stand for a stream that has not ended: unknown, not nothing.
    """
    if not isinstance(text, str) or not text.startswith("P"):
        return None
    try:
        length = int(_DURATION.validate_python(text).total_seconds())
    except ValidationError:
        return None
    return length if length > 0 else None
