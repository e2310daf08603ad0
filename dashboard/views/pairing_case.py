"""A case of the pairing desk in the shape that the component shows. Pure: rows in, data out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.store.model import ItemRow, Pair
from dashboard.views.palette import KIND_NAMES
from dashboard.views.words import duration, short_time

VIDEO_WORDS = {"short": "Short", "live": "Live stream", "premiere": "Premiere"}


def case_data(
    subject: ItemRow,
    pairs: Sequence[Pair],
    rows: Mapping[str, ItemRow],
    texts: Mapping[str, str],
    *,
    zone: ZoneInfo,
    embed: str,
    place: str,
    undo: str,
    can_look_further: bool,
) -> dict[str, Any]:
    """An item and the other halves of its pairs.

    ``place`` says where in the queue it stands; ``undo`` words the button, "" hides it.
    """
    candidates = []
    for pair in pairs:
        other = rows.get(pair.article_id if subject.kind == "video" else pair.video_id)
        if other is not None:
            candidates.append(_candidate(subject, other, pair, texts, zone))
    return {
        "subject": _item(subject, texts, zone),
        "candidates": candidates,
        "embed": embed,
        "place": place,
        "undo": undo,
        "canLookFurther": can_look_further,
        "note": "No candidate is left: each was rejected, or nothing comes close.",
    }


def lag(subject: ItemRow, other: ItemRow) -> str:
    """``40 min later``, as seen from the item of the case."""
    minutes = round((other.published_at - subject.published_at).total_seconds() / 60)
    way, size = ("later" if minutes > 0 else "earlier"), abs(minutes)
    if size < 1:
        return "at the same time"
    if size < 100:
        return f"{size} min {way}"
    if size < 48 * 60:
        return f"{round(size / 60)} h {way}"
    return f"{round(size / 1440)} days {way}"


def percent(score: float) -> str:
    """``97%``; never 100% for what is only probable."""
    return f"{min(round(score * 100), 99 if score < 1 else 100)}%"


def _candidate(
    subject: ItemRow, other: ItemRow, pair: Pair, texts: Mapping[str, str], zone: ZoneInfo
) -> dict[str, Any]:
    return _item(other, texts, zone) | {
        "article": pair.article_id,
        "film": pair.video_id,
        "lag": lag(subject, other),
        "score": percent(pair.score),
        "state": pair.state,
        "evidence": [
            {
                "kind": reason.kind,
                "detail": reason.detail[:1].upper() + reason.detail[1:],
                "against": reason.weight < 0,
            }
            for reason in pair.evidence
        ],
    }


def _item(row: ItemRow, texts: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    word = VIDEO_WORDS.get(row.video_kind or "", KIND_NAMES.get(row.kind, row.kind))
    return {
        "id": row.id,
        "kind": row.kind,
        "title": row.title,
        "url": row.url,
        "when": short_time(row.published_at, zone),
        "said": [word, ", ".join(row.authors[:2]), ", ".join(row.labels[:2])],
        "text": texts.get(row.id) or row.summary,
        "language": row.language,
        "image": row.image.url if row.image else "",
        "video": row.video_id,
        "duration": duration(row.duration_s) if row.duration_s else "",
    }
