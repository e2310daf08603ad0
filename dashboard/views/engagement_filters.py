"""The row of filters above the engagement page. Widgets show the address and write to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard.engagement.baselines import BASELINE_DAYS, KIND_WORDS
from dashboard.views import data
from dashboard.views.engagement_view import EngagementView, show_view
from dashboard.views.view import local_day

SPANS = {"": f"{BASELINE_DAYS} days", "24h": "24 hours", "7d": "7 days", "30d": "30 days"}
CUSTOM = "custom"


def row(view: EngagementView, kinds: Mapping[str, int], topics: Mapping[str, str]) -> bool:
    """Kind, topic, dates; whether charts are wanted as tables.

    ``kinds`` are the comparable kinds that there are, with how many videos of each; ``topics``
    the names of the topics that videos have.
    """
    with st.container(key="rd-e-filters", horizontal=True, vertical_alignment="center"):
        _kinds(view, kinds)
        _topics(view, dict(topics))
        _dates(view)
        return st.toggle("Tables", key="rd-e-tables", help="Show the charts as tables")


def shown(key: str, value: Any) -> None:
    """Let the widget ``key`` show ``value``, unless it does already."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _kinds(view: EngagementView, kinds: Mapping[str, int]) -> None:
    offered = list(dict.fromkeys([*(kind for kind in KIND_WORDS if kinds.get(kind)), *view.kinds]))
    shown("rd-e-kind", list(view.kinds))

    def changed() -> None:
        show_view(kinds=tuple(st.session_state["rd-e-kind"]))

    st.segmented_control(
        "Kind of video", offered, key="rd-e-kind", selection_mode="multi", on_change=changed,
        format_func=lambda kind: KIND_WORDS[kind].capitalize(), label_visibility="collapsed",
    )  # fmt: skip


def _topics(view: EngagementView, names: dict[str, str]) -> None:
    for topic in view.topics:  # a link may name a topic that no video has
        names.setdefault(topic, topic.removeprefix("label:"))
    shown("rd-e-topic", list(view.topics))

    def changed() -> None:
        show_view(topics=tuple(st.session_state["rd-e-topic"]))

    st.multiselect(
        "Topic", list(names), key="rd-e-topic", format_func=lambda topic: names.get(topic, topic),
        placeholder="Topic", on_change=changed, label_visibility="collapsed", select_all=False,
    )  # fmt: skip


def _dates(view: EngagementView) -> None:
    choice = view.since if view.since in SPANS and not view.until else CUSTOM
    shown("rd-e-dates", choice)

    def changed() -> None:
        chosen = st.session_state["rd-e-dates"]
        if chosen != CUSTOM:
            show_view(since=chosen, until="")
            return
        store = data.get_store()
        today = local_day(store.timezone, store.clock())
        show_view(since=(today - timedelta(days=6)).isoformat(), until=today.isoformat())

    names = SPANS | {CUSTOM: "Custom dates"}
    st.selectbox(
        "Published", list(names), key="rd-e-dates", format_func=lambda name: names[name],
        on_change=changed, label_visibility="collapsed",
    )  # fmt: skip
    if choice == CUSTOM:
        _custom(view)


def _custom(view: EngagementView) -> None:
    store = data.get_store()
    zone, now = store.timezone, store.clock()
    since, until = view.span(zone, now)
    today = local_day(zone, now)
    last = (until - timedelta(microseconds=1)).astimezone(zone).date() if until else today
    first = since.astimezone(zone).date() if since else last - timedelta(days=BASELINE_DAYS)
    shown("rd-e-range", (first, max(first, last)))

    def changed() -> None:
        picked: tuple[date, ...] = st.session_state["rd-e-range"]
        if len(picked) == 2:
            first, last = (day.isoformat() for day in picked)
            show_view(since=first, until=last)

    st.date_input(
        "From and to", key="rd-e-range", on_change=changed, label_visibility="collapsed",
        format="YYYY-MM-DD",
    )  # fmt: skip
