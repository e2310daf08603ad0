"""Videos that YouTube left out of an answer: when that is a fact, and when it may be a hiccup.

A video counts as gone when it was asked for twice, at least ``APART``, and left out each time of
an answer that shows that YouTube was well (another video was in it).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from connectors.youtube.times import moment

APART = timedelta(minutes=10)
FORGIVEN = timedelta(days=7)
MOST_REMEMBERED = 500
"""Of those that were never seen; more would be a fault of YouTube's."""


class Absences:
    """``missing`` is by video id when it was first left out and how often since, as JSON."""

    def __init__(self, missing: dict[str, Any]) -> None:
        self.missing = missing

    def worth_asking(self, video_id: str, now: datetime) -> bool:
        """Whether a video that was never seen may be asked for: twice, and after a week again."""
        entry = self.missing.get(video_id)
        since = moment(entry["since"]) if entry else None
        return entry is None or since is None or entry["times"] < 2 or now - since >= FORGIVEN

    def seen(self, ids: Iterable[str]) -> None:
        """The videos were shown."""
        for video_id in ids:
            self.missing.pop(video_id, None)

    def note(self, video_id: str, now: datetime) -> bool:
        """The video was left out; whether it is confirmed to be gone."""
        entry = self.missing.get(video_id)
        since = moment(entry["since"]) if entry else None
        if entry is None or since is None:
            while len(self.missing) >= MOST_REMEMBERED:
                del self.missing[next(iter(self.missing))]
            self.missing[video_id] = {"since": now.isoformat(), "times": 1}
            return False
        if now - since < APART:
            return False
        entry["times"] += 1
        return True

    def due(self, now: datetime) -> list[str]:
        """The videos whose absence can be confirmed by asking again."""
        return [
            video_id
            for video_id, entry in self.missing.items()
            if (since := moment(entry["since"])) and now - since >= APART
        ]
