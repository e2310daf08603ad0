"""Subscriptions to pushes, and what a push leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, update

from connectors.contract import Batch
from connectors.items import Video
from dashboard.store import schema
from dashboard.store.arrivals import Arrival
from dashboard.store.base import Part
from dashboard.store.identity import from_ms, to_ms
from dashboard.store.model import Source, SourceState
from dashboard.store.upsert import insert_or_update
from dashboard.store.write import rewrite

table = schema.push

READ_AGAIN = timedelta(days=21)
"""A video of which a push told counts as unread for so long: it is read again before all others."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Pushes asked of a hub for a source; they come until ``lease_until``, once it is granted."""

    source_id: str
    topic: str
    callback: str
    asked_at: datetime
    lease_until: datetime | None
    pushed_at: datetime | None
    error: str


class Pushes(Part):
    """Pushes by source."""

    def get(self, source_id: str) -> Subscription | None:
        """The subscription of a source."""
        with self.begin_read() as connection:
            row = connection.execute(select(table).where(self._is(source_id))).first()
        return None if row is None else _subscription(row)

    def of_removed(self) -> list[Subscription]:
        """The subscriptions of sources that nobody follows any more."""
        source = schema.source
        theirs = (source.c.outlet_id == table.c.outlet_id) & (source.c.id == table.c.source_id)
        with self.begin_read() as connection:
            rows = connection.execute(
                select(table)
                .join(source, theirs)
                .where(table.c.outlet_id == self.outlet_id, source.c.state == SourceState.REMOVED)
            )
            return [_subscription(row) for row in rows]

    def forget(self, source_id: str) -> None:
        """A subscription has ended."""
        with self.begin_write() as connection:
            connection.execute(delete(table).where(self._is(source_id)))

    def ask(self, source_id: str, topic: str, callback: str) -> None:
        """A subscription is about to be asked for; one that is held goes on until it ends."""
        held = self.get(source_id)
        same = held is not None and (held.topic, held.callback) == (topic, callback)
        row = {
            "outlet_id": self.outlet_id,
            "source_id": source_id,
            "topic": topic,
            "callback": callback,
            "asked_at": to_ms(self.clock()),
            "lease_until": None,
            "pushed_at": None,
            "error": "",
        }
        changed = ("topic", "callback", "asked_at", "error", *(() if same else ("lease_until",)))
        with self.begin_write() as connection:
            insert_or_update(connection, table, [row], changed)

    def granted(self, source_id: str, lease_until: datetime) -> None:
        """The hub granted the subscription."""
        self._set(source_id, lease_until=to_ms(lease_until), error="")

    def failed(self, source_id: str, error: str) -> None:
        """The hub could not be asked, or refused."""
        self._set(source_id, error=error)

    def take(self, source: Source, videos: Sequence[Video], deleted: Sequence[str]) -> None:
        """A push came: what is new is shown at once, and all it names is read before all else."""
        named = [*(video.video_id for video in videos), *deleted]
        item, source_table, now = schema.item, schema.source, self.clock()
        with self.begin_write() as connection:
            known = set(
                connection.scalars(
                    select(item.c.video_id).where(
                        item.c.outlet_id == self.outlet_id, item.c.video_id.in_(named)
                    )
                )
            )
            new = tuple(video for video in videos if video.video_id not in known)
            rewrite(self, connection, [Arrival(source.id, source.kind, Batch(items=new))])
            unread = to_ms(now - READ_AGAIN)
            connection.execute(
                update(item)
                .where(
                    item.c.outlet_id == self.outlet_id,
                    item.c.video_id.in_(known),
                    item.c.refreshed_at > unread,
                )
                .values(refreshed_at=unread)
            )
            connection.execute(
                update(source_table)
                .where(source_table.c.outlet_id == self.outlet_id, source_table.c.id == source.id)
                .values(next_due_at=None, items=source_table.c["items"] + len(new))
            )
            connection.execute(
                update(table).where(self._is(source.id)).values(pushed_at=to_ms(now))
            )
            self.bump_version(connection)

    def _is(self, source_id: str) -> Any:
        return (table.c.outlet_id == self.outlet_id) & (table.c.source_id == source_id)

    def _set(self, source_id: str, **values: Any) -> None:
        with self.begin_write() as connection:
            connection.execute(update(table).where(self._is(source_id)).values(**values))


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        row.source_id,
        row.topic,
        row.callback,
        from_ms(row.asked_at),
        None if row.lease_until is None else from_ms(row.lease_until),
        None if row.pushed_at is None else from_ms(row.pushed_at),
        row.error,
    )
