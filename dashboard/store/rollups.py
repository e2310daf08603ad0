"""Counts by day, hour, kind and topic, in the outlet's zone, kept in the items' transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Table,
    delete,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from dashboard.store import schema
from dashboard.store.identity import EPOCH, POSITION_ID_BITS, from_ms, ms_of, position_at
from dashboard.store.periods import SPANS, next_start, start_of, weekday
from dashboard.store.upsert import insert_or_add
from dashboard.store.zones import DAY_MS, Stretch, stretches

ALL_TOPICS = ""
WEEK_GRAINS = ("month", "year")
"""By which periods hours of the week are summed up."""
HOUR_MS = 3_600_000
EPOCH_DAY = EPOCH.toordinal()
QUARTER_MS = 15 * 60 * 1000
QUARTERS_SINCE = from_ms(0).replace(year=1973)
"""Since then every zone's offset is whole quarters of an hour; Liberia's was the last."""


class Rollups:
    """Collects what a transaction adds and takes away, then writes it at once."""

    def __init__(self, outlet_id: int, zone: ZoneInfo) -> None:
        self._outlet_id = outlet_id
        self._zone = zone
        self._hour_of: dict[int, tuple[int, int]] = {}
        self._days: Counter[tuple[int, str, str]] = Counter()
        self._hours: Counter[tuple[int, int, str]] = Counter()

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_hour_of": {}}

    def item(self, published_ms: int, kind: str, by: int) -> None:
        """Count an item in (``by`` = 1) or out (-1)."""
        day, hour = self._local(published_ms)
        self._days[day, kind, ALL_TOPICS] += by
        self._hours[day, hour, kind] += by

    def topics(self, published_ms: int, kind: str, topics: Iterable[str], by: int) -> None:
        """Count an item in or out under each of its topics."""
        if topics := tuple(topics):
            day, _ = self._local(published_ms)
            for topic in topics:
                self._days[day, kind, topic] += by

    def write(self, connection: Connection) -> None:
        """Add what was collected to the tables, by day and by the periods above it."""
        spans: Counter[tuple[str, int, str, str]] = Counter()
        for (day, kind, topic), n in self._days.items():
            for grain in SPANS:
                spans[grain, start_of(day, grain), topic, kind] += n
        weeks: Counter[tuple[str, int, int, int, str]] = Counter()
        for (day, hour, kind), n in self._hours.items():
            for grain in WEEK_GRAINS:
                weeks[grain, start_of(day, grain), weekday(day), hour, kind] += n
        self._add(connection, schema.rollup_day, self._days)
        self._add(connection, schema.rollup_hour, self._hours)
        self._add(connection, schema.rollup_span, spans)
        self._add(connection, schema.rollup_week, weeks)

    def _add(self, connection: Connection, table: Table, counted: Counter[Any]) -> None:
        names = tuple(table.columns.keys())
        rows = [
            dict(zip(names, (self._outlet_id, *key, n), strict=True))
            for key, n in counted.items()
            if n
        ]
        insert_or_add(connection, table, rows, "items")

    def _local(self, published_ms: int) -> tuple[int, int]:
        """Day and hour in the outlet's zone, worked out once a quarter of an hour."""
        quarter = published_ms // QUARTER_MS
        if (found := self._hour_of.get(quarter)) is None:
            moment = from_ms(published_ms)
            local = moment.astimezone(self._zone)
            found = local.toordinal(), local.hour
            if moment >= QUARTERS_SINCE:
                self._hour_of[quarter] = found
        return found


def rebuild(connection: Connection, outlet_id: int, zone: ZoneInfo) -> None:
    """Count everything anew, as after a change of the outlet's zone.

    The database counts, one stretch of the zone's time after the other, so that memory stays flat.
    """
    for table in (schema.rollup_day, schema.rollup_hour, schema.rollup_span, schema.rollup_week):
        connection.execute(delete(table).where(table.c.outlet_id == outlet_id))
    place, item = schema.item.c.position, schema.item.c
    first, last = connection.execute(
        select(func.min(place), func.max(place)).where(item.outlet_id == outlet_id)
    ).one()
    if first is None:
        return
    for stretch in stretches(zone, ms_of(first), ms_of(last) + 1):
        _count_stretch(connection, outlet_id, stretch)
    days = schema.rollup_hour.c
    whole = select(
        days.outlet_id, days.day, days.kind, literal(ALL_TOPICS), func.sum(days["items"])
    ).where(days.outlet_id == outlet_id)
    _insert(connection, schema.rollup_day, whole.group_by(days.outlet_id, days.day, days.kind))
    _sum_up(connection, outlet_id)


def _count_stretch(connection: Connection, outlet_id: int, stretch: Stretch) -> None:
    """Count a stretch's items by hour, and those with topics by day.

    A day on which clocks change lies in two stretches.
    """
    item, facet = schema.item.c, schema.facet.c
    bounds = (position_at(stretch.start), position_at(stretch.end))
    day, hour = local_day(item.position, stretch), local_hour(item.position, stretch)
    counted = (
        select(item.outlet_id, day, hour, item.kind, func.count())
        .where(item.outlet_id == outlet_id, item.position >= bounds[0], item.position < bounds[1])
        .group_by(item.outlet_id, day, hour, item.kind)
    )
    _insert(connection, schema.rollup_hour, counted)
    day = local_day(facet.position, stretch)
    # The plus sign keeps SQLite from walking all items and asking for the topics of each.
    leading: ColumnElement[int] = literal_column("+facet.position", BigInteger)
    same = (item.outlet_id == facet.outlet_id) & (item.position == leading)
    topics = connection.scalars(
        select(schema.facet_value.c.value).where(
            schema.facet_value.c.outlet_id == outlet_id, schema.facet_value.c.facet == "topic"
        )
    ).all()
    for topic in topics:
        counted = (
            select(facet.outlet_id, day, item.kind, facet.value, func.count())
            .select_from(schema.facet.join(schema.item, same))
            .where(
                facet.outlet_id == outlet_id,
                facet.facet == "topic",
                facet.value == topic,
                facet.position >= bounds[0],
                facet.position < bounds[1],
            )
            .group_by(facet.outlet_id, day, item.kind, facet.value)
        )
        _insert(connection, schema.rollup_day, counted)


def _sum_up(connection: Connection, outlet_id: int) -> None:
    """Sum the days up by week, month and year."""
    days, hours = schema.rollup_day.c, schema.rollup_hour.c
    first, last = connection.execute(
        select(func.min(days.day), func.max(days.day)).where(days.outlet_id == outlet_id)
    ).one()
    for grain in SPANS:
        start = start_of(first, grain)
        while start <= last:
            end = next_start(start, grain)
            summed = (
                select(
                    days.outlet_id,
                    literal(grain),
                    literal(start),
                    days.topic,
                    days.kind,
                    func.sum(days["items"]),
                )
                .where(days.outlet_id == outlet_id, days.day >= start, days.day < end)
                .group_by(days.outlet_id, days.topic, days.kind)
            )
            _insert(connection, schema.rollup_span, summed)
            if grain in WEEK_GRAINS:
                of_week = (hours.day + 6) % 7
                summed = (
                    select(
                        hours.outlet_id,
                        literal(grain),
                        literal(start),
                        of_week,
                        hours.hour,
                        hours.kind,
                        func.sum(hours["items"]),
                    )
                    .where(hours.outlet_id == outlet_id, hours.day >= start, hours.day < end)
                    .group_by(hours.outlet_id, of_week, hours.hour, hours.kind)
                )
                _insert(connection, schema.rollup_week, summed)
            start = end


def _insert(connection: Connection, table: Table, counted: Select[Any]) -> None:
    """Insert counts, or add them to those that are there."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    names = list(table.columns.keys())
    into: Any = make(table).from_select(names, counted)
    both = table.c["items"] + into.excluded["items"]
    connection.execute(
        into.on_conflict_do_update(index_elements=list(table.primary_key), set_={"items": both})
    )


def local_day(place: ColumnElement[int], stretch: Stretch) -> ColumnElement[int]:
    """The day (proleptic ordinal) of a position in a stretch of local time."""
    return _whole(place, stretch, DAY_MS) + literal_column(str(EPOCH_DAY), BigInteger)


def local_hour(place: ColumnElement[int], stretch: Stretch) -> ColumnElement[int]:
    """The hour of the day (0 to 23) of a position in a stretch of local time."""
    day = _whole(place, stretch, DAY_MS) * literal_column("24", BigInteger)
    return _whole(place, stretch, HOUR_MS) - day


def _whole(place: ColumnElement[int], stretch: Stretch, span: int) -> ColumnElement[int]:
    """How many spans of so many ms have passed since 1970, in local time.

    Databases divide towards nought, so what lies before 1970 is first made a multiple.
    """
    ms, size = f"(({place} >> {POSITION_ID_BITS}) + {stretch.offset})", str(span)
    if stretch.start + stretch.offset < 0:
        ms = f"({ms} - (({ms} % {size} + {size}) % {size}))"
    return literal_column(f"({ms} / {size})", BigInteger)
