"""The charts of the engagement page, each with the sentence that it answers, or as tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

import plotly.graph_objects as go
import streamlit as st

from dashboard.engagement.audience import NAMES, Audience, group_of
from dashboard.engagement.breakdown import by_hour, by_pairing, by_topic, measure
from dashboard.engagement.ranking import Standing, rising, top_by_views
from dashboard.views import data, engagement_filters
from dashboard.views.charts import engagement as groups_chart
from dashboard.views.charts import engagement_age as age_chart
from dashboard.views.charts.theme import CONFIG
from dashboard.views.engagement_view import EngagementView, show_view
from dashboard.views.engagement_words import short
from dashboard.views.style import current_palette

UNIT = NAMES["youtube"]
CHOSEN_FIRST = 3
MOST_OFFERED = 500
Table = tuple[list[str], list[list[str]]]


def column(
    view: EngagementView,
    audience: Audience,
    every: Sequence[Standing],
    wanted: Sequence[Standing],
    now: datetime,
    *,
    tables: bool,
) -> None:
    """Views over age, by topic, by hour of publishing; and whether pairing pays."""
    _over_age(view, audience, every, wanted, now, tables=tables)
    measured = measure(audience, [one.item for one in wanted])
    basis = groups_chart.basis(measured.age_h, UNIT)
    topics = by_topic(measured)
    _answered(groups_chart.topics_answer(topics), f"{basis}, median and number of videos")
    _chart(
        "topics",
        groups_chart.topics_figure(topics, basis, current_palette()),
        groups_chart.alt("topic", topics, basis),
        groups_chart.table("Topic", topics) if tables else None,
    )
    hours = by_hour(measured, data.get_store().timezone)
    _answered(groups_chart.hours_answer(hours), f"{basis} by hour of publishing, number above")
    _chart(
        "hours",
        groups_chart.hours_figure(hours, basis, current_palette()),
        groups_chart.alt("hour of publishing", hours, basis),
        groups_chart.table("Hour", hours) if tables else None,
    )
    st.html(f'<p class="rd-note">{escape(groups_chart.pairing_answer(by_pairing(measured)))}</p>')


def _over_age(
    view: EngagementView,
    audience: Audience,
    every: Sequence[Standing],
    wanted: Sequence[Standing],
    now: datetime,
    *,
    tables: bool,
) -> None:
    chosen = _chosen(view, every, wanted, now)
    lines = [
        age_chart.Line(one.item.title or "Untitled", group_of(one.item), one.series, one.usual)
        for one in chosen
    ]
    _answered(age_chart.answer(lines, UNIT), "views over age; the band is the usual middle half")
    _choice(every, chosen)
    kinds = list(dict.fromkeys(line.kind for line in lines))
    until = max((line.series.last_age_h for line in lines), default=24.0)
    bands = [age_chart.band(kind, audience.baseline.get(kind, ()), until) for kind in kinds]
    _chart(
        "age",
        age_chart.figure(lines, bands, UNIT, current_palette()),
        age_chart.alt(lines, bands, UNIT),
        age_chart.table(lines, audience.baseline) if tables else None,
    )


def _chosen(
    view: EngagementView, every: Sequence[Standing], wanted: Sequence[Standing], now: datetime
) -> list[Standing]:
    """The videos that the address names, else those that rise most, else the most viewed."""
    known = {one.item.video_id: one for one in every}
    named = [known[video] for video in view.videos if video in known]
    if named:
        return named[: len(age_chart.LINES)]
    return rising(wanted, now, CHOSEN_FIRST) or top_by_views(wanted, CHOSEN_FIRST)


def _choice(every: Sequence[Standing], chosen: Sequence[Standing]) -> None:
    offered = {one.item.video_id: one.item.title or "Untitled" for one in every[:MOST_OFFERED]}
    offered |= {one.item.video_id: one.item.title or "Untitled" for one in chosen}
    engagement_filters.shown("rd-e-video", [one.item.video_id for one in chosen])

    def changed() -> None:
        show_view(videos=tuple(st.session_state["rd-e-video"]))

    st.multiselect(
        "Videos in the chart", list(offered), key="rd-e-video", on_change=changed,
        format_func=lambda video: short(offered.get(video, str(video)), 60),
        max_selections=len(age_chart.LINES), label_visibility="collapsed", select_all=False,
        placeholder="Choose videos",
    )  # fmt: skip


def _answered(answer: str, question: str) -> None:
    st.html(f'<p class="rd-answer">{escape(answer)} <small>{escape(question)}</small></p>')


def _chart(name: str, drawn: go.Figure, alt: str, table: Table | None) -> None:
    if table is not None:
        st.html(_table(*table, caption=alt))
        return
    st.plotly_chart(drawn, key=f"rd-e-chart-{name}", theme=None, config=CONFIG, alt=alt)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, caption: str) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="rd-table" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )
