"""What newsletters carried, both ways: the known items behind their links, and who carried one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from dashboard.store import codec, schema
from dashboard.store.identity import carried_key, from_ms, key_of_link, show_id
from dashboard.store.model import Carried, CarriedBy
from dashboard.store.recall import chunks

NEWSLETTER = "newsletter"


def carried(
    connection: Connection, outlet_id: int, rows: Sequence[Row[Any]]
) -> dict[int, tuple[Carried, ...]]:
    """For each newsletter among ``rows`` what it carried, in its order, known or not."""
    letters = {row.id: codec.links_from(row.links) for row in rows if row.kind == NEWSLETTER}
    keys = {key for links in letters.values() for link in links if (key := key_of_link(link))}
    owners = dict(_look_up(connection, schema.identity, outlet_id, keys))
    items = _items(connection, outlet_id, set(owners.values()))
    found = {}
    for letter, links in letters.items():
        entries: dict[Any, Carried] = {}
        for link in links:
            known = items.get(owners.get(key_of_link(link), 0))
            # Two addresses of one item are one entry.
            entries.setdefault(known.id if known else link.url, _entry(link, known))
        found[letter] = tuple(entries.values())
    return found


def carried_by(
    connection: Connection, outlet_id: int, rows: Sequence[Row[Any]]
) -> dict[int, tuple[CarriedBy, ...]]:
    """For each article and video among ``rows`` the newsletters that carried it, oldest first.

    A newsletter may have named it by any address that it has or had.
    """
    keys = dict(_addresses(connection, outlet_id, [r.id for r in rows if r.kind != NEWSLETTER]))
    pointing = list(_look_up(connection, schema.pointer, outlet_id, keys))
    if not pointing:
        return {}
    letters = _items(connection, outlet_id, {number for _, number in pointing})
    found: dict[int, dict[int, Row[Any]]] = {}
    for key, number in pointing:
        if number in letters:
            found.setdefault(keys[key], {})[number] = letters[number]
    return {
        item_id: tuple(
            CarriedBy(
                id=letter.alias or show_id(letter.id),
                title=letter.title,
                published_at=from_ms(letter.published_at),
            )
            for letter in sorted(those.values(), key=lambda row: row.position)
        )
        for item_id, those in found.items()
    }


def _addresses(
    connection: Connection, outlet_id: int, numbers: Sequence[int]
) -> Iterator[tuple[str, int]]:
    """Under which keys newsletters point at items, and whose they are."""
    table = schema.identity
    for some in chunks(numbers):
        rows = connection.execute(
            select(table.c.key, table.c.item_id).where(
                table.c.outlet_id == outlet_id, table.c.item_id.in_(some)
            )
        )
        yield from ((carried_key(row.key), row.item_id) for row in rows if _is_named(row.key))


def _is_named(key: str) -> bool:
    return key.startswith(("url:", "video:"))


def _entry(link: Any, known: Row[Any] | None) -> Carried:
    if known is None:
        kind = "video" if link.video_id else ""
        return Carried(
            title=link.text,
            url=link.url,
            kind=kind,
            video_id=link.video_id,
            opaque=link.opaque,
            heading=link.heading,
        )
    return Carried(
        id=known.alias or show_id(known.id),
        title=known.title,
        url=known.url or link.url,
        kind=known.kind,
        video_id=known.video_id,
        heading=link.heading,
    )


def _look_up(
    connection: Connection, table: Any, outlet_id: int, keys: Iterable[str] | Mapping[str, Any]
) -> Iterable[tuple[str, int]]:
    for some in chunks(keys):
        rows = connection.execute(
            select(table.c.key, table.c.item_id).where(
                table.c.outlet_id == outlet_id, table.c.key.in_(some)
            )
        )
        yield from ((row.key, row.item_id) for row in rows)


def _items(connection: Connection, outlet_id: int, numbers: set[int]) -> dict[int, Row[Any]]:
    item = schema.item.c
    wanted = (item.id, item.alias, item.kind, item.title, item.url, item.video_id)
    found: dict[int, Any] = {}
    for some in chunks(numbers):
        rows = connection.execute(
            select(*wanted, item.published_at, item.position).where(
                item.outlet_id == outlet_id, item.id.in_(some)
            )
        )
        found.update((row.id, row) for row in rows)
    return found
