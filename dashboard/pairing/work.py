"""Keeping the store's pairs up to date with its items."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from dashboard.pairing.debts import Debts
from dashboard.store import Store
from dashboard.store.model import Pair

if TYPE_CHECKING:
    from dashboard.pairing.engine import Engine

VERSION = 1
"""Raise it when the same items would get other pairs: all are then paired again."""
WORK = "pairs"
META_KEY = "pairing.version"
_engines: WeakKeyDictionary[Store, Engine] = WeakKeyDictionary()
"""What an engine has read of a store serves the next new item too."""


def engine_of(store: Store) -> Engine:
    """The engine of this process for a store."""
    if store not in _engines:
        from dashboard.pairing.engine import TextEngine  # imported late: it computes with numpy

        _engines[store] = TextEngine(store)
    return _engines[store]


def bring_up_to_date(
    store: Store,
    *,
    rebuild: bool = False,
    budget_s: float | None = None,
    engine: Callable[[Store], Engine] = engine_of,
) -> int:
    """Pair the items that wait, newest first; how many are done. Decisions stay as they are.

    ``rebuild`` looks at all items again, as does a newer version of the engine. After
    ``budget_s`` seconds the rest is left for the next call (see :func:`waits`); at least one
    portion is done. A process that is killed leaves its items waiting; pairing them again
    changes nothing.
    """
    if rebuild or store.meta.get(META_KEY) != str(VERSION):
        store.queue.refill(WORK)
        store.meta.set(META_KEY, str(VERSION))
    if not waits(store):
        return 0
    ends = inf if budget_s is None else time.monotonic() + budget_s
    ids = store.queue.take(WORK, limit=store.queue.waiting(WORK))
    done = 0
    for portion in engine(store).propose(ids, lambda: time.monotonic() >= ends):
        if portion.videos:
            store.pairs.replace(portion.pairs, portion.videos)
        store.queue.done(WORK, portion.done)
        done += len(portion.done)
    return done


def waits(store: Store) -> bool:
    """Whether anything is left to pair."""
    return bool(store.queue.take(WORK, limit=1)) or bool(Debts(store))


def top_candidates(store: Store, video_id: str, number: int) -> list[Pair]:
    """The best candidates of a video, whatever their score, linked ones and decisions included.

    ``video_id`` is the item's id. Unknown ids and items of other kinds have none.
    """
    rows = store.timeline.rows([video_id])
    if not rows or rows[0].kind != "video":
        return []
    stored = {pair.article_id: pair for pair in store.pairs.list(video=video_id)}
    return [
        replace(
            pair,
            state=stored[pair.article_id].state,
            decided_by=stored[pair.article_id].decided_by,
            decided_at=stored[pair.article_id].decided_at,
            why=stored[pair.article_id].why,
        )
        if pair.article_id in stored
        else pair
        for pair in engine_of(store).top(rows[0], number)
    ]
