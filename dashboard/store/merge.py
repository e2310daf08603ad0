"""One timeline item from all its sightings: a pure function, so it can be repeated and undone.

Sightings are ranked by how directly their source knows the outlet's own records. Between sources
of one rank the one that saw the item first speaks, and of one source's sightings the newest: a
site that gives an edited article another id means the article as it is now. What each field
makes of the ranked sightings stands in ``PRECEDENCE``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from connectors.items import (
    Access,
    AnyItem,
    Article,
    Item,
    Link,
    LinkRel,
    Status,
    TimeBasis,
    Video,
    VideoKind,
)
from dashboard.store.identity import CAPTIONS, given_id
from dashboard.store.times import BASIS_RANK, Stated, stated

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

FULL = 0.6
"""A text is whole, not a teaser, from this share of the longest one's length on."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sighting:
    """An arrival of an item from one source. ``gone`` is how it went, if it went.

    ``changed_at`` is when its source last said something new of it. ``held`` is a publication
    time that its source stated before, and that still counts (see :mod:`dashboard.store.times`).
    """

    source_id: str
    source_kind: str
    item: AnyItem
    first_seen_at: datetime
    gone: Status | None = None
    changed_at: datetime | None = None
    held: Stated | None = None

    @property
    def published(self) -> Stated | None:
        """When its source says that the item was published, where that can be.

        A video may be announced first and published later; who reads an article has it.
        """
        announced = isinstance(self.item, Video)
        seen = _last_seen(self) if announced else self.first_seen_at
        return self.held or stated(self.item, self.source_kind, seen)


@dataclass(frozen=True, slots=True)
class Merged:
    """The item as the timeline shows it; ``item.published_at`` is always set.

    ``alias`` is the id that an imported file gave it. ``title_from`` and ``text_from`` are the
    sources whose headline and text readers see.
    """

    item: AnyItem
    first_seen_at: datetime
    source_ids: tuple[str, ...]
    alias: str = ""
    title_from: str = field(default="", compare=False)
    text_from: str = field(default="", compare=False)


def merge(sightings: Iterable[Sighting]) -> Merged:
    """Merge the sightings of one item; their order does not matter. At least one is needed."""
    ranked = list(sightings)
    if len(ranked) == 1 and _speaks_for_itself(ranked[0]):
        alone = ranked[0]
        source = alone.source_id
        return Merged(alone.item, alone.first_seen_at, (source,), _alias(ranked), source, source)
    ranked = _ranked(ranked)
    best = ranked[0].item
    values = {name: rule(ranked) for name, rule in PRECEDENCE.items()}
    if isinstance(best, Article):
        values["access"] = _access(ranked)
        if values["access"] is Access.PROTECTED:
            values |= BEHIND_A_PASSWORD
    if isinstance(best, Video):
        values |= {name: rule(ranked) for name, rule in VIDEO_PRECEDENCE.items()}
    merged = replace(best, **values, **_time(ranked), status=ranked[0].gone or best.status)
    sources = tuple(dict.fromkeys(s.source_id for s in ranked))
    title = next((s for s in ranked if s.item.title), ranked[0])
    return Merged(
        merged,
        min(s.first_seen_at for s in ranked),
        sources,
        _alias(ranked),
        title.source_id,
        _fullest(ranked).source_id,
    )


# --- rules: the ranked sightings in, the field's value out ----------------------------------------


def _first(read: Callable[[Any], T]) -> Callable[[Sequence[Sighting]], T]:
    """The first value that is stated (not empty)."""

    def rule(ranked: Sequence[Sighting]) -> T:
        values = [read(s.item) for s in ranked]
        return next((value for value in values if value), values[0])

    return rule


def _known(read: Callable[[Any], T | None]) -> Callable[[Sequence[Sighting]], T | None]:
    """The first value that is known, be it nought."""
    return lambda ranked: next((v for s in ranked if (v := read(s.item)) is not None), None)


def _labels(ranked: Sequence[Sighting]) -> tuple[str, ...]:
    """All labels, spelled as the best-ranked source spells each."""
    spelled: dict[str, str] = {}
    for sighting in ranked:
        for label in sighting.item.labels:
            spelled.setdefault(label.casefold(), label)
    return tuple(spelled.values())


def _links(ranked: Sequence[Sighting]) -> tuple[Link, ...]:
    """All links, each target once; what one source shows and another links is shown."""
    found: dict[str, Link] = {}
    for sighting in ranked:
        for link in sighting.item.links:
            target = link.video_id or link.url
            known = found.get(target)
            if known is None or (known.rel, link.rel) == (LinkRel.LINK, LinkRel.EMBED):
                found[target] = link
    return tuple(found.values())


def _body(ranked: Sequence[Sighting]) -> str:
    return _fullest(ranked).item.body


def _updated(ranked: Sequence[Sighting]) -> datetime | None:
    """The latest update, a moved publication time among them."""
    moments = [s.item.updated_at for s in ranked if s.item.updated_at]
    for sighting in ranked:
        claimed = stated(sighting.item, sighting.source_kind, _last_seen(sighting))
        if sighting.held and claimed:
            moments.append(claimed.at)
    return max(moments, default=None)


PRECEDENCE: dict[str, Callable[[Sequence[Sighting]], Any]] = {
    "title": _first(lambda i: i.title),
    "summary": _first(lambda i: i.summary),
    "body": _body,  # the best-ranked whole text; a teaser or a paywall's beginning gives way
    "authors": _first(lambda i: i.authors),
    "labels": _labels,  # of all sources, each once whatever its case
    "language": _first(lambda i: i.language),
    "image": _known(lambda i: i.image),
    "links": _links,  # of all sources, each target once, an embed before a link
    "updated_at": _updated,  # the latest of all sources
}
"""How each field follows from the ranked sightings; all others are the best-ranked one's.

The publication time, how it is known and its raw form go together: see :func:`_time`.
"""

BEHIND_A_PASSWORD: dict[str, Any] = {"summary": "", "body": "", "image": None, "links": ()}
"""A protected article shows its headline only; feeds have a form in place of its text."""


def _captions(ranked: Sequence[Sighting]) -> str:
    given = sorted(ranked, key=lambda s: s.source_kind != "import")
    said = (s.item.captions for s in given if isinstance(s.item, Video))
    return next((one for one in said if one), "")


VIDEO_PRECEDENCE: dict[str, Callable[[Sequence[Sighting]], Any]] = {
    "channel_id": _first(lambda v: v.channel_id),
    "duration_s": _known(lambda v: v.duration_s),
    "video_kind": lambda ranked: _kind(ranked)[0],
    "kind_basis": lambda ranked: _kind(ranked)[1],
    "scheduled_at": _known(lambda v: v.scheduled_at),
    "uploaded_at": _known(lambda v: v.uploaded_at),
    "chapters": _first(lambda v: v.chapters),
    "captions": _captions,  # a file that a person gave comes first
}


def _time(ranked: Sequence[Sighting]) -> dict[str, Any]:
    """The time of the sighting that knows it best; without any, when the item was first seen."""
    known = [(found, s) for s in ranked if (found := s.published)]
    if not known:
        raw = next((raw for s in ranked if (raw := as_stated(s.item))), "")
        first = min(s.first_seen_at for s in ranked)
        return {"published_at": first, "time_basis": TimeBasis.INFERRED, "raw_time": raw}
    best, sighting = min(known, key=lambda pair: BASIS_RANK[pair[0].basis])
    return {
        "published_at": best.at,
        "time_basis": best.basis,
        "raw_time": sighting.item.raw_time,
    }


def as_stated(item: Item) -> str:
    """The time as the source put it, for people to see where it could not be true."""
    if item.published_at is None or item.time_basis is TimeBasis.INFERRED:
        return item.raw_time
    return item.raw_time or item.published_at.isoformat()


def _kind(ranked: Sequence[Sighting]) -> tuple[VideoKind, str]:
    videos = (s.item for s in ranked if isinstance(s.item, Video))
    known = (v for v in videos if v.video_kind is not VideoKind.UNKNOWN)
    return next(((v.video_kind, v.kind_basis) for v in known), (VideoKind.UNKNOWN, ""))


def _fullest(ranked: Sequence[Sighting]) -> Sighting:
    """The sighting that gives the text.

    The best-ranked of those that have it (nearly) whole. Behind a barrier a text counts as
    partial: it is taken only where no open source has a longer one.
    """
    open_length = max((len(s.item.body) for s in ranked if not _barred(s.item)), default=0)
    texts = [s for s in ranked if not _barred(s.item) or len(s.item.body) >= open_length]
    longest = max(len(s.item.body) for s in texts)
    return next(s for s in texts if len(s.item.body) >= FULL * longest)


def _barred(item: Item) -> bool:
    return isinstance(item, Article) and item.access is not Access.OPEN


def _access(ranked: Iterable[Sighting]) -> Access:
    """The best-ranked sighting that knows of a barrier; a feed that says nothing proves nothing."""
    return next((s.item.access for s in ranked if _barred(s.item)), Access.OPEN)  # type: ignore[union-attr]


def _speaks_for_itself(sighting: Sighting) -> bool:
    """Whether merging would change nothing of the only sighting: most items have but one."""
    item = sighting.item
    return (
        sighting.gone is None
        and sighting.held is None
        and sighting.published is not None
        and (not item.labels or len({x.casefold() for x in item.labels}) == len(item.labels))
        and (not item.links or len({k.video_id or k.url for k in item.links}) == len(item.links))
    )


def _alias(ranked: Sequence[Sighting]) -> str:
    return next((given_id(s.item.ref) for s in ranked if s.source_kind == "import"), "")


def _ranked(sightings: list[Sighting]) -> list[Sighting]:
    if len(sightings) == 1:
        return sightings
    since: dict[str, datetime] = {}
    for s in sightings:
        since[s.source_id] = min(s.first_seen_at, since.get(s.source_id, s.first_seen_at))

    def precedence(s: Sighting) -> tuple[int, datetime, str, bool, float, str]:
        kind = s.source_kind
        rank = SOURCE_RANK.index(kind) if kind in SOURCE_RANK else len(SOURCE_RANK)
        if s.item.ref.startswith(CAPTIONS):
            rank += len(SOURCE_RANK)
        newest_first = -_last_seen(s).timestamp()
        return rank, since[s.source_id], s.source_id, s.gone is not None, newest_first, s.item.ref

    return sorted(sightings, key=precedence)


def _last_seen(sighting: Sighting) -> datetime:
    return sighting.changed_at or sighting.first_seen_at
