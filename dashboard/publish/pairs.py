"""Pairs as commands and the API list them."""

from __future__ import annotations

from typing import Any

from dashboard.publish.filters import FilterError
from dashboard.publish.rows import pair_json
from dashboard.store import Store
from dashboard.store.model import Pair

STATES = ("linked", "accepted", "rejected", "proposed")


def listed(
    store: Store,
    *,
    state: str | None = None,
    min_score: float = 0.0,
    article: str | None = None,
    video: str | None = None,
) -> list[Pair]:
    """The pairs asked for, best first; items may be named by id, address or YouTube id.

    Raises:
        FilterError: the state is unknown, or an item is.
    """
    if state and state not in STATES:
        raise FilterError(f"state={state!r} is unknown: it is one of {', '.join(STATES)}.")
    return store.pairs.list(
        state=state or None,
        min_score=min_score,
        article=_item_id(store, article),
        video=_item_id(store, video),
    )


def as_json(store: Store, pairs: list[Pair]) -> list[dict[str, Any]]:
    """Pairs with the addresses and headlines of both halves."""
    ids = list(dict.fromkeys(half for p in pairs for half in (p.article_id, p.video_id)))
    rows = {row.id: row for row in store.timeline.rows(ids)}
    return [pair_json(p, rows.get(p.article_id), rows.get(p.video_id)) for p in pairs]


def pairs_page(
    store: Store,
    *,
    state: str | None,
    min_score: float,
    article: str | None,
    video: str | None,
    limit: int,
    after: str | None,
) -> dict[str, Any]:
    """A page of pairs; the cursor counts how many came before.

    Raises:
        FilterError: a filter or the cursor cannot be understood.
    """
    start = int(after) if after and after.isdecimal() else 0
    if after and not after.isdecimal():
        raise FilterError(f"{after!r} is no cursor of this list.")
    found = listed(store, state=state, min_score=min_score, article=article, video=video)
    rest = len(found) > start + limit
    return {
        "pairs": as_json(store, found[start : start + limit]),
        "next": str(start + limit) if rest else None,
    }


def _item_id(store: Store, what: str | None) -> str | None:
    if not what:
        return None
    row = store.timeline.find(what)
    if row is None:
        raise FilterError(f"There is no item {what!r}: name it by id, address or YouTube id.")
    return row.id
