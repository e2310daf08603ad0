"""What a single sync goes on with after its first round, until nothing is left to do."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.items import Article
from dashboard.store.model import Source
from dashboard.sync.health import FOLLOWS_OTHERS
from dashboard.sync.pulling import Failed, Pulled


class Rounds:
    """Told of all that the pulls of a sync bring, it says which sources to pull again.

    Those whose archive comes in portions, as long as each pull gets further, so that a source
    which turns in circles ends; and those that fill in the articles which others brought. One
    that failed or wants to be left alone is left alone.
    """

    def __init__(self, claimed: Iterable[Source] = ()) -> None:
        self._followers = {source.id for source in claimed if source.kind in FOLLOWS_OTHERS}
        self._again: set[str] = set()
        self._left_alone: set[str] = set()

    def note(self, event: Pulled | Failed) -> None:
        """Take note of a batch that was stored, or of a failure."""
        source = event.source
        if isinstance(event, Failed):
            self._left_alone.add(source.id)
            return
        batch = event.batch
        if source.kind not in FOLLOWS_OTHERS and any(isinstance(i, Article) for i in batch.items):
            self._again |= self._followers
        if not event.last:
            return
        if batch.unfinished and batch.checkpoint != source.checkpoint:
            self._again.add(source.id)
        elif batch.next_due_s:
            self._left_alone.add(source.id)

    def next(self) -> list[str]:
        """The ids of the sources for another round; empty when the sync is over."""
        again, self._again = self._again - self._left_alone, set()
        return sorted(again)
