"""Who points at whom: what articles show and descriptions link, by identity key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, select

from dashboard.store import schema
from dashboard.store.base import Part
from dashboard.store.identity import show_id
from dashboard.store.recall import chunks


class Pointers(Part):
    """Both directions of a link, whichever of its two items came first.

    Keys are ``video:<YouTube id>`` and ``url:<identity key of a page>``.
    """

    def pointing_at(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """For each key the ids of the items that name it; keys that none names are left out."""
        return self._look_up(schema.pointer, keys)

    def known(self, keys: Iterable[str]) -> dict[str, str]:
        """For each key the id of the item that it identifies; unknown keys are left out."""
        return {key: ids[0] for key, ids in self._look_up(schema.identity, keys).items()}

    def _look_up(self, table: Table, keys: Iterable[str]) -> dict[str, list[str]]:
        columns: Any = table.c
        found: dict[str, list[str]] = {}
        with self.begin_read() as connection:
            for some in chunks(keys):
                rows = connection.execute(
                    select(columns.key, columns.item_id)
                    .where(columns.outlet_id == self.outlet_id, columns.key.in_(some))
                    .order_by(columns.key, columns.item_id)
                )
                for key, number in rows:
                    found.setdefault(key, []).append(show_id(number))
        return found
