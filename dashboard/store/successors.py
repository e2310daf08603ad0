"""Addresses that change hands: a post takes the address that another one had, and both are there.

Content systems let a new post have the slug that an earlier one gave up. A key once known is never
forgotten, so the address leads to the earlier post; but two posts that their site numbers
differently are two while both are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from connectors.items import AnyItem, Article
from dashboard.store.arrivals import Incoming, Key, StoredItem, StoredSighting
from dashboard.store.identity import key_of_page, post_keys


@dataclass(frozen=True, slots=True)
class Taken:
    """What led to the item ``owner`` (identity keys) and is ``entry``'s now."""

    entry: Incoming
    keys: tuple[str, ...]
    owner: int


def suspects(
    news: Iterable[Incoming],
    stored: Mapping[Key, StoredSighting],
    identities: Mapping[str, int],
) -> dict[int, list[Incoming]]:
    """New posts at an address that is known while their numbers are not, by its items."""
    found: dict[int, list[Incoming]] = {}
    for entry in news:
        if entry.key in stored or not isinstance(entry.item, Article):
            continue
        numbers, owner = post_keys(entry.item), identities.get(key_of_page(entry.item.url))
        if owner is not None and numbers and not any(n in identities for n in numbers):
            found.setdefault(owner, []).append(entry)
    return found


def taken_over(
    doubted: Mapping[int, list[Incoming]],
    items: Mapping[int, StoredItem],
    news: Iterable[Incoming],
    identities: Mapping[str, int],
) -> list[Taken]:
    """Which of the suspects are posts beside the one that had their address."""
    now = {entry.key: entry.item for entry in news}
    found: list[Taken] = []
    for owner, entries in doubted.items():
        sightings = items[owner].sightings.items() if owner in items else ()
        shown = [now.get(key, s.item) for key, s in sightings if not s.gone]
        found += [
            Taken(entry, tuple(k for k in entry.keys if identities.get(k) == owner), owner)
            for entry in entries
            if any(_is_another(other, entry.item) for other in shown)
        ]
    return found


def give(taken: Iterable[Taken], identities: dict[str, int]) -> None:
    """Let the takers found items of their own, under their sources' ids."""
    for one in taken:
        for key in one.keys:
            identities.pop(key, None)
        own = [key for key in one.entry.keys if key.startswith("ref:")]
        one.entry.keys = tuple(dict.fromkeys((*own, *one.entry.keys)))


def _is_another(shown: AnyItem, item: AnyItem) -> bool:
    numbers, others = post_keys(item), post_keys(shown)
    return bool(others) and not numbers & others and key_of_page(shown.url) != key_of_page(item.url)
