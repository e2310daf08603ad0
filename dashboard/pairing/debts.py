"""Videos that are to be judged again because many articles came around them at once.

The articles themselves wait no longer. What is owed is kept in the store by weeks (and by ids of
the videos that far articles name), so it is small, and outlives a process that stops in between.
"""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.store import Store

META_KEY = "pairing.owed"


class Debts:
    """What is owed to the videos of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.weeks: set[int] = set()
        self.videos: set[str] = set()
        self._recall()

    def __bool__(self) -> bool:
        return bool(self.weeks or self.videos)

    def add(self, weeks: Iterable[int], videos: Iterable[str]) -> None:
        """Owe all videos of these weeks, and these videos, another look."""
        weeks, videos = set(weeks), set(videos)
        if not (weeks <= self.weeks and videos <= self.videos):
            self._recall()
            self.weeks |= weeks
            self.videos |= videos
            self._keep()

    def settle(self, weeks: Iterable[int], videos: Iterable[str]) -> None:
        """These weeks and videos have been looked at."""
        weeks, videos = set(weeks), set(videos)
        if weeks & self.weeks or videos & self.videos:
            self._recall()
            self.weeks -= weeks
            self.videos -= videos
            self._keep()

    def _recall(self) -> None:
        """Read what is kept: another process may have added to it."""
        kept = self._store.meta.get(META_KEY, {})
        self.weeks, self.videos = set(kept.get("weeks", ())), set(kept.get("videos", ()))

    def _keep(self) -> None:
        self._store.meta.set(META_KEY, {"weeks": sorted(self.weeks), "videos": sorted(self.videos)})
