"""What was pulled and waits to be stored: bounded, so that fast sources wait for the database."""

from __future__ import annotations

from collections import deque
from threading import Condition, Lock

from dashboard.sync.pulling import Failed, Pulled

TAKEN = 2000
"""Items (and readings) of one transaction, a batch more or less: a commit costs some 10 ms."""
WAITING = 2000
"""Items that may wait, a batch more or less, however many workers bring them."""
GATHERED_S = 0.05
"""How long a first event waits for others to share its transaction, seconds, while others pull."""

Event = Pulled | Failed


class Inbox:
    """A queue of what pulls bring, counted in items rather than in batches.

    A first event waits ``gathered_s`` seconds for others.
    """

    def __init__(self, gathered_s: float = GATHERED_S) -> None:
        self._gathered_s = gathered_s
        self._events: deque[Event] = deque()
        self._size = 0
        self._ended = 0
        self._awaited = 0
        self._lock = Lock()
        self._came, self._went, self._full = (Condition(self._lock) for _ in range(3))
        self._closed = False

    def put(self, event: Event) -> bool:
        """Add an event as soon as there is room; ``False`` when nobody takes it any more."""
        with self._lock:
            self._went.wait_for(lambda: self._closed or self._size < WAITING)
            if self._closed:
                return False
            self._events.append(event)
            self._size += _size(event)
            self._ended += _is_end(event)
            self._came.notify()
            if self._is_full():
                self._full.notify()
        return True

    def take(self, wait_s: float | None = None, *, pulls: int = 0) -> list[Event]:
        """What is there, up to a transaction's worth, oldest first.

        Waits for a first event, ``wait_s`` seconds at most; then there may be none. ``pulls`` is
        how many pulls are under way, if that is known: after the end of all there is nothing to
        wait for.
        """
        taken: list[Event] = []
        size = 0
        with self._lock:
            self._awaited = pulls
            if self._came.wait_for(lambda: bool(self._events), wait_s):
                self._full.wait_for(self._is_full, self._gathered_s)
            while self._events and size < TAKEN:
                taken.append(self._events.popleft())
                size += _size(taken[-1])
            self._size -= size
            self._ended -= sum(map(_is_end, taken))
            self._went.notify_all()
        return taken

    def close(self) -> None:
        """Let those who wait for room go: nothing is taken any more."""
        with self._lock:
            self._closed = True
            self._went.notify_all()

    def _is_full(self) -> bool:
        return self._size >= WAITING or 0 < self._awaited <= self._ended


def _is_end(event: Event) -> bool:
    """Whether it is the last that comes of a pull."""
    return isinstance(event, Failed) or event.last


def _size(event: Event) -> int:
    return (
        1 + len(event.batch.items) + len(event.batch.readings) if isinstance(event, Pulled) else 1
    )
