"""Keeping the topics of the store's items up to date."""

from __future__ import annotations

from dashboard.coverage.topics import VERSION, assign
from dashboard.store import Store

WORK = "topics"
META_KEY = "topics.version"
CHUNK = 500


def bring_up_to_date(store: Store, *, rebuild: bool = False) -> int:
    """Give the items that wait their topics; how many items were read.

    ``rebuild`` reads all items again, as does a newer vocabulary. Repeating it changes nothing.
    """
    if rebuild or store.meta.get(META_KEY) != str(VERSION):
        store.queue.refill(WORK)
        store.meta.set(META_KEY, str(VERSION))
    read = 0
    while ids := store.queue.take(WORK, limit=CHUNK):
        rows = store.timeline.rows(ids)
        store.topics.replace({row.id: assign(row.labels) for row in rows})
        store.queue.done(WORK, ids)
        read += len(ids)
    return read


def is_current(store: Store) -> bool:
    """Whether items may be given topics as they come, by :func:`dashboard.coverage.topics.assign`.

    Those that a store has by an older vocabulary wait to be read again. A new store begins with
    the present one.
    """
    if store.meta.get(META_KEY) is None and not store.timeline.total():
        store.meta.set(META_KEY, str(VERSION))
    return bool(store.meta.get(META_KEY) == str(VERSION))
