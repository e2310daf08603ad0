"""The charts beside the list: three questions, each answered in a sentence and shown below it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from html import escape
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.store import TimelineQuery
from dashboard.store.model import DayCount, HourCount, TopicCount
from dashboard.views import data
from dashboard.views.address import CHARTS, current_view, show_view, shown_view
from dashboard.views.charts import hour_of_week, per_day, topics_over_time
from dashboard.views.charts.periods import USUAL_WEEKS, Span, after, shown, start
from dashboard.views.charts.theme import CONFIG
from dashboard.views.components import strip
from dashboard.views.newest import newest
from dashboard.views.style import current_palette
from dashboard.views.view import View, day_span, query_of, start_of
from dashboard.views.words import counted

DRAWN, UNFOLDED = "rd-list-drawn", "rd-charts-unfolded"
SPACE = 694
"""How high the column is, pixels; kept while it waits, so that nothing moves."""

Count = TypeVar("Count", DayCount, TopicCount)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the store says for the charts of a view."""

    query: TimelineQuery
    """What was asked for days; with ``usual_query`` it names the answers."""
    usual_query: TimelineQuery
    span: Span
    picked: Span | None
    now: datetime
    """In the outlet's zone."""
    days: Sequence[DayCount]
    topics: Sequence[TopicCount]
    usual: Sequence[HourCount]
    weeks: float


def may_draw(*, unfolded: bool) -> None:
    """The list is drawn: from now on what the charts say is, too, and they where ``unfolded``.

    Until then their place is kept. Plotly's script alone takes a browser longer than all else on
    the page, and nobody should wait for it to read the headlines; on a narrow screen, where the
    charts are folded, it is not loaded before they are opened.
    """
    st.session_state[DRAWN] = True
    if unfolded:
        st.session_state[UNFOLDED] = True


@st.fragment(key=CHARTS)
def show() -> None:
    """Three charts, or the same as tables; pressing a day or a topic filters the list."""
    with st.container(key="rd-charts"):
        if not st.session_state.get(DRAWN):
            _space(SPACE, "rd-soon rd-column")
            return
        view = current_view()
        found = ask(view)
        noun = view.kinds[0] if len(view.kinds) == 1 else "item"
        answer = per_day.answer(found.days, found.usual, found.picked, found.now, noun)
        strip.show(answer, lambda: _pressed(found.span), lambda: may_draw(unfolded=True))
        with st.container(key="rd-charts-body"):
            tables = _head()
            _days(view, found, answer, tables=tables)
            _topics(view, found, tables=tables)
            _hours(found, tables=tables)


def _head() -> bool:
    with st.container(key="rd-charts-head", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="rd-note">{escape(data.through())}</p>')
        return st.toggle("Tables", key="rd-tables")


def _days(view: View, found: Answers, answer: str, *, tables: bool) -> None:
    _answered(answer, f"items per {found.span.grain}")
    if not found.days:
        return
    if tables:
        _table(*per_day.table(found.days, found.span), caption="Items by kind")
        return
    if _waits(196):
        return

    colours = current_palette()
    drawn = data.cached(
        "days drawn",
        lambda _: per_day.figure(found.days, found.span, found.picked, colours),
        *(found.query, found.picked, colours),
    )
    key = f"rd-chart-days-{json.dumps(view.pairs())}"
    st.plotly_chart(
        drawn,
        key=key,  # a new view brings a new chart, in which nothing is selected
        theme=None,
        config=CONFIG,
        alt=per_day.alt(found.days, found.span),
        on_select=lambda: _dragged(key, found.span),
        selection_mode="box",
    )


def _topics(view: View, found: Answers, *, tables: bool) -> None:
    _answered(topics_over_time.answer(found.topics, found.span.last), "items per week")
    if not found.topics:
        return
    if tables:
        _table(*topics_over_time.table(found.topics, found.span), caption="Items by topic")
        return
    if _waits(196):
        return

    colours = current_palette()
    drawn = data.cached(
        "topics drawn",
        lambda _: topics_over_time.figure(found.topics, found.span, view.topics, colours),
        *(found.query, view.topics, colours),
    )
    st.plotly_chart(
        drawn,
        key="rd-chart-topics",
        theme=None,
        config=CONFIG,
        alt=topics_over_time.alt(found.topics, found.span),
    )


def _hours(found: Answers, *, tables: bool) -> None:
    _answered(
        hour_of_week.answer(found.usual, found.weeks),
        f"items an hour, average of {counted(round(found.weeks), 'week')}",
    )
    if not found.usual:
        return
    if tables:
        _table(*hour_of_week.table(found.usual, found.weeks), caption="Items by hour and weekday")
        return
    if _waits(180):
        return
    colours = current_palette()
    drawn = data.cached(
        "hours drawn",
        lambda _: hour_of_week.figure(found.usual, found.weeks, colours),
        *(found.usual_query, found.weeks, colours),
    )
    st.plotly_chart(
        drawn,
        key="rd-chart-hours",
        theme=None,
        config=CONFIG,
        alt=hour_of_week.alt(found.usual, found.weeks),
    )


def _waits(height: int) -> bool:
    """Whether nobody sees a chart yet; if so its place is kept, ``height`` pixels high."""
    if st.session_state.get(UNFOLDED):
        return False
    _space(height)
    return True


def _space(height: int, classes: str = "rd-soon") -> None:
    st.html(f'<div class="{classes}" style="height: {height}px" aria-hidden="true"></div>')


def ask(view: View) -> Answers:
    """Ask the store. Charts keep the weeks around a few picked days, and all topics beside one."""
    store = data.get_store()
    zone, now = store.timezone, store.clock()
    query = query_of(view, zone, now)
    today = now.astimezone(zone).date()
    first, last = day_span(query, zone)
    span = shown(first, last or _newest_day(view, zone), today)
    around = replace(query, since=start_of(span.first, zone), until=_end(span.last, zone))
    usual_until = start_of(min(span.last, today), zone)
    usual_since = start_of(min(span.last, today) - timedelta(weeks=USUAL_WEEKS), zone)
    usual = replace(query, since=usual_since, until=usual_until)
    days = data.cached("days", lambda s: in_parts(s.charts.per_day, around, span, zone), around)
    known_since = min((count.day for count in days), default=today)
    return Answers(
        query=around,
        usual_query=usual,
        span=span,
        picked=Span(first or span.first, last or span.last) if view.dated else None,
        now=now.astimezone(zone),
        days=days,
        topics=_ask_topics(replace(around, topics=()), span, zone),
        usual=data.cached("hours", lambda s: s.charts.hours(usual), usual),
        weeks=max(1.0, min(float(USUAL_WEEKS), (span.last - known_since).days / 7)),
    )


def _newest_day(view: View, zone: ZoneInfo) -> date | None:
    """The day of the newest item: where all are old, charts show the weeks before it."""
    found = newest(view)[1].items
    return found[0].published_at.astimezone(zone).date() if found else None


def _ask_topics(query: TimelineQuery, span: Span, zone: ZoneInfo) -> list[TopicCount]:
    return data.cached(
        "topics", lambda store: in_parts(store.charts.topics, query, span, zone), query, span
    )


def in_parts(
    ask: Callable[[TimelineQuery, str], list[Count]],
    query: TimelineQuery,
    span: Span,
    zone: ZoneInfo,
) -> list[Count]:
    """Counts by day; of many years by month, but for the beginning and the latest weeks."""
    inner, outer = after(start(span.first, "month"), "month"), start(span.last, "month")
    outer = start(outer - timedelta(days=1), "month")
    if span.grain != "month" or inner >= outer:
        return ask(query, "day")
    begin, end = start_of(inner, zone), start_of(outer, zone)
    counts = ask(replace(query, until=begin), "day")
    counts = counts + ask(replace(query, since=begin, until=end), "month")
    return counts + ask(replace(query, since=end), "day")


def _end(last: date, zone: Any) -> datetime:
    return start_of(last + timedelta(days=1), zone)


def _answered(answer: str, question: str) -> None:
    st.html(f'<p class="rd-answer">{escape(answer)} <small>{escape(question)}</small></p>')


def _pressed(span: Span) -> None:
    """A bar was pressed: of a day, then the list shows that day; of a topic, then that topic."""
    own = strip.pressed()
    view = shown_view()
    if own == topics_over_time.OTHER or not own:
        return
    try:
        first = date.fromisoformat(own)
    except ValueError:
        show_view(replace(view, topics=(own,)))
    else:
        show_view(_within(view, first, first, span))


def _dragged(key: str, span: Span) -> None:
    """A range was dragged over the days: the list shows those."""
    points = (st.session_state.get(key) or {}).get("selection", {}).get("points", [])
    days = sorted({date.fromisoformat(str(point["x"])[:10]) for point in points})
    if days:
        show_view(_within(shown_view(), days[0], days[-1], span))


def _within(view: View, first: date, last: date, span: Span) -> View:
    """``view`` from the period that begins on ``first`` through the one that begins on ``last``."""
    end = min(after(last, span.grain) - timedelta(days=1), span.last)
    return replace(view, since=first.isoformat(), until=end.isoformat())


def _table(heads: list[str], rows: list[list[str]], *, caption: str) -> None:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    st.html(
        f'<div class="rd-table" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )
