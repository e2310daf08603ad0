"""What items point at, whether it is already here or still to come.

An article may embed a film that we have not seen yet, and a film's description may link an
article that is not out. Such keys are kept with who named them, so that a fact is found in
whichever order its two halves arrive.
"""

from __future__ import annotations

from dashboard.pairing import facts
from dashboard.store import Store
from dashboard.store.model import ItemRow

META_KEY = "pairing.waiting"
MOST_KEYS = 20_000
"""Other channels' films never come: the oldest keys give way."""
MOST_NAMERS = 50
"""What more items than this point at is a footer, not a fact."""


class Waiting:
    """Keys that were named before the item behind them was known."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._named: dict[str, list[str]] | None = None
        self._changed = False
        self._found: dict[str, ItemRow | None] = {}

    def by(self, key: str) -> list[str]:
        """Ids of the items that named this key before its item was known."""
        return list(self._keys().get(key, ()))

    def named_by(self, row: ItemRow) -> list[ItemRow]:
        """The items of the other kind that this one points at; the unknown are kept in mind."""
        found = []
        for key in facts.keys_named(row):
            if key not in self._found:
                name = key.partition(":")[2]
                self._found[key] = self._store.timeline.find(
                    name if key.startswith("video:") else f"https://{name}"
                )
            item = self._found[key]
            if item is None:
                self._wait(key, row.id)
            elif item.kind in ("article", "video") and item.kind != row.kind:
                found.append(item)
        return found

    def news(self) -> None:
        """Items have come or changed: what was looked up before may have another answer."""
        self._found.clear()
        self._named = None if not self._changed else self._named

    def save(self) -> None:
        """Keep what is waited for."""
        if self._changed:
            keys = self._keys()
            for key in list(keys)[: max(0, len(keys) - MOST_KEYS)]:
                del keys[key]
            self._store.meta.set(META_KEY, keys)
            self._changed = False

    def _wait(self, key: str, item_id: str) -> None:
        namers = self._keys().setdefault(key, [])
        if item_id not in namers and len(namers) < MOST_NAMERS:
            namers.append(item_id)
            self._changed = True

    def _keys(self) -> dict[str, list[str]]:
        if self._named is None:
            self._named = dict(self._store.meta.get(META_KEY, {}))
        return self._named
