"""What the reader looks at: the timeline's filters, as they stand in the page's address.

The address is the only place where they are kept, so that a view can be sent to a colleague:
``?kind=video&topic=medtop:15000000&since=2026-11-01&until=2026-11-07&q=flood``. The parameters are
those of the JSON API (:mod:`dashboard.publish.filters`): each may be repeated, ``since`` and
``until`` take dates, moments, and spans such as ``7d``, which keep meaning what they say when the
address is opened tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dashboard.publish.filters import FilterError, moment, query_from
from dashboard.store.model import TimelineQuery
from dashboard.views.palette import KIND_NAMES

PRESETS = {"today": "Today", "24h": "24 hours", "7d": "7 days", "30d": "30 days"}
"""The spans that the page offers, and what a reader calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The filters of a timeline; empty fields do not restrict. ``since``/``until`` as written."""

    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    text: str = ""

    @property
    def dated(self) -> bool:
        """Whether dates restrict the view."""
        return bool(self.since or self.until)

    @property
    def filtered(self) -> bool:
        """Whether anything restricts the view."""
        return self != View()

    def undated(self) -> View:
        """The same view without its dates."""
        return replace(self, since="", until="")

    def parameters(self) -> dict[str, list[str]]:
        """The view as parameters of an address; what does not restrict is left out."""
        every = {
            "kind": list(self.kinds),
            "topic": list(self.topics),
            "since": [self.since] if self.since else [],
            "until": [self.until] if self.until else [],
            "q": [self.text] if self.text else [],
            "source": list(self.sources),
        }
        return {name: values for name, values in every.items() if values}

    def pairs(self) -> list[list[str]]:
        """The parameters as name and value, one pair for each value."""
        return [[name, value] for name, values in self.parameters().items() for value in values]


def in_year(view: View, year: int) -> View:
    """The same view in one year alone."""
    return replace(view, since=f"{year}-01-01", until=f"{year}-12-31")


def since_year(view: View, year: int) -> View:
    """The same view from the first day of a year on."""
    return replace(view, since=f"{year}-01-01", until="")


PARAMETERS = ("kind", "topic", "since", "until", "q", "source")
"""The names that :meth:`View.parameters` uses."""


def view_of(parameters: Mapping[str, Iterable[str]], zone: ZoneInfo, now: datetime) -> View:
    """Read a view from an address. What makes no sense there restricts nothing.

    A kind that does not exist and a date that is none are dropped rather than refused: an old or
    mistyped link still opens.
    """

    def all_of(name: str) -> tuple[str, ...]:
        stated = (value.strip() for value in parameters.get(name, ()))
        return tuple(dict.fromkeys(value for value in stated if value))

    def bound(name: str) -> str:
        value = next(iter(all_of(name)), "")
        return value if _is_bound(name, value, zone, now) else ""

    return View(
        kinds=tuple(kind for kind in all_of("kind") if kind in KIND_NAMES),
        topics=all_of("topic"),
        sources=all_of("source"),
        since=bound("since"),
        until=bound("until"),
        text=" ".join(all_of("q")),
    )


def query_of(view: View, zone: ZoneInfo, now: datetime) -> TimelineQuery:
    """The view as a question to the store; ``now`` (aware) is what spans count from.

    Spans end on a full minute, so that the same view asks the same question for a while.
    """
    minute = now.replace(second=0, microsecond=0)
    return query_from(view.parameters(), zone=zone, now=minute)


def local_day(zone: ZoneInfo, now: datetime) -> date:
    """The day that it is at the outlet."""
    return now.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day at the outlet, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def day_span(query: TimelineQuery, zone: ZoneInfo) -> tuple[date | None, date | None]:
    """First and last day (inclusive) that a query reaches, ``None`` where it is open."""
    first = query.since.astimezone(zone).date() if query.since else None
    end = query.until - timedelta(microseconds=1) if query.until else None
    return first, end.astimezone(zone).date() if end else None


def _is_bound(name: str, value: str, zone: ZoneInfo, now: datetime) -> bool:
    try:
        moment(name, value, zone=zone, now=now)
    except FilterError:
        return False
    return True
