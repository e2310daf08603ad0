"""Top and rising items, one dense row each, as on the timeline."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote
from zoneinfo import ZoneInfo

from dashboard.engagement.audience import group_of
from dashboard.engagement.baselines import KIND_WORDS
from dashboard.engagement.ranking import Standing
from dashboard.store.model import ItemRow
from dashboard.views.engagement_words import age_words, multiple_words, too_few
from dashboard.views.words import duration, short_time

SHAPES = {"short": "Short", "live": "Live stream", "premiere": "Premiere"}


def rows(ranked: Iterable[Standing], unit: str, zone: ZoneInfo) -> str:
    """The list as HTML; ``unit`` names the counts ("YouTube views")."""
    items = "".join(_row(one, unit, zone) for one in ranked)
    return f'<ol class="rd-e-list">{items}</ol>'


def _row(one: Standing, unit: str, zone: ZoneInfo) -> str:
    item = one.item
    facts = [
        SHAPES.get(item.video_kind or "", ""),
        short_time(item.published_at, zone),
        f"counted at {age_words(one.series.last_age_h)}",
        item.topics[0].name if item.topics else "",
        "no longer public" if item.status == "removed" else "",
    ]
    said = " · ".join(escape(fact) for fact in facts if fact)
    return (
        f'<li class="rd-e-row" data-item-id="{escape(item.public_id)}">{_picture(item)}'
        f'<div class="rd-e-text"><a class="rd-e-title" dir="auto" target="_self" '
        f'href="item?id={quote(item.id)}">{escape(item.title) or "Untitled"}</a>'
        f'<span class="rd-e-facts">{said}</span></div>{_figures(one, unit)}</li>'
    )


def _picture(item: ItemRow) -> str:
    if item.kind != "video":
        return ""
    image = item.image.url if item.image else ""
    shown = (
        f'<img src="{escape(image)}" alt="" loading="lazy" referrerpolicy="no-referrer">'
        if image.startswith(("http://", "https://"))
        else ""
    )
    length = f"<span>{duration(item.duration_s)}</span>" if item.duration_s else ""
    return f'<div class="rd-e-thumb">{shown}{length}</div>'


def _figures(one: Standing, unit: str) -> str:
    count = f"<b>{one.views:,.0f}</b><small>{escape(unit)}</small>"
    kind = KIND_WORDS.get(group_of(one.item), "items")
    if one.multiple is None:
        usual = "<span>–</span><small>no usual yet</small>"
        why = too_few(one.usual.n, kind)
    else:
        usual = f"<span>{_times(one.multiple)}</span>"
        usual += "<small>the usual</small>"
        why = (
            f"{one.usual.median:,.0f} is usual at this age: median of {one.usual.n} {kind}, "
            f"half of them between {one.usual.low:,.0f} and {one.usual.high:,.0f}"
        )
    speed = ""
    if one.velocity is not None:
        rise = "" if one.rise is None else f", {_times(one.rise)} usual"
        number = f"{one.velocity:,.0f}" if one.velocity >= 10 else f"{one.velocity:.1f}"
        speed = f"<span>{number}</span><small>per hour{rise}</small>"
    return (
        f'<div class="rd-e-figure">{count}</div>'
        f'<div class="rd-e-figure" title="{escape(why)}">{usual}</div>'
        f'<div class="rd-e-figure">{speed}</div>'
    )


def _times(multiple: float) -> str:
    return multiple_words(multiple).replace(" times", "×")
