"""Sources and their health, and who is syncing which."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import Row, Select, and_, case, or_, select, update

from connectors.contract import SourceSpec
from dashboard.store import schema
from dashboard.store.channels import Channels
from dashboard.store.identity import from_ms, ms_of, to_ms
from dashboard.store.known_pages import KnownPages
from dashboard.store.model import Source, SourceState
from dashboard.store.upsert import insert_new

table = schema.source

SYNCED = (str(SourceState.ACTIVE), str(SourceState.BROKEN))
"""States in which a source is synced; a broken one now and then, for it may have been mended."""


SourceList = list[Source]
SourceTimes = list[datetime]

DATA_API, CHANNEL_FEED = "youtube", "youtube-feed"
"""The two kinds in which a channel is a source."""

IMPORT_ID = "import"
"""The id of the source that imported files are sightings of."""


class Sources(Channels, KnownPages):
    """The outlet's sources, and what their connectors may know."""

    def list(self) -> SourceList:
        """All sources but the removed ones, in the order in which they were added."""
        return self._read(self._select().where(table.c.state != SourceState.REMOVED))

    def get(self, source_id: str) -> Source | None:
        """One source, removed or not."""
        return next(iter(self._read(self._select().where(table.c.id == source_id))), None)

    def add(self, spec: SourceSpec, *, found_from: str = "") -> Source:
        """Add a source; one that is there already (or was removed) is made active again.

        ``found_from`` is the home page from which it was chosen; without one a person named it,
        and it stays theirs.
        A channel is one source, however it is read: with a key that came later, the better way.
        """
        source_id = self._same_channel(spec) or source_id_of(spec)
        row = {
            "outlet_id": self.outlet_id,
            "id": source_id,
            "kind": spec.kind,
            "url": spec.url,
            "name": spec.name or spec.url,
            "state": str(SourceState.ACTIVE),
            "checkpoint": {},
            "added_at": to_ms(self.clock()),
            "failures": 0,
            "error": "",
            "advice": "",
            "warnings": [],
            "items": 0,
            "lease_owner": "",
            "lease_until": 0,
            "found_from": found_from,
        }
        removed = and_(self._is(source_id), table.c.state == SourceState.REMOVED)
        again = {"state": str(SourceState.ACTIVE), "next_due_at": None, "found_from": found_from}
        with self.begin_write() as connection:
            insert_new(connection, table, [row])
            connection.execute(update(table).where(removed).values(**again))
            if not found_from:
                connection.execute(
                    update(table).where(self._is(source_id)).values(found_from=found_from)
                )
            self.bump_version(connection)
        if spec.kind == DATA_API:
            self.read_with_key(source_id)
        found = self.get(source_id)
        assert found is not None, "it was just written"
        return found

    def read_with_key(self, source_id: str) -> bool:
        """Read a channel through the Data API from now on, if it was read by its feed."""
        if (source := self.get(source_id)) is None or source.kind != CHANNEL_FEED:
            return False
        state = SourceState.ACTIVE if source.state is SourceState.BROKEN else source.state
        # What the feed's connector remembered is of no use to the other.
        self._set(source_id, kind=DATA_API, checkpoint={}, next_due_at=None, state=str(state))
        return True

    def _same_channel(self, spec: SourceSpec) -> str | None:
        if spec.kind not in (DATA_API, CHANNEL_FEED):
            return None
        with self.begin_read() as connection:
            return connection.scalar(
                select(table.c.id)
                .where(
                    table.c.outlet_id == self.outlet_id,
                    table.c.kind.in_((DATA_API, CHANNEL_FEED)),
                    table.c.url == spec.url,
                )
                .order_by(table.c.state == SourceState.REMOVED, table.c.added_at)
                .limit(1)
            )

    def importing(self) -> Source:
        """The source that stands for imported files; there is nothing to sync in it."""
        self.add(SourceSpec(IMPORT_ID, "", "Imported files"))
        self._set(IMPORT_ID, state=str(SourceState.PAUSED))
        found = self.get(IMPORT_ID)
        assert found is not None, "it was just written"
        return found

    def pause(self, source_id: str) -> None:
        """Stop syncing a source until it is resumed."""
        self._set(source_id, state=str(SourceState.PAUSED))

    def resume(self, source_id: str) -> None:
        """Sync a paused or broken source again, at once."""
        self._set(
            source_id,
            state=str(SourceState.ACTIVE),
            next_due_at=None,
            failures=0,
            error="",
            advice="",
        )

    def remove(self, source_id: str) -> None:
        """Take a source off the list; its items stay."""
        self._set(source_id, state=str(SourceState.REMOVED))

    def sync_now(self, source_id: str) -> None:
        """Make a source due at once."""
        self._set(source_id, next_due_at=None)

    def claim(
        self,
        owner: str,
        lease_s: float,
        *,
        limit: int = 1000,
        everything: bool = False,
        only: str | None = None,
    ) -> SourceList:
        """Take the sources that are due, for ``lease_s`` seconds, so that no one else does.

        ``everything`` regardless of when they are due (paused ones excepted), ``only`` one.
        """
        now = to_ms(self.clock())
        until = now + int(lease_s * 1000)
        free = and_(
            table.c.outlet_id == self.outlet_id,
            table.c.state.in_(SYNCED),
            or_(table.c.lease_until <= now, table.c.lease_owner.in_(("", owner))),
        )
        if only:
            free = and_(free, table.c.id == only)
        elif not everything:
            free = and_(free, or_(table.c.next_due_at.is_(None), table.c.next_due_at <= now))
        with self.begin_small_write() as connection:
            due = select(table.c.id).where(free).order_by(table.c.next_due_at).limit(limit)
            if connection.dialect.name == "postgresql":
                due = due.with_for_update(skip_locked=True)
            ids = list(connection.scalars(due))
            for at in range(0, len(ids), 500):
                connection.execute(
                    update(table)
                    .where(table.c.outlet_id == self.outlet_id, table.c.id.in_(ids[at : at + 500]))
                    .values(lease_owner=owner, lease_until=until, last_attempt_at=now)
                )
        claimed = set(ids)
        return [source for source in self.list() if source.id in claimed]

    def failed(
        self,
        source_id: str,
        *,
        error: str,
        advice: str,
        next_due_at: datetime,
        needs_person: bool = False,
    ) -> None:
        """Record that a source could not be read; what it brought before stays."""
        values: dict[str, Any] = {
            "failures": table.c.failures + 1,
            "error": error,
            "advice": advice,
            "next_due_at": to_ms(next_due_at),
            "lease_owner": "",
            "lease_until": 0,
        }
        if needs_person:
            # Whoever paused or removed it meanwhile has the last word.
            active = table.c.state == SourceState.ACTIVE
            values["state"] = case((active, str(SourceState.BROKEN)), else_=table.c.state)
        self._set(source_id, **values)

    def released(self, owner: str) -> None:
        """Give back what ``owner`` still holds, as when it stops."""
        with self.begin_small_write() as connection:
            connection.execute(
                update(table)
                .where(table.c.outlet_id == self.outlet_id, table.c.lease_owner == owner)
                .values(lease_owner="", lease_until=0)
            )

    def published(self, source_id: str, limit: int) -> SourceTimes:
        """When the newest ``limit`` items that a source knows were published, newest first."""
        place = schema.facet.c.position
        statement = (
            select(place)
            .where(
                schema.facet.c.outlet_id == self.outlet_id,
                schema.facet.c.facet == "source",
                schema.facet.c.value == source_id,
            )
            .order_by(place.desc())
            .limit(limit)
        )
        with self.begin_read() as connection:
            return [from_ms(ms_of(position)) for position in connection.scalars(statement)]

    def lease_owners(self) -> set[str]:
        """Who holds sources now."""
        with self.begin_read() as connection:
            return set(
                connection.scalars(
                    select(table.c.lease_owner).where(
                        table.c.outlet_id == self.outlet_id, table.c.lease_owner != ""
                    )
                )
            )

    def next_due(self, busy: Collection[str] = ()) -> datetime | None:
        """When the next source is due that is not ``busy``; ``None`` when there is none."""
        with self.begin_read() as connection:
            rows = connection.execute(
                select(table.c.id, table.c.next_due_at).where(
                    table.c.outlet_id == self.outlet_id, table.c.state.in_(SYNCED)
                )
            ).all()
        due = [self.clock() if at is None else from_ms(at) for i, at in rows if i not in busy]
        return min(due, default=None)

    def _is(self, source_id: str) -> Any:
        return and_(table.c.outlet_id == self.outlet_id, table.c.id == source_id)

    def _set(self, source_id: str, **values: Any) -> None:
        with self.begin_small_write() as connection:
            connection.execute(update(table).where(self._is(source_id)).values(**values))
            self.bump_version(connection)

    def _select(self) -> Select[Any]:
        return (
            select(table)
            .where(table.c.outlet_id == self.outlet_id)
            .order_by(table.c.added_at, table.c.id)
        )

    def _read(self, statement: Select[Any]) -> SourceList:
        now = to_ms(self.clock())
        with self.begin_read() as connection:
            return [_source(row, now) for row in connection.execute(statement)]


def source_id_of(spec: SourceSpec) -> str:
    """A source's id: derived from its kind and address, so that adding it twice is once."""
    if spec.kind == IMPORT_ID:
        return IMPORT_ID
    return blake2b(f"{spec.kind} {spec.url}".encode(), digest_size=5).hexdigest()


def backoff(failures: int, refresh_s: float) -> timedelta:
    """How long to leave a source alone after so many failures in a row: doubling, to six hours."""
    return timedelta(seconds=min(refresh_s * 2 ** min(failures, 10), 6 * 3600))


def _source(row: Row[Any], now: int) -> Source:
    def moment(value: int | None) -> datetime | None:
        return None if value is None else from_ms(value)

    return Source(
        id=row.id,
        kind=row.kind,
        url=row.url,
        name=row.name,
        state=SourceState(row.state),
        checkpoint=row.checkpoint,
        added_at=from_ms(row.added_at),
        last_attempt_at=moment(row.last_attempt_at),
        last_success_at=moment(row.last_success_at),
        next_due_at=moment(row.next_due_at),
        failures=row.failures,
        error=row.error,
        advice=row.advice,
        warnings=tuple(row.warnings),
        items=row.items,
        syncing=bool(row.lease_owner) and row.lease_until > now,
        found_from=row.found_from,
    )
