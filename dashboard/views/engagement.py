"""The engagement page: what the audience makes of it, YouTube's figures first, the site's apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from dashboard.engagement.audience import NAMES, Audience, group_of, read_audience
from dashboard.engagement.ranking import Standing, rising, standings, top_by_multiple, top_by_views
from dashboard.views import (
    data,
    engagement_charts,
    engagement_filters,
    engagement_list,
    engagement_site,
)
from dashboard.views.engagement_view import (
    FRAGMENT,
    ORDERS,
    EngagementView,
    Order,
    current_view,
    show_view,
)
from dashboard.views.words import clock_time, counted, short_time

TOP = 12
UNIT = NAMES["youtube"]


def page() -> None:
    """Filters, the list of what stands out, charts beside it, and the site's figures below."""
    st.html(f"<style>{_stylesheet()}</style>")
    st.html('<h2 class="rd-hidden">Engagement</h2>')
    _page()


@st.fragment(key=FRAGMENT)
def _page() -> None:
    view = current_view()
    with st.container(key="rd-e-page"):
        _youtube(view)
        engagement_site.section(view)


def _youtube(view: EngagementView) -> None:
    now = data.get_store().clock().replace(second=0, microsecond=0)
    audience, every = _ask(view, now)
    kinds = Counter(group_of(item) for item in audience.items)
    topics = {topic.id: topic.name for item in audience.items for topic in item.topics[:1]}
    tables = engagement_filters.row(view, kinds, topics)
    if audience.through is None:
        _nothing_read()
        return
    wanted = [one for one in every if view.holds(one, group_of(one.item))]
    _top_line(audience, wanted, now)
    left, right = st.columns([62, 38], gap="medium")
    with left:
        _list(view, wanted, now)
    with right:
        engagement_charts.column(view, audience, every, wanted, now, tables=tables)


def _ask(view: EngagementView, now: datetime) -> tuple[Audience, list[Standing]]:
    since, until = view.span(data.get_store().timezone, now)
    audience = data.cached(
        "audience",
        lambda store: read_audience(store, "youtube", now, since=since, until=until),
        now,
        since,
        until,
    )
    return audience, data.cached("standings", lambda _: standings(audience), now, since, until)


def _nothing_read() -> None:
    has_key = bool(data.get_settings().youtube_api_key.get_secret_value())
    todo = (
        "A key of the YouTube Data API is set, so figures come with the next syncs of your "
        "channel. If they do not, the Sources page says why."
        if has_key
        else "Set RUNDOWN_YOUTUBE_API_KEY to a key of the YouTube Data API (it is free) and start "
        "Rundown again: views are then read at growing intervals. Without a key, only the newest "
        "15 videos of a channel are read."
    )
    st.html(
        '<div class="rd-e-empty"><h3 class="rd-section">No YouTube views read yet</h3>'
        f"<p>{todo} What is usual can be told once five videos of a kind were read.</p></div>"
    )


def _top_line(audience: Audience, wanted: Sequence[Standing], now: datetime) -> None:
    store = data.get_store()
    through = audience.through
    assert through is not None
    today = through.astimezone(store.timezone).date() == now.astimezone(store.timezone).date()
    time = (clock_time if today else short_time)(through, store.timezone)
    few = sum(not one.usual.known for one in wanted)
    note = f" {few:,} of them have too few comparable videos for a usual." if few else ""
    st.html(
        f'<p class="rd-note">{UNIT}, data through {escape(time)}: '
        f"{counted(len(wanted), 'video')}.{note}</p>"
    )


def _list(view: EngagementView, wanted: list[Standing], now: datetime) -> None:
    engagement_filters.shown("rd-e-by", view.by)

    def changed() -> None:
        show_view(by=st.session_state["rd-e-by"] or "rising")

    st.segmented_control(
        "Order", list(ORDERS), key="rd-e-by", on_change=changed, label_visibility="collapsed",
        format_func=lambda order: ORDERS[order], required=True,
    )  # fmt: skip
    ranked = _ranked(view.by, wanted, now)
    if ranked:
        st.html(engagement_list.rows(ranked, "views", data.get_store().timezone))
        return
    st.html(f'<p class="rd-note">{_why_none(view.by, wanted)}</p>')


def _ranked(by: Order, wanted: list[Standing], now: datetime) -> list[Standing]:
    if by == "views":
        return top_by_views(wanted, TOP)
    return top_by_multiple(wanted, TOP) if by == "multiple" else rising(wanted, now, TOP)


def _why_none(by: Order, wanted: Sequence[Standing]) -> str:
    if not wanted:
        return "No video that was read matches these filters."
    if not any(one.usual.known for one in wanted):
        return (
            "What is usual cannot be told yet: it takes five videos of a kind that were read at "
            "the same age. “Most viewed” needs none."
        )
    if by == "rising":
        return "Nothing gathers views faster than usual right now."
    return "Nothing to compare yet."


@cache
def _stylesheet() -> str:
    return Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
