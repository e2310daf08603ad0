"""The rows of the Sources page, as HTML."""

from __future__ import annotations

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from dashboard.store.model import Source, SourceState
from dashboard.sync.health import IMPORTED
from dashboard.sync.rhythm import Rhythm
from dashboard.views.sources_health import KIND_WORDS, Shown, ago, shown
from dashboard.views.words import counted, full_time, short_time


def row(source: Source, rhythm: Rhythm, now: datetime, zone: ZoneInfo) -> str:
    """One source: name, kind, address, state, times, items; below, what is wrong and what to do."""
    state = shown(source, now, rhythm)
    kind = KIND_WORDS.get(source.kind, source.kind)
    return (
        f'<div class="rd-s-row" data-source-id="{escape(source.id)}">'
        f'<div class="rd-s-name"><b dir="auto">{escape(source.name or source.url)}</b>'
        f"<span>{escape(kind)}{_address(source.url)}</span></div>"
        f'<div class="rd-s-state rd-s-{state.tone}">{escape(state.word)}</div>'
        f'<div class="rd-s-facts">{_facts(source, rhythm, now, zone)}</div>'
        f"{_trouble(source, state)}</div>"
    )


def _facts(source: Source, rhythm: Rhythm, now: datetime, zone: ZoneInfo) -> str:
    facts = []
    if source.kind != IMPORTED:
        facts.append(_time("last success", source.last_success_at, now, zone) or "never read yet")
    if source.state in (SourceState.ACTIVE, SourceState.BROKEN) and not source.syncing:
        facts.append(_time("next", source.next_due_at, now, zone) or "next at once")
    usually = f", usually {rhythm.words()}" if rhythm.words() else ""
    facts.append(f"{counted(source.items, 'item')}{usually}")
    return "".join(f"<span>{fact}</span>" for fact in facts)


def _time(word: str, moment: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    if moment is None:
        return ""
    said = ago(moment, now)
    if word == "next" and moment <= now:
        said = "due now"
    return (
        f'{word} <time datetime="{moment.isoformat()}" title="{escape(full_time(moment, zone))}">'
        f"{said}</time> <small>{escape(short_time(moment, zone))}</small>"
    )


def _address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        return f" · {escape(url)}" if url else ""
    shown = url.split("://", 1)[1].rstrip("/")
    return (
        f' · <a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(shown)}</a>'
    )


def _trouble(source: Source, state: Shown) -> str:
    said = f'<p class="rd-s-error">{escape(state.sentence)}</p>' if state.sentence else ""
    if source.error:
        kept = f" What it brought before is kept ({counted(source.items, 'item')})."
        said += (
            f'<p class="rd-s-error">{escape(source.error)}'
            f"{kept if source.items else ''} <em>{escape(source.advice)}</em></p>"
        )
    if source.warnings:
        items = "".join(f"<li>{escape(warning)}</li>" for warning in source.warnings)
        count = counted(len(source.warnings), "warning")
        said += f"<details><summary>{count}</summary><ul>{items}</ul></details>"
    return f'<div class="rd-s-trouble">{said}</div>' if said else ""
