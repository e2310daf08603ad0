"""How times, spans and counts are written on the pages."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard.views.palette import KIND_NAMES, KIND_PLURALS


def clock_time(moment: datetime, zone: ZoneInfo) -> str:
    """``14:05``, in the outlet's zone."""
    return f"{moment.astimezone(zone):%H:%M}"


def full_time(moment: datetime, zone: ZoneInfo) -> str:
    """``Tuesday 24 November 2026, 14:05 CET``."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M %Z}"


def short_time(moment: datetime, zone: ZoneInfo) -> str:
    """``24 Nov, 14:05``."""
    local = moment.astimezone(zone)
    return f"{local.day} {local:%b, %H:%M}"


def short_day(day: date, year: int | None = None) -> str:
    """``24 November``; of another ``year`` than the one that readers think of, with its own."""
    return f"{day.day} {day:%B}" if year in {None, day.year} else f"{day.day} {day:%B %Y}"


def counted(number: int, kind: str) -> str:
    """``1 video``, ``14 articles``; ``kind`` is an item kind or any regular English noun."""
    if kind in KIND_PLURALS:
        return f"{number:,} {KIND_NAMES[kind].lower() if number == 1 else KIND_PLURALS[kind]}"
    return f"{number:,} {kind}{'' if number == 1 else 's'}"


def duration(seconds: int) -> str:
    """``4:07``, ``1:02:03``."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def plain(text: str) -> str:
    """A title in a place that would read it as Markdown."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!~$:<>|])", r"\\\1", text)
