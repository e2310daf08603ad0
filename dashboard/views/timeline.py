"""The timeline: filters, the list by time, and beside it the charts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import streamlit as st

from dashboard.store import TimelineQuery
from dashboard.views import chart_column, data, filters, item, states
from dashboard.views.address import TIMELINE, current_view, narrowed, show_view
from dashboard.views.components import timeline as listing
from dashboard.views.view import View, query_of, start_of

PAGE = 50


def page() -> None:
    """The timeline, or what to do when there is none yet."""
    if states.nothing_yet():
        return
    states.first_sync_line()
    _timeline()
    item.dialog_if_asked()


@st.fragment(key=TIMELINE)
def _timeline() -> None:
    view = current_view()
    filters.row(view)
    with st.container(key="rd-timeline-columns"):
        left, right = st.columns([62, 38], gap="medium")
        with left:
            _list(view)
        with right:
            chart_column.show()


def _list(view: View) -> None:
    store = data.get_store()
    query = query_of(view, store.timezone, store.clock())
    page = data.cached("page", lambda store: store.timeline.page(query, limit=PAGE), query)
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
        on_opened=_opened,
        on_filtered=_filtered,
        on_refreshed=_refreshed,
        on_reload=_reload,
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
        item.ask_for(str(opened))


def _filtered() -> None:
    if told := listing.told("filtered"):
        show_view(narrowed(current_view(), str(told["name"]), str(told["value"])))


def _refreshed() -> None:
    st.rerun(chart_column.KEY)


def _reload() -> None:
    st.session_state["rd-reloads"] = st.session_state.get("rd-reloads", 0) + 1
    st.rerun(TIMELINE)
