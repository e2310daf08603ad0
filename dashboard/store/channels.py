"""What connectors may know of videos before they ask (see ``connectors.contract.Known``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Connection, and_, delete, exists, or_, select

from connectors.contract import KnownVideo
from connectors.items import LiveState, Status, Video
from dashboard.store import codec, schema
from dashboard.store.base import Part
from dashboard.store.identity import from_ms, to_ms
from dashboard.store.recall import chunks
from dashboard.store.upsert import insert_or_update

ASKED_AGAIN = timedelta(days=7)
"""A video that YouTube did not show is looked for again after so long."""

MOST_ELSEWHERE = 50_000
"""So many videos of others are remembered; the oldest are forgotten, and asked about anew."""

_VIDEO = "video:"


class Channels(Part):
    """The outlet's channels, as far as connectors look at them."""

    def videos(self, channel_id: str) -> Iterator[KnownVideo]:
        """The videos of a channel that are not removed."""
        item, latest = schema.item, schema.reading_latest
        views = and_(
            latest.c.outlet_id == item.c.outlet_id,
            latest.c.metric == "views",
            latest.c.origin == "youtube",
            latest.c.item_id == item.c.id,
        )
        with self.begin_read() as connection:
            rows = connection.execute(
                select(
                    item.c.video_id,
                    item.c.published_at,
                    item.c.refreshed_at,
                    item.c.live_state,
                    item.c.status,
                    item.c.scheduled_at,
                    latest.c.observed_at,
                    item.c.duration_s,
                )
                .outerjoin(latest, views)
                .where(
                    item.c.outlet_id == self.outlet_id,
                    item.c.kind == "video",
                    item.c.channel_id == channel_id,
                    item.c.status != Status.REMOVED,
                )
            ).all()
        for video_id, published, refreshed, live, status, scheduled, measured, duration in rows:
            yield KnownVideo(
                video_id,
                from_ms(published),
                None if refreshed is None else from_ms(refreshed),
                LiveState(live),
                Status(status),
                None if scheduled is None else from_ms(scheduled),
                None if measured is None else from_ms(measured),
                duration is not None,
            )

    def told(self, video_ids: Sequence[str]) -> Mapping[str, Video]:
        """What YouTube's interface told of these videos last."""
        table, source = schema.sighting, schema.source
        found: dict[str, Video] = {}
        with self.begin_read() as connection:
            ids = connection.scalars(
                select(source.c.id).where(
                    source.c.outlet_id == self.outlet_id, source.c.kind == "youtube"
                )
            ).all()
            for some in chunks(video_ids):
                payloads = connection.scalars(
                    select(table.c.payload).where(
                        table.c.outlet_id == self.outlet_id,
                        table.c.source_id.in_(ids),
                        table.c.ref.in_(some),
                    )
                )
                for item in map(codec.decode, payloads):
                    if isinstance(item, Video):
                        found[item.video_id] = item
        return found

    def pointed_at(self, channel_id: str, limit: int) -> Sequence[str]:
        """Videos that items point at or a push named, that are not stored, and may be its own."""
        pointer, identity, table = schema.pointer, schema.identity, schema.elsewhere
        here = self.outlet_id
        before = to_ms(self.clock() - ASKED_AGAIN)
        settled = exists().where(
            table.c.outlet_id == here,
            _VIDEO + table.c.video_id == pointer.c.key,
            table.c.channel_id != channel_id,
            or_(table.c.channel_id != "", table.c.asked_at > before),
        )
        named = (
            select(pointer.c.key)
            .distinct()
            .where(
                pointer.c.outlet_id == here,
                pointer.c.key >= _VIDEO,
                pointer.c.key < "video;",
                ~exists().where(identity.c.outlet_id == here, identity.c.key == pointer.c.key),
                ~settled,
            )
            .limit(limit)
        )
        key = _VIDEO + table.c.video_id
        own = (
            select(table.c.video_id)
            .where(
                table.c.outlet_id == here,
                table.c.channel_id == channel_id,
                ~exists().where(identity.c.outlet_id == here, identity.c.key == key),
            )
            .limit(limit)
        )
        with self.begin_read() as connection:
            found = list(connection.scalars(own))
            found += [key.removeprefix(_VIDEO) for key in connection.scalars(named)]
        return list(dict.fromkeys(found))[:limit]


def note_elsewhere(
    connection: Connection, outlet_id: int, videos: Mapping[str, str], now_ms: int
) -> None:
    """Remember whose videos are that are not stored, as many as ``MOST_ELSEWHERE``."""
    if not videos:
        return
    table = schema.elsewhere
    rows = [
        {"outlet_id": outlet_id, "video_id": one, "channel_id": channel, "asked_at": now_ms}
        for one, channel in videos.items()
    ]
    insert_or_update(connection, table, rows, ("channel_id", "asked_at"))
    here = table.c.outlet_id == outlet_id
    oldest_kept = connection.scalar(
        select(table.c.asked_at)
        .where(here)
        .order_by(table.c.asked_at.desc())
        .offset(MOST_ELSEWHERE)
        .limit(1)
    )
    if oldest_kept is not None:
        connection.execute(delete(table).where(here, table.c.asked_at <= oldest_kept))
