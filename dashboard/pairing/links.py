"""Who names whom: both halves of a fact, looked up for many items at once.

The store keeps what items point at, also what is still to come, so a fact is found in whichever
order its halves arrive and a film of another channel costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.pairing import facts
from dashboard.store import Store
from dashboard.store.model import ItemRow


class Links:
    """Links between articles and videos of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, rows: Sequence[ItemRow]) -> dict[str, set[str]]:
        """For each item the ids of those of the other kind that it names or that name it."""
        halves = [row for row in rows if row.kind in ("article", "video")]
        named = {row.id: facts.keys_named(row) for row in halves}
        own = {row.id: facts.own_key(row) for row in halves}
        known = self._store.pointers.known({key for keys in named.values() for key in keys})
        pointing = self._store.pointers.pointing_at({key for key in own.values() if key})
        return {
            row.id: {
                *(known[key] for key in named[row.id] if key in known),
                *pointing.get(own[row.id], ()),
            }
            for row in halves
        }
