"""What waits on the pairing desk: which items look for a partner, and what was settled already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.store import Store, TimelineQuery
from dashboard.store.model import ItemRow, Pair

NEWEST = 1000
"""So many of the newest items of a view are looked through; dates lead to older ones."""
SETTLED = ("linked", "accepted")


@dataclass(frozen=True, slots=True)
class Desk:
    """The queues, newest first, each item with its undecided pairs, best first.

    ``linked`` and ``decided`` are pairs of items in view; decided ones latest decision first.
    """

    videos: tuple[ItemRow, ...]
    articles: tuple[ItemRow, ...]
    proposals: Mapping[str, Sequence[Pair]]
    linked: tuple[Pair, ...]
    decided: tuple[Pair, ...]
    published: int
    """How many videos there are in view at all."""


def read_desk(store: Store, query: TimelineQuery) -> Desk:
    """The desk for a view of the timeline; its kinds are ignored."""
    pairs = store.pairs.list()
    settled = {half for p in pairs if p.state in SETTLED for half in (p.article_id, p.video_id)}
    proposals: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.state == "proposed":
            proposals[pair.video_id].append(pair)
            proposals[pair.article_id].append(pair)
    videos, articles = (_newest(store, query, kind) for kind in ("video", "article"))
    seen = {row.id for row in (*videos, *articles)}

    def looking(rows: Sequence[ItemRow]) -> tuple[ItemRow, ...]:
        return tuple(row for row in rows if row.id in proposals and row.id not in settled)

    in_view = [p for p in pairs if p.article_id in seen or p.video_id in seen]
    times = {row.id: row.published_at for row in videos}
    linked = [pair for pair in in_view if pair.state == "linked"]
    linked.sort(key=lambda p: times.get(p.video_id, store.clock()), reverse=True)
    decided = [pair for pair in in_view if pair.decided_at]
    decided.sort(key=lambda p: p.decided_at or store.clock(), reverse=True)
    return Desk(
        looking(videos), looking(articles), proposals, tuple(linked), tuple(decided), len(videos)
    )


def after(rows: Sequence[ItemRow], item_id: str, step: int) -> str:
    """The id of the item so many places further in a queue, round its end; "" of an empty one."""
    ids = [row.id for row in rows]
    if not ids:
        return ""
    if item_id not in ids:
        return ids[0]
    return ids[(ids.index(item_id) + step) % len(ids)]


def _newest(store: Store, query: TimelineQuery, kind: str) -> list[ItemRow]:
    asked = replace(query, kinds=(kind,), statuses=("public", "unlisted"))
    found: list[ItemRow] = []
    cursor: str | None = None
    while len(found) < NEWEST:
        page = store.timeline.page(asked, limit=250, after=cursor)
        found += page.items
        cursor = page.next
        if cursor is None:
            break
    return found
