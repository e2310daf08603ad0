"""What a single sync goes on with after its first round, until nothing is left to do."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.store.model import Source, Written
from dashboard.sync.following import FOLLOWERS, IN_PART, concerned
from dashboard.sync.pulling import Failed, Pulled


class Rounds:
    """Told of all that the pulls of a sync bring, it says which sources to pull again.

    Those whose archive comes in portions, as long as each pull gets further, so that a source
    which turns in circles ends; and those that fill in what others brought (see
    :mod:`dashboard.sync.following`). One that failed or wants to be left alone is left alone.
    """

    def __init__(self, claimed: Iterable[Source] = ()) -> None:
        self._followers = {s.id: s.kind for s in claimed if s.kind in FOLLOWERS}
        self._again: set[str] = set()
        self._left_alone: set[str] = set()
        self._got_further: set[str] = set()

    def failed(self, event: Failed) -> None:
        """Take note of a failure."""
        self._left_alone.add(event.source.id)

    def stored(self, event: Pulled, written: Written) -> None:
        """Take note of a batch and what storing it changed."""
        source, batch = event.source, event.batch
        if written.new or written.changed or written.gone or batch.checkpoint != source.checkpoint:
            self._got_further.add(source.id)
        kinds = concerned(event)
        self._again |= {number for number, kind in self._followers.items() if kind in kinds}
        if not event.last:
            return
        if batch.unfinished and source.id in self._got_further:
            self._again.add(source.id)
        elif batch.next_due_s and source.kind not in IN_PART:
            self._left_alone.add(source.id)

    def next(self) -> list[str]:
        """The ids of the sources for another round; empty when the sync is over."""
        again, self._again = self._again - self._left_alone, set()
        self._got_further.clear()
        return sorted(again)
