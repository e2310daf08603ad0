"""Deciding what a batch changes: pure functions from what is stored and what came to intents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from connectors.contract import Batch
from connectors.items import AnyItem, Item, Newsletter, Status, Video, kind_of
from dashboard.store import codec, corrections
from dashboard.store.identity import NUMBER, keys_of, new_id, position, to_ms
from dashboard.store.merge import Merged, Sighting, merge
from dashboard.store.rollups import Rollups
from dashboard.store.search import Document, document
from dashboard.store.times import Stated, held

Key = tuple[str, str]
"""A sighting's key: source id and ref."""

Facet = tuple[str, str, str]
"""A facet of an item: which, its value as filters match it, its name as people read it."""

LEASE_S = 600.0
"""How long a source is held without a sign of life, seconds. Every stored batch renews it."""

DROPPED = "dropped after 30 days without news from YouTube"
"""The ``kind_basis`` of what is left of a video whose details had to be dropped."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The end of a pull: the source is well, and due again at ``next_due_at``."""

    next_due_at: datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """A batch of a source on its way into the store; the last one of a pull has ``finish``."""

    source_id: str
    source_kind: str
    batch: Batch
    finish: Finish | None = None


@dataclass(slots=True)
class Incoming:
    """A sighting that is new or differs from the stored one."""

    arrival: int
    key: Key
    source_kind: str
    item: AnyItem
    payload: bytes
    digest: bytes
    keys: tuple[str, ...] = ()
    item_id: int = 0
    held: Stated | None = None


class Double(NamedTuple):
    """A sighting that has a key of another item than its own."""

    entry: Incoming
    other_id: int


@dataclass(frozen=True, slots=True)
class StoredSighting:
    """What the store holds of a sighting, as far as deciding needs it."""

    item_id: int
    digest: bytes
    gone: bool


@dataclass(frozen=True, slots=True)
class StoredItem:
    """What the store holds of an item besides its sightings."""

    position: int
    corrections: int
    topics: list[list[Any]]
    refreshed_at: int | None
    sightings: dict[Key, Sighting] = field(default_factory=dict)


def incoming(arrivals: Sequence[Arrival], stored: Mapping[Key, StoredSighting]) -> list[Incoming]:
    """The sightings that are new or changed; of one that comes twice the later counts."""
    found: dict[Key, Incoming] = {}
    for number, arrival in enumerate(arrivals):
        for item in arrival.batch.items:
            key = (arrival.source_id, item.ref)
            payload = codec.encode(item)
            digest = codec.digest(payload)
            known = stored.get(key)
            if known and known.digest == digest and not known.gone:
                found.pop(key, None)
                continue
            found[key] = Incoming(number, key, arrival.source_kind, item, payload, digest)
    return list(found.values())


def resolve(
    news: Iterable[Incoming],
    stored: Mapping[Key, StoredSighting],
    identities: Mapping[str, int],
) -> tuple[dict[str, int], list[Double]]:
    """Give each sighting its item; returns the identity keys that are new, and what is double.

    A ref keeps the item that it had. Otherwise the strongest known key decides, and where none
    is known the sighting founds an item. Keys of several items say that these are one, or that
    a key is not what it seems (see :mod:`dashboard.store.joining`).
    """
    known = dict(identities)
    fresh: dict[str, int] = {}
    doubles: list[Double] = []
    for entry in news:
        before = stored.get(entry.key)
        hits = [known[key] for key in entry.keys if key in known]
        entry.item_id = before.item_id if before else (hits[0] if hits else new_id(entry.keys[0]))
        for key in entry.keys:
            if key not in known:
                known[key] = fresh[key] = entry.item_id
            elif known[key] != entry.item_id and not key.startswith(NUMBER):
                doubles.append(Double(entry, known[key]))
    return fresh, doubles


def identity_keys(news: Sequence[Incoming]) -> set[str]:
    """Fill in the identity keys of each sighting and return them all.

    An address that several entries of a source share without naming it as their own (they have
    none, and stand under their section's) identifies none of them, nor does one that more than
    two of them share.
    """
    shared = Counter((entry.key[0], entry.item.url) for entry in news)
    for entry in news:
        item = entry.item
        entry.keys = keys_of(item, entry.key[0])
        sharing = shared[entry.key[0], item.url]
        own = item.url in (item.ref, *item.other_ids)
        if sharing > (2 if own else 1) and not isinstance(item, Video | Newsletter):
            entry.keys = (f"ref:{entry.key[0]}:{item.ref}",)
    return {key for entry in news for key in entry.keys}


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one item: before (``None`` if it is new) and after.

    ``quiet`` is a change that people made, not the outlet: no history is written of it.
    """

    item_id: int
    before: Merged | None
    after: Merged
    stored: StoredItem | None
    sightings: Mapping[Key, Sighting] = field(default_factory=dict, repr=False)
    quiet: bool = False

    @property
    def same(self) -> bool:
        """Whether nothing that is kept changes, neither the item nor its history."""
        return self.before == self.after and not (len(self.sightings) > 1 and self.changes())

    @property
    def place(self) -> int:
        """The position that the item wants."""
        when = self.after.item.published_at
        assert when is not None, "merge() always sets a time"
        return position(to_ms(when), self.item_id)

    def changes(self) -> list[corrections.Changed]:
        """Field, old and new value of what a reader would notice."""
        if self.before is None or self.stored is None or self.quiet:
            return []
        known = self.stored.corrections > 0
        seen = corrections.Side(self.before, self.stored.sightings)
        found = corrections.changes(seen, corrections.Side(self.after, self.sightings), known)
        if is_dropped(self.before.item) or is_dropped(self.after.item):
            # What had to be dropped is not to live on as an earlier version.
            return [c for c in found if c.field not in (corrections.TITLE, corrections.TEXT)]
        return found

    def work(self) -> list[str]:
        """What must be understood again."""
        if self.before is None:
            return ["topics", "pairs"]
        old, new = self.before.item, self.after.item
        needed = ["topics"] if old.labels != new.labels else []
        return [*needed, "pairs"] if _read_by_pairing(old) != _read_by_pairing(new) else needed


def _read_by_pairing(item: Item) -> tuple[Any, ...]:
    captions = item.captions if isinstance(item, Video) else ""
    told = (item.title, item.summary, item.body, captions)
    return (*told, item.links, item.published_at, item.status)


def is_dropped(item: Item) -> bool:
    """Whether only a video's id, link and times are left."""
    return isinstance(item, Video) and item.kind_basis == DROPPED


def decide(
    news: Iterable[Incoming],
    gone: Mapping[Key, Status],
    items: Mapping[int, StoredItem],
    owners: Mapping[Key, int],
    now: datetime,
) -> list[Decision]:
    """Merge every item that is touched: ``owners`` says whose sightings went."""
    after: dict[int, dict[Key, Sighting]] = {}

    def sightings(item_id: int) -> dict[Key, Sighting]:
        if item_id not in after:
            after[item_id] = dict(items[item_id].sightings) if item_id in items else {}
        return after[item_id]

    for entry in news:
        mine = sightings(entry.item_id)
        was, (source, _), kind = mine.get(entry.key), entry.key, entry.source_kind
        first = was.first_seen_at if was else now
        entry.held = held(was.published if was else None, entry.item, kind, first)
        mine[entry.key] = Sighting(source, kind, entry.item, first, changed_at=now, held=entry.held)
    for key, status in gone.items():
        mine = sightings(owners[key])
        if key in mine:
            mine[key] = replace(mine[key], gone=status, changed_at=now)
    return [
        Decision(
            item_id,
            merge(items[item_id].sightings.values()) if item_id in items else None,
            merge(mine.values()),
            items.get(item_id),
            mine,
        )
        for item_id, mine in after.items()
    ]


def facets_of(merged: Merged, topics: Iterable[Sequence[Any]]) -> set[Facet]:
    """What an item can be filtered by, each value once however often and in what case it comes."""
    found = [("source", source, "") for source in merged.source_ids]
    found += [("author", name.casefold(), name) for name in merged.item.authors]
    found += [("label", name.casefold(), name) for name in merged.item.labels]
    found += [("topic", topic[0], topic[1]) for topic in topics]
    return set({facet[:2]: facet for facet in found}.values())


def item_row(decision: Decision, place: int, headlines: int) -> dict[str, Any]:
    """The item's row on the timeline; ``headlines`` is how often its headline changes now."""
    item, stored = decision.after.item, decision.stored
    when = item.published_at
    assert when is not None, "merge() always sets a time"
    video = item if isinstance(item, Video) else None
    return {
        "id": decision.item_id,
        "position": place,
        "kind": kind_of(item),
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "published_at": to_ms(when),
        "updated_at": _ms(item.updated_at),
        "date_basis": str(item.time_basis),
        "first_seen_at": to_ms(decision.after.first_seen_at),
        "authors": list(item.authors),
        "labels": list(item.labels),
        "topics": stored.topics if stored else [],
        "source_ids": list(decision.after.source_ids),
        "language": item.language,
        "status": str(item.status),
        "image": codec.image_json(item.image),
        "links": codec.links_json(item.links),
        "video_id": video.video_id if video else None,
        "channel_id": video.channel_id if video else None,
        "duration_s": video.duration_s if video else None,
        "video_kind": str(video.video_kind) if video else None,
        "live_state": str(video.live_state) if video else "none",
        "scheduled_at": _ms(video.scheduled_at) if video else None,
        "corrections": (stored.corrections if stored else 0) + headlines,
        "refreshed_at": stored.refreshed_at if stored else None,
        "alias": decision.after.alias,
    }


def count(item: Item, topics: Iterable[Sequence[Any]], by: int, rollups: Rollups) -> None:
    """Count an item in (``by`` = 1) or out (-1), under all that charts count by."""
    when = item.published_at
    assert when is not None, "merge() always sets a time"
    rollups.item(to_ms(when), kind_of(item), by)
    rollups.topics(to_ms(when), kind_of(item), (topic[0] for topic in topics), by)


def documents(decision: Decision) -> tuple[Document | None, Document]:
    """What full-text search held of the item, and what it shall hold."""
    before = document(decision.before.item) if decision.before else None
    return before, document(decision.after.item)


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)
