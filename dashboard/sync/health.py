"""How a source is, in one word: fine, late, asleep, broken; and why, where its times tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dashboard.store.model import Source, SourceState
from dashboard.sync.rhythm import UNKNOWN, Rhythm

LATE = timedelta(minutes=2)
"""A source is asked within seconds of being due; later than this, something is slow or stopped."""
IMPORTED = "import"
"""The kind of the source that stands for imported files."""

FOLLOWS_OTHERS = frozenset({"pages"})
"""Kinds that only fill in what other sources bring: their silence means nothing."""


class State(StrEnum):
    """A source's state as people name it."""

    FINE = "fine"
    LATE = "late"
    ASLEEP = "asleep"
    BROKEN = "broken"
    PAUSED = "paused"
    NEW = "new"
    SYNCING = "syncing"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Health:
    """The state, and a sentence where it needs one (its own error is not repeated)."""

    state: State
    sentence: str = ""


def health(source: Source, now: datetime, rhythm: Rhythm = UNKNOWN) -> Health:
    """The health of a source at ``now`` (aware), given the rhythm of what it brought."""
    if source.kind == IMPORTED:
        return Health(State.IMPORTED)
    if source.state is SourceState.PAUSED:
        return Health(State.PAUSED)
    if source.syncing:
        return Health(State.SYNCING)
    if source.state is SourceState.BROKEN:
        return Health(State.BROKEN)
    return _of_active(source, now, rhythm)


def _of_active(source: Source, now: datetime, rhythm: Rhythm) -> Health:
    if source.error:
        return Health(State.LATE)
    if source.last_success_at is None:
        return Health(State.NEW)
    if is_late(source, now):
        return Health(State.LATE, "It is due and nobody reads it.")
    if source.kind not in FOLLOWS_OTHERS and rhythm.newest is not None and rhythm.asleep(now):
        silent = (now - rhythm.newest) // timedelta(days=1)
        return Health(
            State.ASLEEP,
            f"It answers, but brought nothing new for {silent:,} day{'' if silent == 1 else 's'}; "
            f"usually {rhythm.words()}. If more was published, check whether its address is still "
            "the right one.",
        )
    return Health(State.FINE)


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
