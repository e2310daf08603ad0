"""Ids that are not unique: one that a feed gives to every entry, or gives again later.

Two entries with one id are taken for one article that was edited, unless everything else speaks
against it: another address, another headline, and another time, far away. Such an entry goes by
its address instead, and both stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b

from connectors.contract import Batch
from connectors.items import AnyItem, Article
from connectors.urls import identity_key
from dashboard.store.arrivals import Arrival, Incoming, Key, StoredSighting, incoming
from dashboard.store.identity import same_page
from dashboard.store.joining import RECORDS
from dashboard.store.merge import Sighting

FAR_APART = timedelta(hours=24)


def one_by_one(arrivals: Sequence[Arrival]) -> list[Arrival]:
    """The batches, with entries told apart that share an id within one batch."""
    return [_apart(arrival) for arrival in arrivals]


def _apart(arrival: Arrival) -> Arrival:
    items = arrival.batch.items
    if arrival.source_kind in RECORDS or len({item.ref for item in items}) == len(items):
        return arrival
    by_ref: defaultdict[str, list[AnyItem]] = defaultdict(list)
    for item in items:
        by_ref[item.ref].append(item)
    shared = {
        ref
        for ref, some in by_ref.items()
        if len({_title(item) for item in some}) > 1 and all(isinstance(i, Article) for i in some)
    }
    if not shared:
        return arrival
    told = tuple(_by_address(i) if i.ref in shared else i for i in items)
    return replace(arrival, batch=replace(arrival.batch, items=told))


def suspects(
    news: Iterable[Incoming],
    stored: Mapping[Key, StoredSighting],
    identities: Mapping[str, int],
) -> dict[int, list[Incoming]]:
    """Changed sightings at a new address, whose ids may have been reused, by their items."""
    found: defaultdict[int, list[Incoming]] = defaultdict(list)
    for entry in news:
        known = stored.get(entry.key)
        if (
            known is not None
            and isinstance(entry.item, Article)
            and entry.source_kind not in RECORDS
            and identities.get(entry.keys[0]) != known.item_id
        ):
            found[known.item_id].append(entry)
    return found


def is_another(known: Sighting, item: AnyItem) -> bool:
    """Whether an item that comes under the id of a known sighting is another article."""
    was, when = known.item, known.published
    if same_page(was.url, item.url) or _title(was) == _title(item):
        return False
    if when is None or item.published_at is None:
        return False
    return abs(item.published_at - when.at) > FAR_APART


def under_its_address(entry: Incoming, stored: Mapping[Key, StoredSighting]) -> Incoming | None:
    """The same arrival, known by its address; ``None`` if it is stored so already."""
    item = _by_address(entry.item)
    arrival = Arrival(entry.key[0], entry.source_kind, Batch(items=(item,)))
    found = incoming([arrival], stored)
    return replace(found[0], arrival=entry.arrival) if found else None


def address_of(item: AnyItem) -> str:
    """What an entry without a usable id goes by."""
    if "/" in identity_key(item.url).rstrip("/") and item.url != item.ref:
        return item.url
    told = f"{item.title}\n{item.raw_time or item.published_at}"
    return f"told:{blake2b(told.encode(), digest_size=12).hexdigest()}"


def _by_address(item: AnyItem) -> AnyItem:
    others = tuple(ref for ref in item.other_ids if ref != item.ref)
    return replace(item, ref=address_of(item), other_ids=others)


def _title(item: AnyItem) -> tuple[str, ...]:
    return tuple(item.title.casefold().split())
