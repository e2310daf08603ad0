"""Items, pairs and sources as JSON: one shape for commands, the API and the timeline's list."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from connectors.items import Video
from dashboard.store import Store
from dashboard.store.codec import image_json, links_json
from dashboard.store.model import Carried, Change, ItemDetail, ItemRow, Pair, Partner, Source
from dashboard.sync.health import health
from dashboard.sync.rhythm import UNKNOWN, Rhythm


def rfc3339(moment: datetime | None) -> str | None:
    """A time in UTC as RFC 3339, to the second where it has no fraction."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def row_json(row: ItemRow) -> dict[str, Any]:
    """One item of the timeline."""
    return {
        "id": row.public_id,
        "kind": row.kind,
        "url": row.url,
        "title": row.title,
        "summary": row.summary,
        "published_at": rfc3339(row.published_at),
        "updated_at": rfc3339(row.updated_at),
        "date_basis": row.date_basis,
        "labels": list(row.labels),
        "topics": [{"id": t.id, "name": t.name, "score": round(t.score, 3)} for t in row.topics],
        "story": None,
        "sources": list(row.sources),
        "authors": list(row.authors),
        "language": row.language,
        "status": row.status,
        "video_id": row.video_id,
        "duration_s": row.duration_s,
        "video_kind": row.video_kind,
        "links": links_json(row.links),
        "live_state": row.live_state,
        "scheduled_at": rfc3339(row.scheduled_at),
        "image": image_json(row.image),
        "corrections": row.corrections,
        "earlier_titles": list(row.earlier_titles),
        "first_seen_at": rfc3339(row.first_seen_at),
        "partners": [_partner_json(partner) for partner in row.partners],
        "carried": [_carried_json(entry) for entry in row.carried],
        "carried_by": [
            {"id": by.id, "title": by.title, "published_at": rfc3339(by.published_at)}
            for by in row.carried_by
        ],
    }


def detail_json(detail: ItemDetail) -> dict[str, Any]:
    """One item with its text, its sightings and what changed."""
    return row_json(detail.row) | {
        "body": detail.body,
        "access": detail.access,
        "list_id": detail.list_id,
        "sightings": [
            {
                "source": s.source_name,
                "kind": s.source_kind,
                "ref": s.ref,
                "url": s.url,
                "title": s.title,
                "first_seen_at": rfc3339(s.first_seen_at),
                "last_changed_at": rfc3339(s.last_changed_at),
                "gone_at": rfc3339(s.gone_at),
                "published_at": rfc3339(s.published_at),
                "date_basis": s.date_basis,
                "stated": s.stated or None,
            }
            for s in detail.sightings
        ],
        "changes": [_change_json(change) for change in detail.changes],
        **(_video_json(detail.video) if detail.video else {}),
    }


def _video_json(video: Video) -> dict[str, Any]:
    return {
        "kind_basis": video.kind_basis or None,
        "uploaded_at": rfc3339(video.uploaded_at),
        "chapters": [{"start_s": c.start_s, "title": c.title} for c in video.chapters],
        "captions": video.captions or None,
    }


def merge_json(store: Store, item_id: str) -> dict[str, Any]:
    """An item after a merge or split, and the merges and splits of it that are in force."""
    row = store.timeline.find(item_id)
    return {
        "item": row.public_id if row else item_id,
        "title": row.title if row else None,
        "decisions": [
            {
                "number": d.number,
                "verb": d.verb,
                "item": d.item_id,
                "other": d.other_id,
                "by": d.by or None,
                "at": rfc3339(d.at),
                "why": d.why or None,
            }
            for d in store.people.decisions(item_id)
        ],
    }


def pair_json(pair: Pair, article: ItemRow | None, video: ItemRow | None) -> dict[str, Any]:
    """A pair, with the public addresses of both halves."""
    return {
        "article": article.public_id if article else pair.article_id,
        "video": video.public_id if video else pair.video_id,
        "article_url": article.url if article else None,
        "article_title": article.title if article else None,
        "video_id": video.video_id if video else None,
        "video_title": video.title if video else None,
        "state": pair.state,
        "score": round(pair.score, 4),
        "evidence": [
            {"kind": e.kind, "detail": e.detail, "weight": round(e.weight, 4)}
            for e in pair.evidence
        ],
        "by": pair.decided_by or None,
        "at": rfc3339(pair.decided_at),
        "why": pair.why or None,
    }


def source_json(source: Source, now: datetime, rhythm: Rhythm = UNKNOWN) -> dict[str, Any]:
    """A source and its health at ``now`` (aware), given the rhythm of what it brought."""
    return {
        "id": source.id,
        "kind": source.kind,
        "url": source.url,
        "name": source.name,
        "state": str(source.state),
        "health": str(health(source, now, rhythm).state),
        "newest_item_at": rfc3339(rhythm.newest),
        "rhythm": rhythm.words() or None,
        "last_success_at": rfc3339(source.last_success_at),
        "last_attempt_at": rfc3339(source.last_attempt_at),
        "next_due_at": rfc3339(source.next_due_at),
        "error": source.error or None,
        "advice": source.advice or None,
        "warnings": list(source.warnings),
        "failures": source.failures,
        "items": source.items,
        "syncing": source.syncing,
    }


def _partner_json(partner: Partner) -> dict[str, Any]:
    return {
        "id": partner.public_id,
        "kind": partner.kind,
        "title": partner.title,
        "url": partner.url,
        "video_id": partner.video_id,
        "state": partner.state,
        "score": round(partner.score, 4),
        "image": image_json(partner.image),
        "duration_s": partner.duration_s,
    }


def _carried_json(entry: Carried) -> dict[str, Any]:
    return {
        "id": entry.id or None,
        "kind": entry.kind or None,
        "title": entry.title,
        "url": entry.url,
        "video_id": entry.video_id,
        "opaque": entry.opaque,
        "heading": entry.heading,
    }


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "at": rfc3339(change.at),
        "field": change.field,
        "old": change.old,
        "new": change.new,
    }
