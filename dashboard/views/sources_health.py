"""A source's health in plain words: what state it is in, when, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from dashboard.store.model import Source, SourceState

Tone = Literal["fine", "waiting", "warning", "stopped"]

LATE = timedelta(minutes=2)
"""A source is asked within seconds of being due; later than this, something is slow or stopped."""

KIND_WORDS = {
    "feed": "Feed",
    "youtube": "YouTube channel",
    "youtube-feed": "YouTube channel, newest 15",
    "pages": "Pages of thin feeds",
    "sitemap": "Sitemap",
    "import": "Imported files",
}
IMPORTED = "import"


@dataclass(frozen=True, slots=True)
class Health:
    """A source's state in a word or two, and how it is to be shown."""

    word: str
    tone: Tone


def health(source: Source, now: datetime) -> Health:
    """The state of a source at ``now`` (aware).

    ``fine``, ``late``, ``paused``, ``needs you``, ``first sync running`` and their like.
    """
    if source.kind == IMPORTED:
        return Health("imported", "fine")
    if source.state is SourceState.PAUSED:
        return Health("paused", "stopped")
    if source.syncing:
        word = "syncing now" if source.last_success_at else "first sync running"
        return Health(word, "waiting")
    return _trouble(source, now) or Health("fine", "fine")


def _trouble(source: Source, now: datetime) -> Health | None:
    if source.state is SourceState.BROKEN:
        return Health("needs you", "warning")
    if source.error:
        return Health("late, trying again", "warning")
    if source.last_success_at is None:
        return Health("waiting for its first sync", "waiting")
    return Health("late", "warning") if is_late(source, now) else None


def is_late(source: Source, now: datetime) -> bool:
    """Whether an active source has been due for a while and nobody syncs it."""
    if source.state is not SourceState.ACTIVE or source.syncing:
        return False
    due = source.next_due_at or max(source.added_at, source.last_attempt_at or source.added_at)
    return now - due > LATE


def nobody_syncs(sources: Sequence[Source], now: datetime) -> bool:
    """Whether it looks as if no worker runs: all that should be synced is late."""
    active = [source for source in sources if source.state is SourceState.ACTIVE]
    return bool(active) and all(is_late(source, now) for source in active)


def waiting(sources: Sequence[Source]) -> list[Source]:
    """Active sources that were never read to their end and did not fail."""
    return [
        source
        for source in sources
        if source.state is SourceState.ACTIVE and not source.last_success_at and not source.error
    ]


def in_order(sources: Sequence[Source], now: datetime) -> list[Source]:
    """What needs a person first, then what fails, then what is late, then as they were added."""

    def rank(source: Source) -> int:
        if health(source, now).tone != "warning":
            return 3
        if source.state is SourceState.BROKEN:
            return 0
        return 1 if source.error else 2

    return sorted(sources, key=rank)


def read_once(sources: Sequence[Source]) -> int:
    """How many of the sources that are to be synced were read to their end at least once."""
    return sum(
        source.last_success_at is not None
        for source in sources
        if source.state is not SourceState.PAUSED
    )


def ago(moment: datetime, now: datetime) -> str:
    """``just now``, ``3 minutes ago``, ``in 5 minutes``, ``2 days ago``."""
    seconds = (now - moment).total_seconds()
    size = abs(seconds)
    for unit, length, until in (("minute", 60, 3600), ("hour", 3600, 86400), ("day", 86400, None)):
        if size < 45:
            return "just now" if seconds >= 0 else "in a moment"
        if until is None or round(size / length) * length < until:
            number = max(1, round(size / length))
            words = f"{number:,} {unit}{'' if number == 1 else 's'}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    raise AssertionError("the last unit has no end")
