"""Rows of the database as the values that readers of the store get."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from connectors.items import AnyItem
from dashboard.store import codec
from dashboard.store.identity import from_ms, show_id
from dashboard.store.merge import as_stated
from dashboard.store.model import Carried, CarriedBy, ItemRow, Pair, Partner, SightingRow, Topic
from dashboard.store.recall import sighting_of


def item_row(
    row: Row[Any],
    source_names: Mapping[str, str],
    *,
    partners: tuple[Partner, ...] = (),
    carried: tuple[Carried, ...] = (),
    carried_by: tuple[CarriedBy, ...] = (),
    earlier_titles: tuple[str, ...] = (),
) -> ItemRow:
    """An item's row from its table, and what other tables tell of it."""
    return ItemRow(
        id=show_id(row.id),
        kind=row.kind,
        url=row.url,
        title=row.title,
        summary=row.summary,
        published_at=from_ms(row.published_at),
        updated_at=None if row.updated_at is None else from_ms(row.updated_at),
        date_basis=row.date_basis,
        labels=tuple(row.labels),
        topics=tuple(Topic(*topic) for topic in row.topics),
        sources=tuple(source_names.get(i, i) for i in row.source_ids),
        authors=tuple(row.authors),
        language=row.language,
        status=row.status,
        image=codec.image_from(row.image),
        links=codec.links_from(row.links),
        video_id=row.video_id,
        duration_s=row.duration_s,
        video_kind=row.video_kind,
        live_state=row.live_state,
        scheduled_at=None if row.scheduled_at is None else from_ms(row.scheduled_at),
        corrections=row.corrections,
        first_seen_at=from_ms(row.first_seen_at),
        alias=row.alias,
        partners=partners,
        carried=carried,
        carried_by=carried_by,
        earlier_titles=earlier_titles,
    )


def seen_row(row: Row[Any], decoded: AnyItem) -> SightingRow:
    """A sighting's row from its table, joined with its source's."""
    published = sighting_of(row, row.source_kind, decoded).published
    return SightingRow(
        source_id=row.source_id,
        source_name=row.source_name or row.source_id,
        source_kind=row.source_kind or "",
        ref=row.ref,
        url=decoded.url,
        title=decoded.title,
        first_seen_at=from_ms(row.first_seen_at),
        last_changed_at=from_ms(row.changed_at),
        gone_at=None if row.gone_at is None else from_ms(row.gone_at),
        published_at=published.at if published else None,
        date_basis=str(published.basis) if published else "inferred",
        stated=as_stated(decoded),
    )


def partner_of(row: Row[Any], pair: Pair) -> Partner:
    """The other half of a pair, from its row in the item table."""
    return Partner(
        id=show_id(row.id),
        kind=row.kind,
        title=row.title,
        url=row.url,
        video_id=row.video_id,
        state=pair.state,
        score=pair.score,
        image=codec.image_from(row.image),
        duration_s=row.duration_s,
        alias=row.alias,
    )
