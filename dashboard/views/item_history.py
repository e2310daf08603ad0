"""What is known of an item's past, as the item view shows it. Pure: rows in, HTML out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from dashboard.store.model import Change, ItemRow, SightingRow
from dashboard.views.differences import difference
from dashboard.views.words import counted, full_time, short_time

FIELDS = {
    "title": "Headline",
    "text": "Text",
    "status": "Visibility",
    "live_state": "Live state",
    "url": "Address",
    "published_at": "Publication time",
}
BASIS = {
    "stated": "as its source states it",
    "stated_without_zone": "its source states no time zone; read as UTC",
    "page": "read off its page",
    "inferred": "when it was first seen: no source states a time that can be",
}
MARKED = ("title", "text")
"""Fields whose change is shown word by word."""
LONG = 400
"""From so many characters on a change is folded."""


def changes(found: Iterable[Change], zone: ZoneInfo) -> str:
    """What changed, the latest first."""
    rows = [_change(change, zone) for change in reversed(list(found))]
    return section("What changed", rows)


def time_facts(row: ItemRow, zone: ZoneInfo) -> list[str]:
    """The publication time, how it is known, and a later update."""
    said = [f"{full_time(row.published_at, zone)} ({BASIS.get(row.date_basis, row.date_basis)})"]
    if row.updated_at and row.updated_at > row.published_at:
        said.append(f"updated {short_time(row.updated_at, zone)}")
    return said


def sightings(found: Iterable[SightingRow], zone: ZoneInfo) -> str:
    """Where the item was seen, and what each source says of its time."""
    return section("Where it was seen", [_sighting(sighting, zone) for sighting in found])


def section(heading: str, rows: list[str]) -> str:
    """A heading over a list; nothing where there is nothing."""
    if not rows:
        return ""
    return f'<h3 class="rd-section">{heading}</h3><ul class="rd-facts">{"".join(rows)}</ul>'


def outside(url: str, text: str) -> str:
    """A link out of the dashboard, if ``url`` is one that may be followed."""
    if not url.startswith(("http://", "https://")):
        return escape(text)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(text)}</a>'


def _change(change: Change, zone: ZoneInfo) -> str:
    name, when = FIELDS.get(change.field, change.field), escape(short_time(change.at, zone))
    if change.field not in MARKED:
        old, new = (_shown(change.field, value, zone) for value in (change.old, change.new))
        return f"<li><span>{name}, {when}</span><del>{old or 'nothing'}</del> <ins>{new}</ins></li>"
    found = difference(change.old, change.new)
    if change.field == "title":
        return (
            f'<li><span>{name}, {when}</span><div class="rd-diff rd-was" dir="auto">'
            f'{found.before}</div><div class="rd-diff" dir="auto">{found.after}</div></li>'
        )
    size = f"{counted(found.added, 'word')} added, {found.removed:,} removed"
    body = f'<div class="rd-diff" dir="auto">{found.html}</div>'
    if len(change.old) + len(change.new) > LONG:
        return (
            f"<li><details><summary>{name}, {when} <small>{size}</small></summary>{body}"
            "</details></li>"
        )
    return f"<li><span>{name}, {when}</span>{body}</li>"


def _shown(field: str, value: str, zone: ZoneInfo) -> str:
    if field == "published_at":
        try:
            return escape(full_time(datetime.fromisoformat(value), zone))
        except ValueError:
            return escape(value)
    return escape(value)


def _sighting(sighting: SightingRow, zone: ZoneInfo) -> str:
    said = [f"first seen {short_time(sighting.first_seen_at, zone)}"]
    if sighting.last_changed_at > sighting.first_seen_at:
        said.append(f"changed {short_time(sighting.last_changed_at, zone)}")
    if sighting.gone_at:
        said.append(f"gone {short_time(sighting.gone_at, zone)}")
    kind = f" ({sighting.source_kind})" if sighting.source_kind else ""
    return (
        f"<li>{outside(sighting.url, f'{sighting.source_name}{kind}')}"
        f"<span>{escape(', '.join(said))}</span><span>{escape(_stated(sighting, zone))}</span></li>"
    )


def _stated(sighting: SightingRow, zone: ZoneInfo) -> str:
    """What the source says of the time, with its own words where these cannot be true."""
    if sighting.published_at is None:
        if sighting.stated:
            return f"states {sighting.stated!r}, which cannot be its publication"
        return "states no time"
    words = {
        "stated_without_zone": ", without a time zone",
        "page": ", by its page",
    }.get(sighting.date_basis, "")
    stated = f"states {short_time(sighting.published_at, zone)}{words}"
    try:
        now = datetime.fromisoformat(sighting.stated)
    except ValueError:
        return stated
    if now.tzinfo and abs(now - sighting.published_at).total_seconds() > 60:
        return (
            f"stated {short_time(sighting.published_at, zone)} first, now {short_time(now, zone)}"
        )
    return stated
