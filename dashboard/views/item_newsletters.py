"""Newsletters in the view of an item: what one carried, and which ones carried an item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from dashboard.store.model import Carried, ItemDetail, ItemRow
from dashboard.views.palette import KIND_NAMES
from dashboard.views.words import counted, short_time


def carried(found: ItemDetail) -> str:
    """What a newsletter carried, in its order and under its headings, and the list it went to."""
    entries = "".join(_sections(found.row.carried))
    said = f'<p class="rd-note">Sent to the list {escape(found.list_id)}.</p>'
    heading = f"What it carried <small>{counted(len(found.row.carried), 'link')}</small>"
    return (f'<h3 class="rd-section">{heading}</h3>{entries}' if entries else "") + (
        said if found.list_id else ""
    )


def carried_by(row: ItemRow, zone: ZoneInfo) -> str:
    """The newsletters in which an item was, newest first."""
    rows = "".join(
        f"<li>{_inside(letter.id, letter.title)}"
        f"<span>{escape(short_time(letter.published_at, zone))}</span></li>"
        for letter in reversed(row.carried_by)
    )
    return (
        f'<h3 class="rd-section">In newsletters</h3><ul class="rd-facts">{rows}</ul>'
        if rows
        else ""
    )


def _sections(entries: Sequence[Carried]) -> Iterator[str]:
    """One list a section; the numbers go on through all of them."""
    start = 1
    for heading, group in groupby(entries, key=lambda entry: entry.heading):
        rows = [f"<li>{_entry(entry)}</li>" for entry in group]
        if heading:
            yield f'<h4 class="rd-subsection" dir="auto">{escape(heading)}</h4>'
        yield f'<ol class="rd-facts" start="{start}">{"".join(rows)}</ol>'
        start += len(rows)


def _entry(entry: Carried) -> str:
    if entry.id:
        kind = KIND_NAMES.get(entry.kind, entry.kind)
        return f"{_inside(entry.id, entry.title)}<span>{escape(kind)}</span>"
    words = escape(entry.title or entry.url)
    if entry.opaque:
        return f"{words}<span>a tracking link; only its sender knows where it leads</span>"
    host = escape(urlsplit(entry.url).hostname or "")
    return (
        f'<a href="{escape(entry.url)}" target="_blank" rel="noopener noreferrer" dir="auto">'
        f"{words}</a><span>{host}, not on the timeline</span>"
    )


def _inside(item_id: str, title: str) -> str:
    """A link to another item, over the timeline."""
    address = f"./?item={quote(item_id)}"
    return (
        f'<a href="{escape(address)}" target="_self" dir="auto">{escape(title) or "Untitled"}</a>'
    )
