"""What charts show: counts by day, topic and hour of the week, in the outlet's zone.

Views that are restricted by kind, one topic and whole days read the rollups; any other view is
counted from the positions of its items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from dashboard.store import schema
from dashboard.store.base import Part
from dashboard.store.identity import from_ms, ms_of
from dashboard.store.model import DayCount, HourCount, TimelineQuery, TopicCount
from dashboard.store.selecting import item, selection

GRAINS = ("day", "week", "month")


class Charts(Part):
    """Counts for a view of the timeline."""

    def per_day(self, query: TimelineQuery) -> list[DayCount]:
        """Items by day and kind; days without items are left out."""
        with self.begin_read() as connection:
            if self._rolled_up(query) and len(query.topics) <= 1 and _topic_ids(query):
                rows = self._days(connection, query)
            else:
                counts: Counter[tuple[int, str]] = Counter()
                for local, kind, _ in self._places(connection, query):
                    counts[local.toordinal(), kind] += 1
                rows = ((day, kind, n) for (day, kind), n in sorted(counts.items()))
            return [DayCount(date.fromordinal(day), kind, n) for day, kind, n in rows]

    def topics(self, query: TimelineQuery, grain: str = "day") -> list[TopicCount]:
        """Items by period and topic; an item of two topics counts under both."""
        names = self._topic_names()
        counts: Counter[tuple[date, str]] = Counter()
        with self.begin_read() as connection:
            if self._rolled_up(query) and not query.topics:
                for day, topic, n in self._topic_days(connection, query, grain):
                    counts[period(date.fromordinal(day), grain), topic] += n
            else:
                for local, _, topics in self._places(connection, query):
                    for topic in topics:
                        counts[period(local.date(), grain), topic[0]] += 1
        return [
            TopicCount(day, topic, names.get(topic, topic), n)
            for (day, topic), n in sorted(counts.items())
        ]

    def hours(self, query: TimelineQuery) -> list[HourCount]:
        """Items by weekday (0 is Monday), hour and kind."""
        counts: Counter[tuple[int, int, str]] = Counter()
        with self.begin_read() as connection:
            if self._rolled_up(query) and not query.topics:
                for weekday, hour, kind, n in self._hours(connection, query):
                    counts[weekday, hour, kind] += n
            else:
                for local, kind, _ in self._places(connection, query):
                    counts[local.weekday(), local.hour, kind] += 1
        return [HourCount(*key, n) for key, n in sorted(counts.items())]

    def _rolled_up(self, query: TimelineQuery) -> bool:
        unfiltered = not (
            query.labels or query.authors or query.sources or query.statuses or query.text.strip()
        )
        bounds = (query.since, query.until)
        return unfiltered and all(b is None or self._is_midnight(b) for b in bounds)

    def _is_midnight(self, moment: datetime) -> bool:
        return moment.astimezone(self.zone).time() == time()

    def _ordinal(self, moment: datetime) -> int:
        return moment.astimezone(self.zone).toordinal()

    def _restrict(self, statement: Any, table: Any, query: TimelineQuery) -> Any:
        statement = statement.where(table.c.outlet_id == self.outlet_id, table.c["items"] != 0)
        if query.since is not None:
            statement = statement.where(table.c.day >= self._ordinal(query.since))
        if query.until is not None:
            statement = statement.where(table.c.day < self._ordinal(query.until))
        if query.kinds:
            statement = statement.where(table.c.kind.in_(query.kinds))
        return statement

    def _days(self, connection: Connection, query: TimelineQuery) -> Iterable[Any]:
        table = schema.rollup_day
        topic = query.topics[0] if query.topics else ""
        statement = select(table.c.day, table.c.kind, table.c["items"]).where(
            table.c.topic == topic
        )
        return connection.execute(
            self._restrict(statement, table, query).order_by(table.c.day, table.c.kind)
        )

    def _topic_days(
        self, connection: Connection, query: TimelineQuery, grain: str
    ) -> Iterable[Any]:
        table = schema.rollup_day
        # Weeks are summed in the database; months are not, for they are no span of days.
        day = table.c.day - _weekday(table.c.day) if grain == "week" else table.c.day
        statement = select(day, table.c.topic, func.sum(table.c["items"])).where(
            table.c.topic != ""
        )
        return connection.execute(
            self._restrict(statement, table, query).group_by(day, table.c.topic)
        )

    def _hours(self, connection: Connection, query: TimelineQuery) -> Iterable[Any]:
        table = schema.rollup_hour
        weekday = _weekday(table.c.day)
        statement = select(weekday, table.c.hour, table.c.kind, func.sum(table.c["items"]))
        return connection.execute(
            self._restrict(statement, table, query).group_by(weekday, table.c.hour, table.c.kind)
        )

    def _places(
        self, connection: Connection, query: TimelineQuery
    ) -> Iterator[tuple[datetime, str, Any]]:
        view = selection(connection, self.outlet_id, query)
        for place, kind, topics in connection.execute(
            view.select(view.place, item.c.kind, item.c.topics)
        ):
            yield from_ms(ms_of(place)).astimezone(self.zone), kind, topics

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


def _weekday(ordinal: ColumnElement[int]) -> ColumnElement[int]:
    """0 is Monday: day 1 of the proleptic calendar was one."""
    return (ordinal + 6) % 7


def period(day: date, grain: str) -> date:
    """The first day of the period that a day falls into.

    Raises:
        ValueError: ``grain`` is not one of ``GRAINS``.
    """
    if grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=day.weekday())
    if grain == "month":
        return day.replace(day=1)
    raise ValueError(f"A grain is one of {', '.join(GRAINS)}, not {grain!r}.")


def _topic_ids(query: TimelineQuery) -> bool:
    """Whether topics are asked for by id, as rollups know them."""
    return all(topic.startswith(("medtop:", "label:")) for topic in query.topics)
