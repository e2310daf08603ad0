"""Which topics and which hours do well: medians with how many videos they are taken from."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.engagement.breakdown import Group
from dashboard.views.charts.theme import styled
from dashboard.views.engagement_words import age_words, multiple_words
from dashboard.views.palette import Palette

MOST_TOPICS = 8
PALE = 0.35
ALIKE = 1.1
"""Medians closer than this factor are not told apart in words."""


def basis(age_h: float | None, unit: str) -> str:
    """What was compared: "YouTube views in the first 2 days", or "… so far"."""
    return f"{unit} so far" if age_h is None else f"{unit} in the first {age_words(age_h)}"


def topics_figure(groups: Sequence[Group], unit: str, colours: Palette) -> go.Figure:
    """A bar for each topic, highest first; those of few videos are pale."""
    shown = list(groups[:MOST_TOPICS])[::-1]
    drawn = go.Figure(
        go.Bar(
            x=[group.median for group in shown],
            y=[group.id or "none" for group in shown],
            orientation="h",
            marker={
                "color": colours.video,
                "opacity": [PALE if group.small else 1 for group in shown],
                "line": {"width": 0},
            },
            text=[f"{_short(group.median)} · {group.n}" for group in shown],
            textposition="outside",
            textfont={"size": 11, "color": colours.muted},
            cliponaxis=False,
            customdata=[[group.name, group.n, _band(group)] for group in shown],
            hovertemplate=(
                f"%{{customdata[0]}}: %{{x:,.0f}} {unit}<br>median of %{{customdata[1]}} videos"
                "%{customdata[2]}<extra></extra>"
            ),
        )
    )
    styled(drawn, colours, height=max(70, 22 * len(shown) + 12))
    drawn.update_xaxes(visible=False, rangemode="tozero")
    drawn.update_yaxes(
        tickvals=[group.id or "none" for group in shown],
        ticktext=[_named(group) for group in shown],
        tickfont_color=colours.text,
    )
    drawn.update_layout(margin_r=64)
    return drawn


def topics_answer(groups: Sequence[Group]) -> str:
    """One sentence: which topic does best, by how much."""
    sure = [group for group in groups if not group.small]
    if not groups:
        return "No video was read yet."
    if len(sure) < 2:
        return "Too few videos of any topic to compare them."
    best, last = sure[0], sure[-1]
    if not last.median:
        return f"{_capital(best.name)} does best: {best.median:,.0f}, median of {best.n}."
    if best.median < last.median * ALIKE:
        return f"Topics do about alike: {last.median:,.0f} to {best.median:,.0f}."
    return (
        f"{_capital(best.name)} does best: {best.median:,.0f}, "
        f"{multiple_words(best.median / last.median)} as much as {last.name}."
    )


def hours_figure(groups: Sequence[Group], unit: str, colours: Palette) -> go.Figure:
    """A bar for each hour of publishing; hours of few videos are pale."""
    by_hour = {int(group.id): group for group in groups}
    shown = [by_hour[hour] for hour in sorted(by_hour)]
    drawn = go.Figure(
        go.Bar(
            x=[int(group.id) for group in shown],
            y=[group.median for group in shown],
            marker={
                "color": colours.video,
                "opacity": [PALE if group.small else 1 for group in shown],
                "line": {"width": 0},
            },
            text=[str(group.n) for group in shown],
            textposition="outside",
            textfont={"size": 10, "color": colours.muted},
            cliponaxis=False,
            customdata=[[group.name, group.n, _band(group)] for group in shown],
            hovertemplate=(
                f"Published from %{{customdata[0]}}: %{{y:,.0f}} {unit}<br>median of "
                "%{customdata[1]} videos%{customdata[2]}<extra></extra>"
            ),
        )
    )
    styled(drawn, colours, height=150)
    drawn.update_yaxes(
        nticks=4, showgrid=True, gridcolor=colours.line, tickformat="~s", rangemode="tozero"
    )
    hours = range(0, 24, 3)
    drawn.update_xaxes(
        range=[-0.6, 23.6], tickvals=list(hours), ticktext=[f"{hour}:00" for hour in hours]
    )
    drawn.update_layout(margin_t=16)
    return drawn


def hours_answer(groups: Sequence[Group]) -> str:
    """One sentence: the best hour among those with enough videos."""
    sure = [group for group in groups if not group.small]
    if not groups:
        return "No video was read yet."
    if not sure:
        return "Too few videos in any one hour to say when is best."
    best = max(sure, key=lambda group: (group.median, group.id))
    end = f"{int(best.id) + 1}:00"
    return (
        f"Best published {int(best.id)}:00 to {end}: {best.median:,.0f}, median of {best.n} videos."
    )


def pairing_answer(groups: Sequence[Group]) -> str:
    """One sentence: do videos that belong to an article do better, as far as one can tell."""
    found = {group.id: group for group in groups}
    paired, alone = found.get("paired"), found.get("alone")
    if paired is None or alone is None or paired.small or alone.small or not alone.median:
        n = paired.n if paired else 0
        return f"Too few to say whether belonging to an article pays ({n} videos do)."
    times = paired.median / alone.median
    alike = 1 / ALIKE < times < ALIKE
    said = "about as many views as" if alike else f"{multiple_words(times)} the views of"
    return (
        f"Videos with an article have {said} those on their own "
        f"({paired.median:,.0f} of {paired.n} against {alone.median:,.0f} of {alone.n}, medians). "
        "That they go together does not say that one brings the other."
    )


def alt(what: str, groups: Sequence[Group], unit: str) -> str:
    """A chart of groups in words, for those who do not see it."""
    said = ", ".join(f"{_named(one)} {one.median:,.0f} (of {one.n})" for one in groups)
    return f"Bar chart of {unit} by {what}, medians: {said or 'none'}."


def table(what: str, groups: Sequence[Group]) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: a group a row, with its median, middle half and size."""
    rows = [
        [
            _named(group),
            f"{group.median:,.0f}",
            "" if group.low is None else f"{group.low:,.0f}",
            "" if group.high is None else f"{group.high:,.0f}",
            str(group.n),
        ]
        for group in groups
    ]
    return [what, "Median", "Lower quartile", "Upper quartile", "Videos"], rows


def _named(group: Group) -> str:
    """Its name with a capital, cut to stand beside a bar."""
    name = _capital(group.name)
    return name if len(name) <= 26 else f"{name[:25].rstrip(' ,')}…"


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _band(group: Group) -> str:
    if group.low is None or group.high is None:
        return ", too few to lean on"
    return f"<br>half of them between {group.low:,.0f} and {group.high:,.0f}"


def _short(value: float) -> str:
    for size, sign in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g}{sign}"
    return f"{value:.0f}"
