"""How every chart looks: quiet axes, our font, no gridline without need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.views.palette import Palette

if TYPE_CHECKING:
    import plotly.graph_objects as go

FONT = 'Inter, "Source Sans", system-ui, sans-serif'

CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": "reset"}
"""Plotly's own options, for ``st.plotly_chart(config=…)``: no toolbar over a small chart."""


MOST_TICKS = 4
"""Of a vertical axis: more would not be read."""


def styled(figure: go.Figure, colours: Palette, *, height: int = 196) -> go.Figure:
    """Give ``figure`` the house's look and ``height`` (pixels); returns the same figure."""
    axis: dict[str, Any] = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        "title": None,
        "tickfont": {"size": 11, "color": colours.muted},
    }
    figure.update_layout(
        height=height,
        margin={"l": 4, "r": 4, "t": 4, "b": 4, "pad": 2},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 12, "color": colours.text},
        showlegend=False,
        hoverlabel={
            "bgcolor": colours.panel,
            "bordercolor": colours.line,
            "font": {"family": FONT, "size": 12, "color": colours.text},
        },
        bargap=0.18,
        dragmode=False,
    )
    figure.update_xaxes(**axis, automargin=True)
    figure.update_yaxes(**axis, automargin=True)
    return figure


def counted_upwards(figure: go.Figure, most: int, colours: Palette) -> None:
    """A vertical axis from nought to ``most`` things, which there are no halves of."""
    axis: dict[str, Any] = {"dtick": 1} if most <= MOST_TICKS else {"nticks": MOST_TICKS}
    figure.update_yaxes(**axis, showgrid=True, gridcolor=colours.line, rangemode="tozero")
