"""The timeline: filters, the list by time, and beside it the charts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import streamlit as st

from dashboard.store import TimelineQuery
from dashboard.views import chart_column, data, filters, item, states
from dashboard.views.address import (
    CHARTS,
    LIST,
    begin,
    current_view,
    hold,
    narrowed,
    show_view,
    shown_view,
)
from dashboard.views.components import timeline as listing
from dashboard.views.newest import newest
from dashboard.views.scripts import script_of
from dashboard.views.view import start_of


def page() -> None:
    """The timeline, or what to do when there is none yet."""
    if states.nothing_yet():
        return
    begin()
    states.first_sync_line()
    row = filters.place()
    with st.container(key="rd-timeline-columns"):
        left, right = st.columns([62, 38], gap="medium")
    with left:  # what is sent first is drawn first: the list, then what stands above and beside it
        _list()
    with row:
        filters.row()
    with right:
        chart_column.show()
    item.dialog_if_asked()


@st.fragment(key=LIST)
def _list() -> None:
    store, view = data.get_store(), current_view()
    query, page = newest(view)
    if not page.items:
        states.no_result(view)
    listing.show(
        page,
        view=json.dumps([view.pairs(), st.session_state.get("rd-reloads", 0)]),
        parameters=view.pairs(),
        days=_day_counts(query, page.items[-1].published_at if page.items else None),
        zone=str(store.timezone),
        now=store.clock(),
        api=f"{_base()}/api/items",
        soon=f"{_base()}/{script}" if (script := script_of("PlotlyChart")) else "",
        on_opened=_opened,
        on_filtered=_filtered,
        on_refreshed=_refreshed,
        on_reload=_reload,
        on_drawn=_drawn,
    )


def _day_counts(query: TimelineQuery, oldest: datetime | None) -> dict[str, dict[str, int]]:
    """Counts of the last day on the page: its first part may be all that the page holds."""
    if oldest is None:
        return {}
    store = data.get_store()
    day = oldest.astimezone(store.timezone).date()
    since = start_of(day, store.timezone)
    until = start_of(day + timedelta(days=1), store.timezone)
    one_day = replace(
        query,
        since=max(since, query.since or since),
        until=min(until, query.until or until),
    )
    return listing.by_day(data.cached("day", lambda s: s.charts.per_day(one_day), one_day))


def _base() -> str:
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def _opened() -> None:
    if opened := listing.told("opened"):
        hold()
        item.ask_for(str(opened))


def _filtered() -> None:
    if told := listing.told("filtered"):
        show_view(narrowed(shown_view(), str(told["name"]), str(told["value"])))


def _drawn() -> None:
    hold()
    drawn = listing.told("drawn") or {}
    chart_column.may_draw(unfolded=bool(drawn.get("charts")))
    st.rerun(CHARTS)


def _refreshed() -> None:
    hold()
    st.rerun(CHARTS)


def _reload() -> None:
    hold()
    st.session_state["rd-reloads"] = st.session_state.get("rd-reloads", 0) + 1
    st.rerun(LIST)
