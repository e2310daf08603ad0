"""The page's address: reading the view from it, and changing it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.views import data
from dashboard.views.view import PARAMETERS, View, view_of

LIST, FILTERS, CHARTS, ITEM = "rd-list", "rd-filter-row", "rd-chart-column", "item-dialog"
"""Keys of the page's fragments, for ``st.rerun`` in callbacks."""

_SHOWN = "rd-view"


def current_view() -> View:
    """The view that the address describes."""
    store = data.get_store()
    asked = {name: st.query_params.get_all(name) for name in PARAMETERS}
    return view_of(asked, store.timezone, store.clock())


def begin() -> None:
    """The page begins anew: what its address says is what it shows."""
    st.session_state[_SHOWN] = current_view()


def shown_view() -> View:
    """The view that the page shows; for callbacks, which must not ask the address.

    A browser sends its address along with each press. Of two presses in quick succession, or one
    and a message by which the page itself tells that it has drawn, the second may have left before
    the first one's new address arrived there.
    """
    shown: View | None = st.session_state.get(_SHOWN)
    return current_view() if shown is None else shown


def hold() -> None:
    """Let the address say what the page shows; for callbacks that change no filter."""
    put(shown_view())


def show_view(view: View) -> None:
    """Write ``view`` into the address; for callbacks: the filters run again, then the list.

    In this order, for the browser tells when it has drawn the list and sends along what each
    filter shows: an old value there would count as the reader's next choice. The charts follow.
    """
    put(view)
    st.rerun([FILTERS, LIST])


def put(view: View) -> None:
    """Write ``view`` into the address and leave its other parameters as they are."""
    st.session_state[_SHOWN] = view
    wanted = view.parameters()
    for name in PARAMETERS:
        if st.query_params.get_all(name) == wanted.get(name, []):
            continue
        if name in wanted:
            st.query_params[name] = wanted[name]
        else:
            del st.query_params[name]


def narrowed(view: View, name: str, value: str) -> View:
    """``view`` restricted to a topic or label that the reader pressed in the list."""
    if name == "topic":
        return replace(view, topics=(value,))
    if name == "label":
        quoted = value.replace('"', " ")
        term = f'label:"{quoted}"'
        return view if term in view.text else replace(view, text=f"{view.text} {term}".strip())
    return view
