"""What charts show: counts by day, topic and hour of the week, in the outlet's zone.

Views that are restricted by kind, one topic and whole days read the rollups, whole weeks, months
and years at once where that will do; any other view is counted from the positions of its items,
by the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal, literal_column, select

from dashboard.store import schema
from dashboard.store.base import Part
from dashboard.store.identity import from_ms, ms_of, position_at, to_ms
from dashboard.store.model import DayCount, HourCount, TimelineQuery, TopicCount
from dashboard.store.periods import Piece, pieces, start_of, weekday
from dashboard.store.rollups import WEEK_GRAINS, local_day, local_hour
from dashboard.store.selecting import item, selection
from dashboard.store.zones import Stretch, stretches

GRAINS = ("day", "week", "month")


class Charts(Part):
    """Counts for a view of the timeline.

    A period is given by its first day, which may lie before the beginning of the view.
    """

    def per_day(self, query: TimelineQuery, grain: str = "day") -> list[DayCount]:
        """Items by period and kind; periods without items are left out.

        Raises:
            ValueError: ``grain`` is not one of ``GRAINS``.
        """
        _check(grain)
        counts: Counter[tuple[int, str]] = Counter()
        with self.begin_read() as connection:
            if self._rolled_up(query) and len(query.topics) <= 1 and _topic_ids(query):
                for part in self._pieces(connection, query, grain):
                    for start, kind, n in self._of_kinds(connection, query, part):
                        counts[start_of(start, grain), kind] += n
            else:
                for at, kind, n in self._counted(connection, query, local_day):
                    counts[start_of(at, grain), kind] += n
        first = date.fromordinal
        return [DayCount(first(day), kind, n) for (day, kind), n in sorted(counts.items())]

    def topics(self, query: TimelineQuery, grain: str = "day") -> list[TopicCount]:
        """Items by period and topic; an item of two topics counts under both.

        Raises:
            ValueError: ``grain`` is not one of ``GRAINS``.
        """
        _check(grain)
        names = self._topic_names()
        counts: Counter[tuple[int, str]] = Counter()
        with self.begin_read() as connection:
            if self._rolled_up(query) and not query.topics:
                for part in self._pieces(connection, query, grain):
                    for start, topic, n in self._of_topics(connection, query, part):
                        counts[start_of(start, grain), topic] += n
            else:
                view = selection(connection, self.outlet_id, query)
                for place, topics in connection.execute(view.select(view.place, item.c.topics)):
                    day = start_of(self._day(ms_of(place)), grain)
                    for topic in topics:
                        counts[day, topic[0]] += 1
        first = date.fromordinal
        return [
            TopicCount(first(day), topic, names.get(topic, topic), n)
            for (day, topic), n in sorted(counts.items())
        ]

    def hours(self, query: TimelineQuery) -> list[HourCount]:
        """Items by weekday (0 is Monday), hour and kind."""
        counts: Counter[tuple[int, int, str]] = Counter()
        with self.begin_read() as connection:
            if self._rolled_up(query) and not query.topics:
                for part in self._pieces(connection, query, *WEEK_GRAINS):
                    for day, hour, kind, n in self._of_hours(connection, query, part):
                        counts[day, hour, kind] += n
            else:
                for at, hour, kind, n in self._counted(connection, query, local_day, local_hour):
                    counts[weekday(at), hour, kind] += n
        return [HourCount(*key, n) for key, n in sorted(counts.items())]

    def _rolled_up(self, query: TimelineQuery) -> bool:
        unfiltered = not (
            query.labels or query.authors or query.sources or query.statuses or query.text.strip()
        )
        bounds = (query.since, query.until)
        return unfiltered and all(b is None or self._is_midnight(b) for b in bounds)

    def _is_midnight(self, moment: datetime) -> bool:
        return moment.astimezone(self.zone).time() == time()

    def _day(self, ms: int) -> int:
        return from_ms(ms).astimezone(self.zone).toordinal()

    def _pieces(
        self, connection: Connection, query: TimelineQuery, *grains: str
    ) -> Iterable[Piece]:
        """The days of a view that have items, in pieces that rollups know."""
        day = schema.rollup_day.c
        ends = [
            select(end(day.day)).where(day.outlet_id == self.outlet_id).scalar_subquery()
            for end in (func.min, func.max)
        ]
        first, last = connection.execute(select(*ends)).one()
        if first is None:
            return ()
        if query.since is not None:
            first = max(first, self._day(to_ms(query.since)))
        if query.until is not None:
            last = min(last, self._day(to_ms(query.until)) - 1)
        return pieces(first, last + 1, tuple(dict.fromkeys(("day", *grains))))

    def _of_kinds(self, connection: Connection, query: TimelineQuery, part: Piece) -> Iterable[Any]:
        table, start = _table(part)
        # Written out, so that SQLite sees that its index of these rows alone will do.
        topic = literal(query.topics[0]) if query.topics else literal_column("''")
        statement = select(start, table.c.kind, table.c["items"]).where(table.c.topic == topic)
        return connection.execute(self._within(statement, table, start, part, query))

    def _of_topics(
        self, connection: Connection, query: TimelineQuery, part: Piece
    ) -> Iterable[Any]:
        table, start = _table(part)
        statement = select(start, table.c.topic, func.sum(table.c["items"])).where(
            table.c.topic != ""
        )
        statement = self._within(statement, table, start, part, query)
        return connection.execute(statement.group_by(start, table.c.topic))

    def _of_hours(self, connection: Connection, query: TimelineQuery, part: Piece) -> Iterable[Any]:
        if part.grain == "day":
            table: Any = schema.rollup_hour
            start, day = table.c.day, (table.c.day + 6) % 7
        else:
            table = schema.rollup_week
            start, day = table.c.start, table.c.weekday
        statement = select(day, table.c.hour, table.c.kind, func.sum(table.c["items"]))
        statement = self._within(statement, table, start, part, query)
        return connection.execute(statement.group_by(day, table.c.hour, table.c.kind))

    def _within(
        self, statement: Any, table: Any, start: Any, part: Piece, query: TimelineQuery
    ) -> Any:
        statement = statement.where(
            table.c.outlet_id == self.outlet_id,
            start >= part.first,
            start < part.end,
            table.c["items"] != 0,
        )
        if part.grain != "day":
            statement = statement.where(table.c.grain == part.grain)
        return statement.where(table.c.kind.in_(query.kinds)) if query.kinds else statement

    def _counted(
        self,
        connection: Connection,
        query: TimelineQuery,
        *of: Callable[[ColumnElement[int], Stretch], ColumnElement[int]],
    ) -> Iterator[Any]:
        """Rows of any view: what ``of`` makes of places in local time, the kind, how many.

        The same may come several times, since it is counted in parts.
        """
        view = selection(connection, self.outlet_id, query)
        for stretch in self._stretches(connection, query):
            by = [make(view.place, stretch) for make in of]
            span = (position_at(stretch.start) - 1, position_at(stretch.end))
            for part in view.parts(*span):
                counted = part.select(*by, item.c.kind, func.count())
                yield from connection.execute(counted.group_by(*by, item.c.kind))

    def _stretches(self, connection: Connection, query: TimelineQuery) -> list[Stretch]:
        """The stretches of local time in which a view has items."""
        ends = [
            select(end(item.c.position)).where(item.c.outlet_id == self.outlet_id).scalar_subquery()
            for end in (func.min, func.max)
        ]
        first, last = connection.execute(select(*ends)).one()
        if first is None:
            return []
        begin, end = ms_of(first), ms_of(last) + 1
        if query.since is not None:
            begin = max(begin, to_ms(query.since))
        if query.until is not None:
            end = min(end, to_ms(query.until))
        return stretches(self.zone, begin, end)

    def _topic_names(self) -> dict[str, str]:
        table = schema.facet_value
        with self.begin_read() as connection:
            return {
                row.value: row.name
                for row in connection.execute(
                    select(table.c.value, table.c.name).where(
                        table.c.outlet_id == self.outlet_id, table.c.facet == "topic"
                    )
                )
            }


def _table(part: Piece) -> tuple[Any, Any]:
    """Where counts of a piece stand, and the column that says from which day on."""
    if part.grain == "day":
        return schema.rollup_day, schema.rollup_day.c.day
    return schema.rollup_span, schema.rollup_span.c.start


def _check(grain: str) -> None:
    if grain not in GRAINS:
        raise ValueError(f"A grain is one of {', '.join(GRAINS)}, not {grain!r}.")


def _topic_ids(query: TimelineQuery) -> bool:
    """Whether topics are asked for by id, as rollups know them."""
    return all(topic.startswith(("medtop:", "label:")) for topic in query.topics)
