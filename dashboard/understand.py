"""Bringing everything that is derived from items up to date: topics first, then pairs."""

from __future__ import annotations

import time
from dataclasses import dataclass

from dashboard.coverage.understand import WORK as TOPICS
from dashboard.coverage.understand import bring_up_to_date as bring_topics_up_to_date
from dashboard.pairing import bring_up_to_date as bring_pairs_up_to_date
from dashboard.pairing import waits as pairs_wait
from dashboard.store import Store


@dataclass(frozen=True, slots=True)
class Understood:
    """How many items were read for topics and for pairs, and the seconds that it took."""

    topics: int
    pairs: int
    seconds: float


def bring_up_to_date(
    store: Store, *, rebuild: bool = False, budget_s: float | None = None
) -> Understood:
    """Understand what waits (``rebuild``: everything again). Safe to stop and to repeat.

    Pairing stops after ``budget_s`` seconds of its own and leaves the rest for the next call;
    :func:`waits` tells whether there is any.
    """
    started = time.perf_counter()
    topics = bring_topics_up_to_date(store, rebuild=rebuild)
    pairs = bring_pairs_up_to_date(store, rebuild=rebuild, budget_s=budget_s)
    return Understood(topics, pairs, time.perf_counter() - started)


def waits(store: Store) -> bool:
    """Whether anything is left to understand."""
    return bool(store.queue.take(TOPICS, limit=1)) or pairs_wait(store)
