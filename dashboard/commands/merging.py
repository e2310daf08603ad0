"""``merge``, ``split`` and ``undo``: what people know better than keys."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.commands.common import (
    By,
    CommandError,
    Db,
    Json,
    console,
    print_json,
    settings_for,
    store_for,
)
from dashboard.publish.rows import merge_json
from dashboard.store import Store
from dashboard.store.model import ItemDetail, SightingRow

AnItem = Annotated[str, typer.Argument(help="An item: id, address or YouTube id.")]


def merge(
    item: AnItem,
    other: Annotated[str, typer.Argument(help="The item that is the same: id or address.")],
    by: By,
    why: Annotated[str, typer.Option(help="Why, for colleagues.")] = "",
    db: Db = None,
    json: Json = False,
) -> None:
    """Say that two items are the same; it is kept through every sync."""
    store = store_for(settings_for(db))
    one, same = _detail(store, item), _detail(store, other)
    became = store.people.merge(one.row.id, same.row.id, by, why)
    if json:
        print_json(merge_json(store, became))
    else:
        console.print(f"merged: {one.row.title} + {same.row.title}", markup=False)


def split(
    item: AnItem,
    sighting: Annotated[
        str, typer.Argument(help="Where it was seen: a source's id or name, a ref or an address.")
    ],
    by: By,
    db: Db = None,
    json: Json = False,
) -> None:
    """Say that one sighting is another item; it is kept through every sync."""
    store = store_for(settings_for(db))
    detail = _detail(store, item)
    wanted = _sighting(detail, sighting)
    new = store.people.split(detail.row.id, wanted.source_id, wanted.ref, by)
    if json:
        print_json(merge_json(store, new))
    else:
        console.print(f"split off: {wanted.title} ({wanted.source_name})", markup=False)


def undo(item: AnItem, by: By, db: Db = None, json: Json = False) -> None:
    """Take back the latest merge or split of an item."""
    store = store_for(settings_for(db))
    detail = _detail(store, item)
    undone = store.people.undo(detail.row.id, by)
    if json:
        print_json(merge_json(store, detail.row.id) | {"undone": undone.verb})
    else:
        console.print(f"{undone.verb} undone: {detail.row.title}", markup=False)


def _detail(store: Store, what: str) -> ItemDetail:
    row = store.timeline.find(what)
    found = store.timeline.detail(row.id) if row else None
    if found is None:
        raise CommandError(f"There is no item {what!r}: name it by id, address or YouTube id.")
    return found


def _sighting(detail: ItemDetail, what: str) -> SightingRow:
    """The one sighting that a person means."""
    named = [s for s in detail.sightings if what in (s.source_id, s.source_name, s.ref, s.url)]
    exact = [s for s in named if s.ref == what] or named
    if len(exact) == 1:
        return exact[0]
    seen = "; ".join(f"{s.source_name}: {s.ref}" for s in detail.sightings)
    which = "More than one sighting is" if exact else "No sighting is"
    raise CommandError(f"{which} named {what!r}. The item was seen at: {seen}.")
