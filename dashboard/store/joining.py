"""Deciding when two items are one after all: pure, from what is stored and what came.

A sighting that carries keys of two items says that they are one: an article that a feed knew by
its old address and the site's API by its new one, until the feed names the new one too. It is
believed when the key is strong (an address, or a source's own id) and nothing speaks against it.
In doubt both stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from connectors.items import kind_of
from dashboard.store.arrivals import Double, Incoming, Key, StoredItem
from dashboard.store.merge import Sighting

RECORDS = ("wordpress", "youtube", "import")
"""Kinds of source that hold the outlet's own records: two of theirs are two."""

Apart = Collection[frozenset[int]]
"""Pairs of items that a person has split."""


class Join(NamedTuple):
    """``loser`` becomes part of ``survivor``."""

    loser: int
    survivor: int


class _Group(NamedTuple):
    new: bool
    since: datetime
    id: int
    sightings: dict[Key, Sighting]


def joins(
    doubles: Iterable[Double],
    news: Iterable[Incoming],
    items: Mapping[int, StoredItem],
    apart: Apart,
    now: datetime,
) -> list[Join]:
    """Which items become one, in the order in which to join them.

    The item that was there first stays, so that links to it do.
    """
    groups: dict[int, _Group] = {}
    for number, stored in items.items():
        since = min(s.first_seen_at for s in stored.sightings.values())
        groups[number] = _Group(False, since, number, dict(stored.sightings))
    for entry in news:
        group = groups.setdefault(entry.item_id, _Group(True, now, entry.item_id, {}))
        known = group.sightings.get(entry.key)
        group.sightings[entry.key] = Sighting(
            entry.key[0], entry.source_kind, entry.item, known.first_seen_at if known else now
        )
    became: dict[int, int] = {}
    found: list[Join] = []

    def now_in(number: int) -> int:
        while number in became:
            number = became[number]
        return number

    split = list(apart)
    for double in doubles:
        one, other = now_in(double.entry.item_id), now_in(double.other_id)
        if one == other or one not in groups or other not in groups:
            continue
        first, second = sorted((groups[one], groups[other]), key=lambda g: g[:3])
        kept_apart = {frozenset(now_in(n) for n in pair) for pair in split}
        if frozenset((one, other)) in kept_apart or not _may_be_one(first, second):
            continue
        first.sightings.update(second.sightings)
        became[second.id] = first.id
        found.append(Join(second.id, first.id))
    return found


def _may_be_one(one: _Group, other: _Group) -> bool:
    mine, theirs = list(one.sightings.values()), list(other.sightings.values())
    kinds = {kind_of(s.item) for s in (*mine, *theirs)}
    if len(kinds) > 1 or kinds == {"video"}:
        return False
    return all(
        _one_to_their_source(a, b)
        for a in mine
        for b in theirs
        if a.source_id == b.source_id and not a.gone and not b.gone
    )


def _one_to_their_source(one: Sighting, other: Sighting) -> bool:
    """Whether a source that lists both may mean one article: never if it says both at once."""
    if one.source_kind in RECORDS:
        return False
    return one.item.title.casefold().split() == other.item.title.casefold().split()
