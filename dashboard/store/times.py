"""When an item was published: what a source states, and when that cannot be true.

Who could read an item published it by then, so a time that lies after we first saw it is a plan
or a mistake; one from before there was a web is a field that nobody filled in. Neither counts:
the item then stands where it was first seen, and the sighting keeps what was stated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.items import Item, TimeBasis, Video

BASIS_RANK = {
    basis: rank
    for rank, basis in enumerate(
        (TimeBasis.STATED, TimeBasis.STATED_WITHOUT_ZONE, TimeBasis.PAGE, TimeBasis.INFERRED)
    )
}
"""How well a time is known, best first."""

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web; an imported archive may be older."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""So far ahead of our clock an honest one may be."""
IMPORTED = "import"
"""The kind of source whose times a person has put down: they are taken as they are."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A publication time (aware, UTC) and how it is known."""

    at: datetime
    basis: TimeBasis


def stated(item: Item, source_kind: str, first_seen_at: datetime) -> Stated | None:
    """The publication time that a source gives an item; ``None`` if none, or none possible."""
    at = item.published_at
    if at is None:
        return None
    if source_kind != IMPORTED and not EARLIEST <= at <= first_seen_at + CLOCKS_DIFFER:
        return None
    return Stated(at, item.time_basis)


def held(
    before: Stated | None, item: Item, source_kind: str, first_seen_at: datetime
) -> Stated | None:
    """The time that stays when a source now states a later one for an article that it has.

    Sites move a time to put an article on top again; it was still published when they said so
    first. A better-known time counts, and so does an earlier one. A video's platform knows when
    it became public, and a person's file is corrected by importing it again. ``None``: the time
    that is stated now.
    """
    if before is None or source_kind == IMPORTED or isinstance(item, Video):
        return None
    now = stated(item, source_kind, first_seen_at)
    if now is None:
        return before
    better, same = (
        BASIS_RANK[now.basis] < BASIS_RANK[before.basis],
        BASIS_RANK[now.basis] == BASIS_RANK[before.basis],
    )
    return None if better or (same and now.at <= before.at) else before
