"""When in the week it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard.store.model import HourCount
from dashboard.views.charts.theme import styled
from dashboard.views.palette import Palette

if TYPE_CHECKING:
    import plotly.graph_objects as go

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def figure(counts: Sequence[HourCount], weeks: float, colours: Palette) -> go.Figure:
    """A row for each weekday, a column for each hour; the deeper the colour the more there is.

    ``weeks`` is how many weeks ``counts`` were taken from: shown is the average of an hour.
    """
    import plotly.graph_objects as go  # a second's work: left until a chart is drawn

    sums = _sums(counts)
    z = [[sums[day, hour] / weeks for hour in range(24)] for day in range(7)]
    drawn = go.Figure(
        go.Heatmap(
            z=z,
            x=list(range(24)),
            y=list(DAYS),
            xgap=1,
            ygap=1,
            showscale=False,
            zmin=0,
            zmax=max(max(row) for row in z) or 1,
            colorscale=[[0, colours.panel], [1, colours.article]],
            hovertemplate="%{y} %{x}:00 to %{x}:59<br>%{z:.1f} items<extra></extra>",
        )
    )
    styled(drawn, colours, height=180)
    drawn.update_yaxes(
        autorange="reversed", tickvals=list(DAYS), ticktext=[day[:3] for day in DAYS]
    )
    hours = range(0, 24, 3)
    drawn.update_xaxes(tickvals=list(hours), ticktext=[f"{hour}:00" for hour in hours])
    return drawn


def answer(counts: Sequence[HourCount], weeks: float) -> str:
    """One sentence: when most is published."""
    sums = _sums(counts)
    if not sums:
        return "Nothing was published in these weeks."
    (day, hour), number = max(sums.items(), key=lambda pair: (pair[1], pair[0]))
    return f"Busiest: {DAYS[day]}s {hour}:00 to {hour + 1}:00, {number / weeks:.1f} items."


def alt(counts: Sequence[HourCount], weeks: float) -> str:
    """The chart in words, for those who do not see it."""
    by_day: Counter[int] = Counter()
    for count in counts:
        by_day[count.weekday] += count.items
    days = ", ".join(f"{DAYS[day]} {by_day[day] / weeks:.0f}" for day in range(7))
    return f"Heat map of items by weekday and hour. A usual week: {days}."


def table(counts: Sequence[HourCount], weeks: float) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: an hour a row, a weekday a column, averages of a week."""
    sums = _sums(counts)
    rows = [
        [f"{hour}:00", *(f"{sums[day, hour] / weeks:.1f}" for day in range(7))]
        for hour in range(24)
    ]
    return ["Hour", *(day[:3] for day in DAYS)], rows


def _sums(counts: Sequence[HourCount]) -> Counter[tuple[int, int]]:
    sums: Counter[tuple[int, int]] = Counter()
    for count in counts:
        sums[count.weekday, count.hour] += count.items
    return sums
