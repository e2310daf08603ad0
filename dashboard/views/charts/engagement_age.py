"""How videos gather views as they age, against the usual of their kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import plotly.graph_objects as go

from dashboard.engagement.baselines import KIND_WORDS, Usual, usual_views
from dashboard.engagement.readings import Series, one_origin, views_at
from dashboard.views.charts.theme import styled
from dashboard.views.engagement_words import age_words, multiple_words, short, too_few
from dashboard.views.palette import Palette

LINES = ("#4269D0", "#EFB118", "#A463F2", "#3CA951", "#9C6B4E")
"""Colours of the chosen videos, told apart by colour-blind eyes too; their number is the limit."""

TICKS = {
    0.25: "15 min", 1: "1 h", 3: "3 h", 12: "12 h", 24: "1 day", 72: "3 days",
    168: "1 week", 720: "1 month", 2160: "3 months", 8760: "1 year", 43800: "5 years",
}  # fmt: skip
TABLE_AGES_H = (1, 3, 6, 12, 24, 48, 168, 720)
FIRST_H = 0.5
GRID = 48
LABEL_GAP = 0.15
"""The least distance of two labels of two lines each, as a part of the chart's height."""
FAR_APART = 20
"""Lines whose ends differ by more than this factor are drawn on a logarithmic scale."""


@dataclass(frozen=True, slots=True)
class Line:
    """A chosen video: what it is called, its kind for comparison, its series."""

    name: str
    kind: str
    series: Series
    usual: Usual
    """What is usual at the age of its last reading."""


@dataclass(frozen=True, slots=True)
class Band:
    """The usual of one kind over age, where enough videos of it were read; ``n`` at most."""

    kind: str
    usual: tuple[Usual, ...]

    @property
    def n(self) -> int:
        """Over how many videos, at the age with most of them."""
        return max((one.n for one in self.usual), default=0)


def band(kind: str, comparable: Sequence[Series], until_h: float) -> Band:
    """The usual of a kind from its first half hour to an age in hours, evenly on a log scale."""
    ages = np.geomspace(FIRST_H, max(until_h, FIRST_H * 2), GRID)
    found = usual_views(comparable, [float(age) for age in ages])
    return Band(kind, tuple(one for one in found if one.known))


def figure(lines: Sequence[Line], bands: Sequence[Band], unit: str, colours: Palette) -> go.Figure:
    """Lines of the chosen videos over the bands of their kinds.

    ``unit`` names the counts, as in "YouTube views".

    Raises:
        MixedOrigins: the series are not of one origin.
    """
    one_origin([line.series for line in lines])
    drawn = go.Figure()
    for one in bands:
        _draw_band(drawn, one, unit, colours)
    for line, colour in zip(lines, LINES, strict=False):
        _draw_line(drawn, line, colour, unit)
    styled(drawn, colours, height=250)
    _name_lines(drawn, lines)
    low, high, far = _reach(lines, bands)
    drawn.update_yaxes(
        nticks=5,
        showgrid=True,
        gridcolor=colours.line,
        tickformat="~s",
        type="log" if far else "linear",
        dtick=1 if far else None,
        range=[np.log10(low), np.log10(high)] if far else [0, high],
    )
    until = max((line.series.last_age_h for line in lines), default=24.0)
    drawn.update_xaxes(
        type="log",
        range=[np.log10(FIRST_H), np.log10(max(until, 2.0) * 1.05)],
        tickvals=list(TICKS),
        ticktext=list(TICKS.values()),
    )
    _name_bands(drawn, bands, low, high, far=far, colours=colours)
    return drawn


def answer(lines: Sequence[Line], unit: str) -> str:
    """One sentence: how the first of the chosen compares with its usual."""
    if not lines:
        return "No video chosen: pick some to see how they gather views."
    first = lines[0]
    age = age_words(first.series.last_age_h)
    views = f"{first.series.last_value:,.0f} {unit} at {age}"
    words = KIND_WORDS.get(first.kind, "items")
    if not first.usual.median:
        return f"“{short(first.name)}”: {views}; {too_few(first.usual.n, words)}."
    times = first.series.last_value / first.usual.median
    return f"“{short(first.name)}”: {views}, {multiple_words(times)} the usual of {words}."


def alt(lines: Sequence[Line], bands: Sequence[Band], unit: str) -> str:
    """The chart in words, for those who do not see it."""
    said = "; ".join(
        f"{line.name} {line.series.last_value:,.0f} at {age_words(line.series.last_age_h)}"
        for line in lines
    )
    usual = "; ".join(
        f"usual of {KIND_WORDS.get(one.kind, one.kind)} {one.usual[-1].median:,.0f} at "
        f"{age_words(one.usual[-1].age_h)}"
        for one in bands
        if one.usual
    )
    return f"Line chart of {unit} over age. {said or 'No video chosen'}. {usual or 'No usual'}."


def table(
    lines: Sequence[Line], comparable: Mapping[str, Sequence[Series]]
) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: an age a row, a video and the usual of its kind a column."""
    kinds = list(dict.fromkeys(line.kind for line in lines))
    usual = {kind: usual_views(comparable.get(kind, ()), TABLE_AGES_H) for kind in kinds}
    heads = ["Age", *(short(line.name) for line in lines)]
    heads += [f"Usual of {KIND_WORDS.get(kind, kind)}" for kind in kinds]
    rows = [
        [
            age_words(age),
            *(_number(views_at(line.series, age)) for line in lines),
            *(_number(usual[kind][place].median) for kind in kinds),
        ]
        for place, age in enumerate(TABLE_AGES_H)
    ]
    return heads, rows


def _draw_band(drawn: go.Figure, one: Band, unit: str, colours: Palette) -> None:
    if not one.usual:
        return
    ages = [usual.age_h for usual in one.usual]
    words = KIND_WORDS.get(one.kind, one.kind)
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    drawn.add_scatter(x=ages, y=[usual.low for usual in one.usual], **edge)
    fill = _clear(colours.other, 0.28)
    drawn.add_scatter(
        x=ages, y=[usual.high for usual in one.usual], fill="tonexty", fillcolor=fill, **edge
    )
    drawn.add_scatter(
        x=ages,
        y=[usual.median for usual in one.usual],
        mode="lines",
        line={"color": colours.muted, "width": 1.5, "dash": "dot"},
        customdata=[[age_words(usual.age_h), usual.n] for usual in one.usual],
        hovertemplate=(
            f"usual of {words}: %{{y:,.0f}} {unit}<br>at %{{customdata[0]}}, "
            "median of %{customdata[1]}<extra></extra>"
        ),
    )


def _draw_line(drawn: go.Figure, line: Line, colour: str, unit: str) -> None:
    ages, values = line.series.ages_h[1:], line.series.values[1:]
    drawn.add_scatter(
        x=ages,
        y=values,
        mode="lines+markers",
        line={"color": colour, "width": 2.25},
        marker={"size": 4, "color": colour},
        customdata=[[short(line.name), age_words(age)] for age in ages],
        hovertemplate=(
            f"%{{customdata[0]}}<br>%{{y:,.0f}} {unit} at %{{customdata[1]}}<extra></extra>"
        ),
    )


def _reach(lines: Sequence[Line], bands: Sequence[Band]) -> tuple[float, float, bool]:
    """Lowest and highest value to show, and whether they are so far apart as to need a log."""
    ends = [line.series.last_value for line in lines if line.series.last_value > 0]
    highs = [one.usual[-1].high or 0.0 for one in bands if one.usual]
    high = max([*ends, *highs, 1.0]) * 1.08
    far = bool(ends) and max(ends) > FAR_APART * min(ends)
    firsts = [line.series.values[1] for line in lines if line.series.values[1] > 0]
    return max(1.0, min(firsts, default=1.0) / 2), high, far


def _name_bands(
    drawn: go.Figure,
    bands: Sequence[Band],
    low: float,
    high: float,
    *,
    far: bool,
    colours: Palette,
) -> None:
    """Each band's name beside its end, kept apart from the others."""
    floor = 0.0
    named = [(one.usual[-1].median or 0.0, one.kind) for one in bands if one.usual]
    for value, kind in sorted(named):
        part = np.log(max(value, low) / low) / np.log(high / low) if far else value / high
        place = max(float(part), floor)
        floor = place + LABEL_GAP
        drawn.add_annotation(
            text=f"usual of<br>{KIND_WORDS.get(kind, kind)}", xref="paper", yref="paper",
            x=1.01, y=place, xanchor="left", yanchor="middle", align="left", showarrow=False,
            font={"size": 11, "color": colours.muted},
        )  # fmt: skip
    drawn.update_layout(margin_r=70 if named else 8)


LINE_PX = 15
"""Height of a name above the chart, in pixels."""


def _name_lines(drawn: go.Figure, lines: Sequence[Line]) -> None:
    """The videos' names in their colours, above the lines."""
    named = "<br>".join(
        f'<span style="color:{colour}">■</span> {escape(short(line.name))}'
        for line, colour in zip(lines, LINES, strict=False)
    )
    drawn.add_annotation(
        text=named, xref="paper", yref="paper", x=0, y=1.02, xanchor="left", yanchor="bottom",
        align="left", showarrow=False, font={"size": 11},
    )  # fmt: skip
    drawn.update_layout(margin_t=10 + LINE_PX * len(lines))


def _clear(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"
