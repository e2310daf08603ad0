"""Merging and splitting in the item view: small, at the end of what was seen where."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.store import MergeError, TimelineQuery
from dashboard.store.model import ItemDetail, ItemRow, SightingRow
from dashboard.store.people import MergeDecision
from dashboard.views import data
from dashboard.views.pairing_settled import who
from dashboard.views.words import plain, short_time

FOUND = 5
REFUSED = "rd-merge-refused"

Moved = Callable[[str], None]
"""Called with the id of the item to show now."""


def controls(found: ItemDetail, on_moved: Moved) -> None:
    """What a person can say of the item, and take back. A video is its YouTube id: nothing."""
    row = found.row
    if row.kind == "video":
        return
    _in_force(row, on_moved)
    with (
        st.popover("Merge or split", type="tertiary", icon=":material/call_split:"),
        st.container(key="rd-merging"),
    ):
        st.caption("Kept through every sync, until it is taken back.")
        _search(row, on_moved)
        if len(found.sightings) > 1:
            st.markdown("**Another article?**")
            for sighting in found.sightings:
                st.button(
                    f"Split off {plain(sighting.source_name)}: {plain(sighting.title)}",
                    key=f"rd-split-{row.id}-{sighting.source_id}-{sighting.ref}",
                    on_click=_split,
                    args=(row.id, sighting, on_moved),
                    type="tertiary",
                )
    if refused := st.session_state.pop(REFUSED, ""):
        st.html(f'<p class="rd-note" role="alert">{refused}</p>')


def _search(row: ItemRow, on_moved: Moved) -> None:
    words = st.text_input(
        "The same as …",
        key=f"rd-same-{row.id}",
        placeholder="Words of the other headline, or its address",
    )
    if not words.strip():
        return
    query = TimelineQuery(kinds=(row.kind,), text=words)
    page = data.cached("same", lambda s: s.timeline.page(query, limit=FOUND + 1), query)
    others = [other for other in page.items if other.id != row.id][:FOUND]
    if not others:
        st.caption(f"No other {row.kind} is found by these words.")
    else:
        st.caption("Press the one that is the same:")
    zone = data.get_store().timezone
    for other in others:
        st.button(
            f"{plain(other.title) or 'Untitled'} ({short_time(other.published_at, zone)})",
            key=f"rd-same-{row.id}-{other.id}",
            help="These are the same",
            on_click=_merge,
            args=(row.id, other.id, on_moved),
            type="tertiary",
        )


def _in_force(row: ItemRow, on_moved: Moved) -> None:
    zone = data.get_store().timezone
    decisions = data.cached("merges", lambda s: s.people.decisions(row.id), row.id)
    if not decisions:
        return
    last = decisions[-1]
    with st.container(horizontal=True, vertical_alignment="center", key="rd-merges"):
        st.caption(f"{_words(last)}, {short_time(last.at, zone)}")
        st.button(
            "Undo",
            key=f"rd-unmerge-{row.id}-{last.number}",
            on_click=_undo,
            args=(row.id, on_moved),
            type="tertiary",
            width="content",
        )


def _words(decision: MergeDecision) -> str:
    by = plain(decision.by)
    if decision.verb == "split":
        return f"Split in two by {by}"
    return f"Two items merged by {by}" if by else "Two items joined: a source names both as one"


def _merge(item_id: str, other_id: str, on_moved: Moved) -> None:
    _try(lambda: data.get_store().people.merge(item_id, other_id, who()), item_id, on_moved)


def _split(item_id: str, sighting: SightingRow, on_moved: Moved) -> None:
    def split() -> str:
        data.get_store().people.split(item_id, sighting.source_id, sighting.ref, who())
        return item_id

    _try(split, item_id, on_moved)


def _undo(item_id: str, on_moved: Moved) -> None:
    def undo() -> str:
        data.get_store().people.undo(item_id, who())
        return item_id

    _try(undo, item_id, on_moved)


def _try(act: Callable[[], str], item_id: str, on_moved: Moved) -> None:
    """Do it; what cannot be done is told beside the button."""
    try:
        item_id = act()
    except MergeError as error:
        st.session_state[REFUSED] = str(error)
    on_moved(item_id)
