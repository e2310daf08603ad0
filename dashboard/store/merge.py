"""One timeline item from all its sightings: a pure function, so it can be repeated and undone.

Precedence, field by field: sources are ranked by how directly they know the outlet's own
records (the API that holds the video or post, then the page, then the feed, then what others
said of it); the best-ranked sighting that states a field gives it. Exceptions: the publication
time comes from the sighting that knows it best (stated, without zone, inferred), labels and
links are the union, the last update is the latest one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from connectors.items import (
    Access,
    AnyItem,
    Article,
    Item,
    Status,
    TimeBasis,
    Video,
    VideoKind,
)
from dashboard.store.identity import given_id

SOURCE_RANK = (
    "youtube",
    "wordpress",
    "pages",
    "sitemap",
    "import",
    "feed",
    "youtube-feed",
    "newsletter",
)
"""Source kinds by precedence, best first; others come last."""

_BASIS_RANK = {
    basis: rank
    for rank, basis in enumerate(
        (TimeBasis.STATED, TimeBasis.STATED_WITHOUT_ZONE, TimeBasis.PAGE, TimeBasis.INFERRED)
    )
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sighting:
    """An arrival of an item from one source. ``gone`` is how it went, if it went."""

    source_id: str
    source_kind: str
    item: AnyItem
    first_seen_at: datetime
    gone: Status | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """The item as the timeline shows it; ``item.published_at`` is always set."""

    item: AnyItem
    first_seen_at: datetime
    source_ids: tuple[str, ...]
    alias: str = ""
    """The id that an imported file gave the item."""


def merge(sightings: Iterable[Sighting]) -> Merged:
    """Merge the sightings of one item; their order does not matter. At least one is needed."""
    ranked = sorted(sightings, key=_precedence)
    best = ranked[0].item
    if len(ranked) == 1 and _speaks_for_itself(ranked[0]):
        alone = ranked[0]
        return Merged(best, alone.first_seen_at, (alone.source_id,), _alias(ranked))
    first_seen = min(s.first_seen_at for s in ranked)
    items = [s.item for s in ranked]
    when = min(items, key=lambda i: (i.published_at is None, _BASIS_RANK[i.time_basis]))
    merged = replace(
        best,
        title=_first(items, lambda i: i.title),
        summary=_first(items, lambda i: i.summary),
        body=_first(items, lambda i: i.body),
        published_at=when.published_at or first_seen,
        time_basis=when.time_basis if when.published_at else TimeBasis.INFERRED,
        raw_time=when.raw_time,
        updated_at=max((i.updated_at for i in items if i.updated_at), default=None),
        authors=_first(items, lambda i: i.authors),
        labels=_union(items, lambda i: i.labels),
        language=_first(items, lambda i: i.language),
        image=next((i.image for i in items if i.image), None),
        links=_union(items, lambda i: i.links),
        status=ranked[0].gone or best.status,
    )
    if isinstance(merged, Article):
        merged = replace(merged, access=_access(items))
    if isinstance(merged, Video):
        merged = _merge_video(merged, [i for i in items if isinstance(i, Video)])
    sources = tuple(dict.fromkeys(s.source_id for s in ranked))
    return Merged(merged, first_seen, sources, _alias(ranked))


def _speaks_for_itself(sighting: Sighting) -> bool:
    """Whether merging would change nothing of the only sighting: most items have but one."""
    item = sighting.item
    return (
        item.published_at is not None
        and sighting.gone is None
        and len(set(item.labels)) == len(item.labels)
        and len(set(item.links)) == len(item.links)
    )


def _alias(ranked: Sequence[Sighting]) -> str:
    return next((given_id(s.item.ref) for s in ranked if s.source_kind == "import"), "")


def _access(items: Iterable[Item]) -> Access:
    """The best-ranked sighting that knows of a barrier; a feed that says nothing proves nothing."""
    stated = (i.access for i in items if isinstance(i, Article) and i.access is not Access.OPEN)
    return next(stated, Access.OPEN)


def _merge_video(merged: Video, videos: Sequence[Video]) -> Video:
    return replace(
        merged,
        channel_id=_first(videos, lambda v: v.channel_id),
        duration_s=next((v.duration_s for v in videos if v.duration_s is not None), None),
        video_kind=next(
            (v.video_kind for v in videos if v.video_kind is not VideoKind.UNKNOWN),
            VideoKind.UNKNOWN,
        ),
        scheduled_at=next((v.scheduled_at for v in videos if v.scheduled_at), None),
        uploaded_at=next((v.uploaded_at for v in videos if v.uploaded_at), None),
        kind_basis=next(
            (v.kind_basis for v in videos if v.video_kind is not VideoKind.UNKNOWN), ""
        ),
        chapters=_first(videos, lambda v: v.chapters),
        captions=_first(videos, lambda v: v.captions),
    )


def _precedence(sighting: Sighting) -> tuple[int, datetime, str, str]:
    kind = sighting.source_kind
    rank = SOURCE_RANK.index(kind) if kind in SOURCE_RANK else len(SOURCE_RANK)
    return rank, sighting.first_seen_at, sighting.source_id, sighting.item.ref


AnItem = TypeVar("AnItem", bound=Item)


def _first(items: Sequence[AnItem], field: Callable[[AnItem], T]) -> T:
    """The first value that is stated (not empty), else the first."""
    values = [field(item) for item in items]
    return next((value for value in values if value), values[0])


def _union(items: Sequence[Item], field: Callable[[Item], tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(value for item in items for value in field(item)))
