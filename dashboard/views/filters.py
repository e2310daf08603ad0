"""The row of filters above the timeline. Widgets show the address and write to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.store import Store
from dashboard.views import data
from dashboard.views.address import FILTERS, current_view, show_view, shown_view
from dashboard.views.palette import KIND_NAMES, KIND_PLURALS
from dashboard.views.view import (
    PRESETS,
    View,
    day_span,
    in_year,
    local_day,
    query_of,
    since_year,
)

HINT = 'Search: words, "a phrase", -not, author:name, label:name'
ANY_TIME, CUSTOM = "Any date", "Custom dates"
MAX_TOPICS = 80
"""More topics than this in a list of choices helps nobody; the search finds the others."""

EARLIEST_DAY, LATEST = date(1800, 1, 1), timedelta(days=3650)
"""Days that can be picked; Streamlit's own choice, ten years about today, hides archives."""


def place() -> DeltaGenerator:
    """Where the row of filters stands: above what is put on the page after this call.

    Streamlit draws no container that is empty; with something in it, the list stands at once where
    it will stay.
    """
    held = st.container(key="rd-filters-place")
    held.html('<span class="rd-hidden"></span>')
    return held


@st.fragment(key=FILTERS)
def row() -> None:
    """Search, kind, topic, source, dates, and a way back to everything."""
    view = current_view()
    with st.container(
        key="rd-filters", horizontal=True, gap="small", vertical_alignment="center", wrap=False
    ):
        _search(view)
        _kinds(view)
        _topics(view)
        _sources(view)
        _dates(view)
        if view.filtered:
            st.button(
                "Clear", key="rd-clear", icon=":material/close:", type="tertiary",
                on_click=show_view, args=(View(),),
            )  # fmt: skip


def topic_names() -> dict[str, str]:
    """The topics that items have, most frequent first, with their names."""
    facets = data.cached("facets", lambda store: store.timeline.facets(MAX_TOPICS))
    return {topic.value: topic.name for topic in facets.topics}


def _shown(key: str, value: Any) -> None:
    """Let the widget ``key`` show ``value``, unless it does already."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _search(view: View) -> None:
    _shown("rd-q", view.text)

    def changed() -> None:
        text = (st.session_state["rd-q"] or "").strip()
        show_view(replace(shown_view(), text=text))

    st.text_input(
        "Search", key="rd-q", placeholder=HINT, icon=":material/search:", type="search",
        on_change=changed, label_visibility="collapsed",
    )  # fmt: skip


def _kinds(view: View) -> None:
    _shown("rd-kind", list(view.kinds))

    def changed() -> None:
        show_view(replace(shown_view(), kinds=tuple(st.session_state["rd-kind"])))

    st.segmented_control(
        "Kind", list(KIND_NAMES), key="rd-kind", selection_mode="multi", on_change=changed,
        format_func=lambda kind: KIND_PLURALS[kind].capitalize(), label_visibility="collapsed",
    )  # fmt: skip


def _topics(view: View) -> None:
    names = topic_names()
    for topic in view.topics:  # a link may name a topic that no item has, or not yet
        names.setdefault(topic, topic.removeprefix("label:"))
    _shown("rd-topic", list(view.topics))

    def changed() -> None:
        show_view(replace(shown_view(), topics=tuple(st.session_state["rd-topic"])))

    st.multiselect(
        "Topic", list(names), key="rd-topic", format_func=lambda topic: names.get(topic, topic),
        placeholder="Topic", on_change=changed, label_visibility="collapsed", select_all=False,
    )  # fmt: skip


def _sources(view: View) -> None:
    known = data.cached("sources", lambda store: store.sources.list())
    names = {source.id: source.name or source.url for source in known}
    ids = {name: source for source, name in names.items()}
    picked = next((ids.get(source, source) for source in view.sources), None)
    if picked is not None:
        names.setdefault(picked, picked)
    _shown("rd-source", picked)

    def changed() -> None:
        source = st.session_state["rd-source"]
        show_view(replace(shown_view(), sources=(source,) if source else ()))

    st.selectbox(
        "Source", list(names), key="rd-source", format_func=lambda source: names[source],
        placeholder="Source", index=None, on_change=changed, label_visibility="collapsed",
    )  # fmt: skip


def _dates(view: View) -> None:
    choices = _date_choices(view.undated())
    choice = next((name for name, chosen in choices.items() if chosen == view), CUSTOM)
    _shown("rd-dates", choice)

    def changed() -> None:
        chosen = st.session_state["rd-dates"]
        if chosen == CUSTOM:
            store = data.get_store()
            today = local_day(store.timezone, store.clock())
            since, until = (today - timedelta(days=6)).isoformat(), today.isoformat()
            show_view(replace(shown_view(), since=since, until=until))
        show_view(_date_choices(shown_view().undated())[chosen])

    st.selectbox(
        "Dates", [*choices, CUSTOM], key="rd-dates", on_change=changed,
        label_visibility="collapsed",
    )  # fmt: skip
    if choice == CUSTOM:
        _custom(view, data.get_store())


def _date_choices(undated: View) -> dict[str, View]:
    """What a reader can pick, and the view that it leads to; years from the newest to the first.

    Typing ``2006`` into the box picks that year; ``Since 2006`` shows all of it in the charts, over
    which a year or a month can be dragged.
    """
    choices = {ANY_TIME: undated}
    choices |= {name: replace(undated, since=span) for span, name in PRESETS.items()}
    years = _years()
    if len(years) > 1:
        choices |= {str(year): in_year(undated, year) for year in years}
        choices[f"Since {years[-1]}"] = since_year(undated, years[-1])
    return choices


def _years() -> list[int]:
    """The years that have items, newest first, and those between them."""
    store = data.get_store()
    oldest = data.cached("oldest", lambda store: store.timeline.oldest())
    if oldest is None:
        return []
    first = oldest.astimezone(store.timezone).year
    return list(range(local_day(store.timezone, store.clock()).year, first - 1, -1))


def _custom(view: View, store: Store) -> None:
    now = store.clock()
    first, last = day_span(query_of(view, store.timezone, now), store.timezone)
    today = local_day(store.timezone, now)
    last = max(last or today, first) if first else last or today
    _shown("rd-range", (first or date(last.year, 1, 1), last))

    def changed() -> None:
        picked = st.session_state["rd-range"]
        if len(picked) == 2:
            since, until = (day.isoformat() for day in picked)
            show_view(replace(shown_view(), since=since, until=until))

    st.date_input(
        "From and to", key="rd-range", on_change=changed, label_visibility="collapsed",
        format="YYYY-MM-DD", min_value=min(EARLIEST_DAY, first or last),
        max_value=max(last, today + LATEST),
    )  # fmt: skip
