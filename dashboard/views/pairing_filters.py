"""The row above the desk: which queue, with its count, and the timeline's topic and dates."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.views.address import current_view, put, shown_view
from dashboard.views.filters import topic_names
from dashboard.views.pairing_address import FRAGMENT, QUEUES, show
from dashboard.views.pairing_queue import Desk
from dashboard.views.view import PRESETS, View


def row(found: Desk, queue: str) -> None:
    """Queue, topic, dates."""
    counts = {
        "videos": len(found.videos),
        "articles": len(found.articles),
        "linked": len(found.linked),
        "decided": len(found.decided),
    }
    view = current_view()
    with st.container(
        key="rd-filters", horizontal=True, gap="small", vertical_alignment="center", wrap=True
    ):
        _queue(queue, counts)
        _topic(view)
        _dates(view)


def _queue(queue: str, counts: dict[str, int]) -> None:
    """Buttons, not one choice of many: their counts change while a producer works."""
    with st.container(key="rd-queues", horizontal=True, gap="xxsmall", width="content"):
        for name, words in QUEUES.items():
            st.button(
                f"{words} {counts[name]:,}", key=f"rd-queue-{name}", on_click=_open, args=(name,),
                type="secondary" if name == queue else "tertiary",
            )  # fmt: skip


def _open(queue: str) -> None:
    show(queue=queue, case="")


def _topic(view: View) -> None:
    names = topic_names()
    picked = view.topics[0] if view.topics else None
    if picked:
        names.setdefault(picked, picked.removeprefix("label:"))
    _shown("rd-p-topic", picked)

    def changed() -> None:
        topic = st.session_state["rd-p-topic"]
        _show_view(replace(shown_view(), topics=(topic,) if topic else ()))

    st.selectbox(
        "Topic", list(names), key="rd-p-topic", index=None, placeholder="Topic", width=220,
        format_func=lambda topic: names.get(topic, topic), on_change=changed,
        label_visibility="collapsed",
    )  # fmt: skip


def _dates(view: View) -> None:
    names = {"": "Any date", **PRESETS}
    stated = view.since if view.since in PRESETS and not view.until else ""
    if view.dated and not stated:
        names["stated"] = " to ".join(filter(None, (view.since, view.until)))
        stated = "stated"
    _shown("rd-p-dates", stated)

    def changed() -> None:
        chosen = st.session_state["rd-p-dates"]
        if chosen != "stated":
            _show_view(replace(shown_view(), since=chosen, until=""))

    st.selectbox(
        "Dates", list(names), key="rd-p-dates", format_func=lambda name: names[name], width=170,
        on_change=changed, label_visibility="collapsed",
    )  # fmt: skip


def _show_view(view: View) -> None:
    put(view)
    st.query_params.pop("case", None)
    st.rerun(FRAGMENT)


def _shown(key: str, value: str | None) -> None:
    if st.session_state.get(key) != value:
        st.session_state[key] = value
