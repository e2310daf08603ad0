"""A source's health in plain words: what state it is in, when, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dashboard.store.model import Source, SourceState
from dashboard.sync.health import State, health
from dashboard.sync.rhythm import UNKNOWN, Rhythm

Tone = Literal["fine", "waiting", "asleep", "warning", "stopped"]

KIND_WORDS = {
    "feed": "Feed",
    "youtube": "YouTube channel",
    "youtube-feed": "YouTube channel, newest 15",
    "newsletter": "Newsletters in a mailbox",
    "pages": "Pages of thin feeds",
    "sitemap": "Sitemap",
    "wordpress": "WordPress site",
    "import": "Imported files",
}
_WORDS: dict[State, tuple[str, Tone]] = {
    State.FINE: ("fine", "fine"),
    State.LATE: ("late", "warning"),
    State.ASLEEP: ("asleep", "asleep"),
    State.BROKEN: ("broken", "warning"),
    State.PAUSED: ("paused", "stopped"),
    State.NEW: ("waiting for its first sync", "waiting"),
    State.SYNCING: ("syncing now", "waiting"),
    State.IMPORTED: ("imported", "fine"),
}
_ATTENTION = (State.BROKEN, State.LATE, State.ASLEEP)
"""States that stand first, in this order."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A source's state in a word or two, how it is to be shown, and a sentence where needed."""

    word: str
    tone: Tone
    sentence: str = ""


def shown(source: Source, now: datetime, rhythm: Rhythm = UNKNOWN) -> Shown:
    """The state of a source at ``now`` (aware), as the page says it."""
    found = health(source, now, rhythm)
    word, tone = _WORDS[found.state]
    if found.state is State.SYNCING and not source.last_success_at:
        word = "first sync running"
    if found.state is State.LATE and source.error:
        word = "late, trying again"
    return Shown(word, tone, found.sentence)


def waiting(sources: Sequence[Source]) -> list[Source]:
    """Active sources that were never read to their end and did not fail."""
    return [
        source
        for source in sources
        if source.state is SourceState.ACTIVE and not source.last_success_at and not source.error
    ]


def in_order(
    sources: Sequence[Source], now: datetime, rhythms: Mapping[str, Rhythm] = {}
) -> list[Source]:
    """What is broken first, then what fails, is late or asleep, then as they were added."""

    def rank(source: Source) -> tuple[int, bool]:
        state = health(source, now, rhythms.get(source.id, UNKNOWN)).state
        return (
            _ATTENTION.index(state) if state in _ATTENTION else len(_ATTENTION),
            not source.error,
        )

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
