"""Sources that have something to ask as soon as others brought it, whenever they are due."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta

from connectors.items import AnyItem, Article
from dashboard.store import Store
from dashboard.store.model import Source, SourceState
from dashboard.sync.pulling import Pulled


def _is_article(item: AnyItem) -> bool:
    return isinstance(item, Article)


def _shows_a_video(item: AnyItem) -> bool:
    return isinstance(item, Article) and any(link.video_id for link in item.links)


FOLLOWERS: dict[str, Callable[[AnyItem], bool]] = {
    "pages": _is_article,
    "youtube": _shows_a_video,
}
"""Kinds that follow others, and which items of other kinds of sources may concern them."""

IN_PART = frozenset({"youtube"})
"""Those that are then asked for this alone; their turn for all the rest stays when it was."""

PAUSE_S = 2.0
"""What others bring in the meantime is followed together, seconds."""


def concerned(event: Pulled) -> set[str]:
    """The kinds of sources that may have something to ask after a batch."""
    return {
        kind
        for kind, concerns in FOLLOWERS.items()
        if kind != event.source.kind and any(map(concerns, event.batch.items))
    }


class Following:
    """For a watching worker: told of what comes, it says whom to pull out of turn."""

    def __init__(self, store: Store, refresh_s: float) -> None:
        self._store = store
        self._refresh = timedelta(seconds=refresh_s)
        self._kinds: set[str] = set()
        self._waiting: set[str] = set()
        self._next = 0.0

    def stored(self, event: Pulled) -> None:
        """Take note of a batch."""
        self._kinds |= concerned(event)

    def ready(self, busy: Collection[str]) -> list[str]:
        """The ids of the sources to pull now; one that is ``busy`` waits until it is not."""
        if not (self._kinds or self._waiting) or time.monotonic() < self._next:
            return []
        self._next = time.monotonic() + PAUSE_S
        kinds, self._kinds = self._kinds, set()
        every = self._store.sources.list()
        wanted = [s for s in every if s.kind in kinds or s.id in self._waiting]
        self._waiting = {s.id for s in wanted if s.id in busy or s.syncing}
        return self._free(s for s in wanted if s.id not in self._waiting)

    def _free(self, sources: Iterable[Source]) -> list[str]:
        """Those that are well, and neither due anyway nor asked to be left alone."""
        now = self._store.clock()
        return [
            source.id
            for source in sources
            if source.state is SourceState.ACTIVE
            and not source.error
            and source.next_due_at is not None
            and now < source.next_due_at
            and (source.kind in IN_PART or source.next_due_at <= now + self._refresh)
        ]
