"""What of a change readers would call one: headline, text, time, address, visibility.

A second source that words a headline its own way is no change by the outlet, so what one source
says is compared with what the same source said before. Whitespace and the lines that content
systems add to every text do not count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from connectors.items import Item, Video
from connectors.urls import identity_key
from dashboard.store.merge import Merged, Sighting

TITLE, TEXT, PUBLISHED, ADDRESS = "title", "text", "published_at", "url"
STATUS, LIVE = "status", "live_state"

NOTICED = timedelta(minutes=1)
"""A time that moves by less is not worth telling."""
TEXT_CHARS = 8_000
"""Of each side of a text change so much is kept: what changed, and a few words around it."""
AROUND = 8
"""Unchanged words that are kept on either side of what changed."""

_ADDED_BY_SYSTEMS = re.compile(
    r"(?:the post .{0,300} (?:first )?appeared (?:first )?on .{0,200}"
    r"|(?:continue reading|read more|keep reading|share this|share|advertisement|subscribe"
    r"|like this|related)\b.{0,80}|\[?(?:…|\.\.\.)\]?)",
    re.IGNORECASE,
)
"""A line that is nothing but this is no part of a text."""


class Changed(NamedTuple):
    """A field that readers saw change, and from what to what."""

    field: str
    old: str
    new: str


class Side(NamedTuple):
    """An item before or after: merged, and what it was merged from."""

    merged: Merged
    sightings: Mapping[tuple[str, str], Sighting]


def changes(before: Side, after: Side, headline_changed_before: bool) -> list[Changed]:
    """What readers saw change."""
    old, new = before.merged.item, after.merged.item
    found = [*_headline(before, after, headline_changed_before), *_text(before, after)]
    found += [
        Changed(name, before_, after_)
        for name, before_, after_ in _states(old, new)
        if before_ != after_
    ]
    was, now = old.published_at, new.published_at
    if was and now and abs(now - was) > NOTICED:
        found.append(Changed(PUBLISHED, was.isoformat(), now.isoformat()))
    same_voice = before.merged.source_ids[:1] == after.merged.source_ids[:1]
    if old.url != new.url and same_voice and identity_key(old.url) != identity_key(new.url):
        found.append(Changed(ADDRESS, old.url, new.url))
    return found


def essence(text: str) -> str:
    """A text without its layout and without what content systems add to every text."""
    lines = (line.strip() for line in text.splitlines())
    return " ".join(
        " ".join(line.split()) for line in lines if line and not _ADDED_BY_SYSTEMS.fullmatch(line)
    )


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Both texts from shortly before the first word that differs to shortly after the last."""
    was, now = (re.findall(r"\S+\s*", text) for text in (old, new))
    most = min(len(was), len(now))
    head = next((n for n in range(most) if was[n].strip() != now[n].strip()), most)
    most -= head
    tail = next((n for n in range(most) if was[-1 - n].strip() != now[-1 - n].strip()), most)
    start, end = max(0, head - AROUND), max(0, tail - AROUND)
    return _cut(was, start, end), _cut(now, start, end)


def _cut(words: list[str], start: int, end: int) -> str:
    kept = "".join(words[start : len(words) - end]).strip()
    if len(kept) > TEXT_CHARS:
        kept, end = kept[:TEXT_CHARS].rpartition(" ")[0] or kept[:TEXT_CHARS], 1
    return f"{'… ' if start else ''}{kept}{' …' if end else ''}"


def _headline(before: Side, after: Side, known: bool) -> list[Changed]:
    old, new = before.merged.item.title, after.merged.item.title
    if old != new:
        same_voice = before.merged.title_from == after.merged.title_from
        return [Changed(TITLE, old, new)] if same_voice and _differ(old, new) else []
    if known:
        return []
    # A better source may have brought the new headline before another told of the change.
    for key, sighting in sorted(after.sightings.items()):
        was = before.sightings.get(key)
        if was and was.item.title and sighting.item.title == new and _differ(was.item.title, new):
            return [Changed(TITLE, was.item.title, new)]
    return []


def _text(before: Side, after: Side) -> list[Changed]:
    old, new = before.merged.item, after.merged.item
    if bool(old.body) != bool(new.body):
        return []
    was, now = (old.body, new.body) if old.body else (old.summary, new.summary)
    if not was or not now or was == now or before.merged.text_from != after.merged.text_from:
        return []
    if essence(was) == essence(now):
        return []
    return [Changed(TEXT, *excerpts(was, now))]


def _states(old: Item, new: Item) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = [(STATUS, old.status, new.status)]
    if isinstance(old, Video) and isinstance(new, Video):
        found.append((LIVE, old.live_state, new.live_state))
    return found


def _differ(old: str, new: str) -> bool:
    return old.split() != new.split()
