"""YouTube's terms: what its interface told is read again within 30 days, or dropped.

YouTube API Services, Developer Policies, III.E.4. The plan of the connector reads everything again
in time; this is for when it could not: a key that no longer works, a source that was removed. What
stays of a video is its id, its link and its times, so that links and pairs keep their ground.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, delete, select, update

from connectors.contract import Batch
from connectors.items import Status, Video
from dashboard.store import codec, schema
from dashboard.store.arrivals import DROPPED, Arrival
from dashboard.store.base import Part
from dashboard.store.corrections import TEXT, TITLE
from dashboard.store.identity import to_ms
from dashboard.store.recall import chunks
from dashboard.store.write import rewrite

KEPT = timedelta(days=30)
SAID = "YouTube could not be asked for this video for 30 days, so its details were dropped."


class Terms(Part):
    """What has to go."""

    def drop_stale(self) -> int:
        """Drop what YouTube told of videos that were not read again in time; of how many."""
        dropped = 0
        item, cutoff = schema.item, to_ms(self.clock() - KEPT)
        with self.begin_read() as connection:
            ids = connection.scalars(
                select(item.c.id).where(
                    item.c.outlet_id == self.outlet_id,
                    item.c.kind == "video",
                    item.c.refreshed_at < cutoff,
                )
            ).all()
        for some in chunks(ids):
            with self.begin_write() as connection:
                rewrite(self, connection, list(self._emptied(connection, some)))
                self._forget(connection, some)
                self.bump_version(connection)
            dropped += len(some)
        return dropped

    def _emptied(self, connection: Connection, ids: list[int]) -> Iterator[Arrival]:
        table, source = schema.sighting, schema.source
        rows = connection.execute(
            select(table.c.source_id, table.c.payload, table.c.gone_status)
            .join(
                source,
                (source.c.outlet_id == table.c.outlet_id) & (source.c.id == table.c.source_id),
            )
            .where(
                table.c.outlet_id == self.outlet_id,
                table.c.item_id.in_(ids),
                source.c.kind == "youtube",
            )
        )
        for source_id, payload, gone in rows:
            video = codec.decode(payload)
            if isinstance(video, Video):
                status = Status(gone) if gone else video.status
                yield Arrival(source_id, "youtube", Batch(items=(tombstone(video, status),)))

    def _forget(self, connection: Connection, ids: list[int]) -> None:
        for table in (schema.reading, schema.reading_latest):
            connection.execute(
                delete(table).where(
                    table.c.outlet_id == self.outlet_id,
                    table.c.item_id.in_(ids),
                    table.c.origin == "youtube",
                )
            )
        change, item = schema.change, schema.item
        connection.execute(
            delete(change).where(
                change.c.outlet_id == self.outlet_id,
                change.c.item_id.in_(ids),
                change.c.field.in_((TITLE, TEXT)),
            )
        )
        connection.execute(
            update(item)
            .where(item.c.outlet_id == self.outlet_id, item.c.id.in_(ids))
            .values(refreshed_at=None)
        )


def tombstone(video: Video, status: Status) -> Video:
    """What may be kept of a video."""
    return Video(
        ref=video.ref,
        url=video.url,
        title=f"Video {video.video_id}",
        summary=SAID,
        published_at=video.published_at,
        time_basis=video.time_basis,
        raw_time=video.raw_time,
        status=status,
        video_id=video.video_id,
        channel_id=video.channel_id,
        kind_basis=DROPPED,
        uploaded_at=video.uploaded_at,
    )
