"""What it was about, week by week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dashboard.store.model import TopicCount
from dashboard.views.charts.periods import Grain, Span, start
from dashboard.views.charts.theme import counted_upwards, styled
from dashboard.views.palette import TOPIC_COLOURS, Palette
from dashboard.views.words import short_day

if TYPE_CHECKING:
    import plotly.graph_objects as go

OTHER = "other"
LABEL_GAP = 0.115
"""The least distance of two labels, as a part of the chart's height."""
LABEL_LENGTH = 18
"""What fits beside the bars, in characters."""
RECENT_DAYS = 7


def figure(
    counts: Sequence[TopicCount],
    span: Span,
    picked: Sequence[str],
    colours: Palette,
) -> go.Figure:
    """Bars by week (or month), stacked by topic, with the names beside the last one.

    The seven most frequent topics have a colour each, the rest are together. Each bar's
    ``customdata`` is its topic's id. Topics that are not ``picked`` are pale.
    """
    import plotly.graph_objects as go  # a second's work: left until a chart is drawn

    grain = _grain(span)
    steps = list(span.steps(grain))
    sums, names = _sums(counts, grain)
    shown = [*(topic for topic in names if topic != OTHER), *([OTHER] if OTHER in names else [])]
    paint = dict(zip(shown, TOPIC_COLOURS, strict=False)) | {OTHER: colours.other}
    drawn = go.Figure()
    for topic in shown:
        drawn.add_bar(
            x=steps,
            y=[sums[step, topic] for step in steps],
            name=names[topic],
            customdata=[topic] * len(steps),
            marker={
                "color": paint[topic],
                "line": {"width": 0},
                "opacity": 1 if not picked or topic in picked else 0.35,
            },
            hovertemplate=f"{names[topic]}: %{{y}}<br>{grain} of %{{x|%-d %B}}<extra></extra>",
        )
    styled(drawn, colours)
    drawn.update_layout(barmode="stack", margin_r=128)
    drawn.update_xaxes(tickformat="%-d %b" if grain == "week" else "%b %Y", nticks=7)
    full = steps[-2] if len(steps) > 1 else steps[-1]
    most = max(sum(sums[step, topic] for topic in shown) for step in steps)
    counted_upwards(drawn, most, colours)
    parts = {topic: sums[full, topic] / (most or 1) for topic in shown}
    _label(drawn, parts, {topic: names[topic] for topic in shown}, colours)
    return drawn


def answer(counts: Sequence[TopicCount], today: date) -> str:
    """One sentence: what most was about lately, and how that compares with the days before."""
    recent, before = _around(counts, today)
    if not recent:
        return f"Nothing with a topic in the last {RECENT_DAYS} days."
    names = {count.topic: count.name for count in counts}
    topic = _leading(counts, today)
    number = recent[topic]
    change = number - before[topic]
    more = "more" if change > 0 else "fewer"
    trend = f"{abs(change)} {more} than" if change else "as many as"
    name = _start_of(names[topic])
    return f"{name} leads: {number} in {RECENT_DAYS} days, {trend} in the {RECENT_DAYS} before."


def alt(counts: Sequence[TopicCount], span: Span) -> str:
    """The chart in words, for those who do not see it."""
    totals: Counter[str] = Counter()
    for count in counts:
        totals[count.name] += count.items
    if not totals:
        return f"Topics since {short_day(span.first)}: none."
    top = ", ".join(f"{name} {number}" for name, number in totals.most_common(7))
    return f"Bar chart of items by topic and {_grain(span)} since {short_day(span.first)}: {top}."


def table(counts: Sequence[TopicCount], span: Span) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: a topic a row, a period a column, newest first."""
    grain = _grain(span)
    sums: Counter[tuple[str, date]] = Counter()
    totals: Counter[str] = Counter()
    for count in counts:
        sums[count.name, start(count.day, grain)] += count.items
        totals[count.name] += count.items
    steps = list(span.steps(grain))[::-1]
    rows = [
        [name, f"{total:,}", *(f"{sums[name, step]:,}" for step in steps)]
        for name, total in totals.most_common()
    ]
    return ["Topic", "All", *(f"{step:%-d %b}" for step in steps)], rows


def spread(wanted: Sequence[float], gap: float, top: float = 1.0) -> list[float]:
    """Positions near ``wanted`` (ascending), at least ``gap`` apart, none above ``top``."""
    placed: list[float] = []
    for position in wanted:
        placed.append(max(position, placed[-1] + gap) if placed else position)
    limit = top
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = min(placed[at], limit)
        limit = placed[at] - gap
    return placed


def _grain(span: Span) -> Grain:
    return "week" if span.grain != "month" else "month"


def _sums(
    counts: Sequence[TopicCount], grain: Grain
) -> tuple[Counter[tuple[date, str]], dict[str, str]]:
    """Sums by period and topic, and the names of the topics, most frequent first."""
    totals: Counter[str] = Counter()
    for count in counts:
        totals[count.topic] += count.items
    coloured = [topic for topic, _ in totals.most_common(len(TOPIC_COLOURS))]
    leading = _leading(counts, max(count.day for count in counts)) if counts else ""
    if leading and leading not in coloured:  # what the sentence above names is to be seen
        coloured = [*coloured[:-1], leading]
    known = {count.topic: count.name for count in counts}
    names = {topic: known[topic] for topic in coloured}
    sums: Counter[tuple[date, str]] = Counter()
    for count in counts:
        topic = count.topic if count.topic in names else OTHER
        sums[start(count.day, grain), topic] += count.items
    if len(totals) > len(coloured):
        names[OTHER] = OTHER
    return sums, names


def _label(
    drawn: go.Figure, parts: dict[str, float], names: dict[str, str], colours: Palette
) -> None:
    """Names stand beside the ``parts`` of the last full bar, moved apart where they overlap."""
    paint = {trace.customdata[0]: trace.marker.color for trace in drawn.data}
    middle, below = [], 0.0
    for part in parts.values():
        middle.append((below + part / 2) * 0.95)
        below += part
    for topic, y in zip(parts, spread(middle, LABEL_GAP), strict=True):
        drawn.add_annotation(
            text=f'<span style="color:{paint[topic]}">■</span> {_short(names[topic])}',
            xref="paper", yref="paper", x=1.01, y=y, xanchor="left", yanchor="middle",
            showarrow=False, font={"size": 11, "color": colours.text},
        )  # fmt: skip


def _start_of(name: str) -> str:
    """``Economy`` of ``economy, business and finance``."""
    first = name.split(",", maxsplit=1)[0]
    return first[:1].upper() + first[1:]


def _short(name: str) -> str:
    first = _start_of(name)
    return first if len(first) <= LABEL_LENGTH else first[: LABEL_LENGTH - 1].rstrip() + "…"


def _leading(counts: Sequence[TopicCount], today: date) -> str:
    """The topic of most items lately, ``""`` when there is none."""
    recent, _ = _around(counts, today)
    return max(recent, key=lambda topic: (recent[topic], topic), default="")


def _around(counts: Sequence[TopicCount], today: date) -> tuple[Counter[str], Counter[str]]:
    recent: Counter[str] = Counter()
    before: Counter[str] = Counter()
    edge = today - timedelta(days=RECENT_DAYS)
    for count in counts:
        if edge < count.day <= today:
            recent[count.topic] += count.items
        elif edge - timedelta(days=RECENT_DAYS) < count.day <= edge:
            before[count.topic] += count.items
    return recent, before
