"""How much was published each day, and whether that is usual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from dashboard.store.model import DayCount, HourCount
from dashboard.views.charts.periods import USUAL_WEEKS, Grain, Span, start
from dashboard.views.charts.theme import counted_upwards, styled
from dashboard.views.palette import KIND_PLURALS, Palette
from dashboard.views.words import counted, short_day

if TYPE_CHECKING:
    import plotly.graph_objects as go

EARLY = 3
"""With fewer items usual by this time, nothing can be said of the day yet."""
CLEARLY = 0.2
"""How far from the usual (as a part of it) a day has to be to be called quiet or busy."""


def figure(
    counts: Sequence[DayCount], span: Span, picked: Span | None, colours: Palette
) -> go.Figure:
    """Bars by day (or week, or month), stacked by kind; what is not ``picked`` is pale.

    Each bar's ``customdata`` is the first day of its period, ISO 8601.
    """
    import plotly.graph_objects as go  # a second's work: left until a chart is drawn

    grain = span.grain
    sums = _sums(counts, grain)
    steps = list(span.steps(grain))
    drawn = go.Figure()
    kinds = [kind for kind in KIND_PLURALS if any(sums[step, kind] for step in steps)]
    for kind in kinds:
        drawn.add_bar(
            x=steps,
            y=[sums[step, kind] for step in steps],
            name=KIND_PLURALS[kind],
            customdata=[step.isoformat() for step in steps],
            marker={
                "color": colours.kind(kind),
                "line": {"width": 0},
                "opacity": [1 if picked is None or step in picked else 0.35 for step in steps],
            },
            hovertemplate=f"%{{y}} {KIND_PLURALS[kind]}<br>%{{x|%A %-d %B}}<extra></extra>",
        )
    styled(drawn, colours)
    drawn.update_layout(barmode="stack", dragmode="select", selectdirection="h", bargap=0.15)
    most = max(sum(sums[step, kind] for kind in kinds) for step in steps)
    counted_upwards(drawn, most, colours)
    drawn.update_xaxes(tickformat="%-d %b" if grain == "day" else "%b %Y", nticks=7)
    _name_kinds(drawn, kinds, colours)
    return drawn


def answer(
    counts: Sequence[DayCount],
    usual: Sequence[HourCount],
    picked: Span | None,
    now: datetime,
    noun: str = "item",
) -> str:
    """One sentence: is today like other days, or how much the picked days hold.

    ``now`` is in the outlet's zone; ``usual`` are the hours of the weeks before today; ``noun`` is
    what is counted, as :func:`dashboard.views.words.counted` takes it.
    """
    today = now.date()
    if picked is not None and picked.last < today:
        return _of_the_past(counts, picked, noun, today.year)
    so_far = sum(count.items for count in counts if count.day == today)
    weeks = _weeks_known(counts, today)
    if weeks < 2:
        return f"{_today(so_far, noun)}."
    day = f"{now:%A}"
    expected = round(_by_this_time(usual, now) / weeks)
    if expected < EARLY:
        known = round(sum(hour.items for hour in usual if hour.weekday == now.weekday()))
        return f"{_today(so_far, noun)}; {_of_a_weekday(known, weeks, day)}."
    if so_far < expected * (1 - CLEARLY):
        return f"Quieter than a usual {day}: {so_far} of {expected} by this time."
    if so_far > expected * (1 + CLEARLY) and so_far - expected > 1:
        return f"Busier than a usual {day}: {so_far} by this time, usually {expected}."
    return f"Like a usual {day}: {so_far} by this time, usually {expected}."


def _today(so_far: int, noun: str) -> str:
    return f"{counted(so_far, noun) if so_far else f'No {noun}'} today so far"


def _of_a_weekday(known: int, weeks: int, day: str) -> str:
    """What a weekday has that had ``known`` items in so many weeks."""
    if not known:
        return f"there was none on any {day} of the last {weeks} weeks"
    if whole := round(known / weeks):
        return f"a usual {day} has {whole}"
    return f"there is seldom one on a {day} ({known} in the last {weeks} weeks)"


def alt(counts: Sequence[DayCount], span: Span) -> str:
    """The chart in words, for those who do not see it."""
    inside = [count for count in counts if count.day in span]
    kinds: Counter[str] = Counter()
    days: Counter[date] = Counter()
    for count in inside:
        kinds[count.kind] += count.items
        days[count.day] += count.items
    if not days:
        return f"Items per day, {_between(span)}: none."
    parts = ", ".join(counted(kinds[kind], kind) for kind in KIND_PLURALS if kinds[kind])
    most, number = max(days.items(), key=lambda pair: (pair[1], pair[0]))
    return (
        f"Bar chart of items per {span.grain}, {_between(span)}: {parts}. "
        f"Most on {short_day(most)}: {number}."
    )


def table(counts: Sequence[DayCount], span: Span) -> tuple[list[str], list[list[str]]]:
    """Heads and rows, newest first."""
    sums = _sums(counts, span.grain)
    heads = [span.grain.capitalize(), *(name.capitalize() for name in KIND_PLURALS.values())]
    rows = [
        [step.isoformat(), *(f"{sums[step, kind]:,}" for kind in KIND_PLURALS)]
        for step in span.steps(span.grain)
    ]
    return heads, rows[::-1]


def _sums(counts: Sequence[DayCount], grain: Grain) -> Counter[tuple[date, str]]:
    sums: Counter[tuple[date, str]] = Counter()
    for count in counts:
        sums[start(count.day, grain), count.kind] += count.items
    return sums


def _of_the_past(counts: Sequence[DayCount], picked: Span, noun: str, year: int) -> str:
    total = sum(count.items for count in counts if count.day in picked)
    if not total:
        return f"No {noun}s, {_between(picked, year)}."
    if picked.days == 1:
        return f"{counted(total, noun)} on {picked.first:%A} {short_day(picked.first, year)}."
    return f"{counted(total, noun)}, {total / picked.days:.1f} a day, {_between(picked, year)}."


def _weeks_known(counts: Sequence[DayCount], today: date) -> int:
    """How many weeks before today there is anything known of."""
    first = min((count.day for count in counts), default=today)
    return min(USUAL_WEEKS, (today - first).days // 7)


def _by_this_time(usual: Sequence[HourCount], now: datetime) -> float:
    """Items of all the earlier days of this weekday, up to this time of day."""
    share = now.minute / 60
    return sum(
        hour.items * (1 if hour.hour < now.hour else share)
        for hour in usual
        if hour.weekday == now.weekday() and hour.hour <= now.hour
    )


def _between(span: Span, year: int | None = None) -> str:
    if span.days == 1:
        return short_day(span.first, year)
    return f"{short_day(span.first, year)} to {short_day(span.last, year)}"


def _name_kinds(drawn: go.Figure, kinds: Sequence[str], colours: Palette) -> None:
    """The kinds' names in their colours stand where a legend would."""
    named = "   ".join(
        f'<span style="color:{colours.kind(kind)}">■ {KIND_PLURALS[kind]}</span>' for kind in kinds
    )
    drawn.add_annotation(
        text=named, xref="paper", yref="paper", x=0, y=1.0, xanchor="left", yanchor="bottom",
        showarrow=False, font={"size": 11},
    )  # fmt: skip
    drawn.update_layout(margin_t=18)
