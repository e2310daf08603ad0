"""What the reader looks at: the timeline's filters, as they stand in the page's address.

The address is the only place where they are kept, so that a view can be sent to a colleague:
``?kind=video&topic=medtop:15000000&since=2026-11-01&until=2026-11-07&q=flood``. A parameter may be
repeated. ``since`` and ``until`` take dates (in the outlet's zone, ``until`` inclusive) or RFC 3339
moments (``until`` exclusive); ``since`` also takes ``today``, ``24h``, ``7d`` and ``30d``, which
keep meaning what they say when the address is opened tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dashboard.store.model import TimelineQuery

KINDS = ("article", "video", "newsletter")
PARAMETERS = ("kind", "topic", "since", "until", "q", "source")
PRESETS = {"today": "Today", "24h": "24 h", "7d": "7 days", "30d": "30 days"}
"""The values of ``since`` that move with the clock, and what a reader calls them."""


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


def view_of(parameters: Mapping[str, Iterable[str]]) -> View:
    """Read a view from an address. What makes no sense there restricts nothing.

    A kind that does not exist and a date that is none are dropped rather than refused: an old or
    mistyped link still opens.
    """

    def all_of(name: str) -> tuple[str, ...]:
        stated = (value.strip() for value in parameters.get(name, ()))
        return tuple(dict.fromkeys(value for value in stated if value))

    def last_of(name: str) -> str:
        return next(reversed(all_of(name)), "")

    since, until = last_of("since"), last_of("until")
    return View(
        kinds=tuple(kind for kind in all_of("kind") if kind in KINDS),
        topics=all_of("topic"),
        sources=all_of("source"),
        since=since if since in PRESETS or _moment(since) is not None else "",
        until=until if _moment(until) is not None else "",
        text=last_of("q"),
    )


def query_of(view: View, zone: ZoneInfo, now: datetime) -> TimelineQuery:
    """The view as a question to the store; ``now`` (aware) is what the presets count from.

    ``24h`` begins on a full minute, so that the same view asks the same question for a while.
    """
    return TimelineQuery(
        kinds=view.kinds,
        topics=view.topics,
        sources=view.sources,
        since=_start(view.since, zone, now),
        until=_end(view.until, zone),
        text=view.text,
    )


def local_day(zone: ZoneInfo, now: datetime) -> date:
    """The day that it is at the outlet."""
    return now.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day at the outlet, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def day_span(view: View, zone: ZoneInfo, now: datetime) -> tuple[date | None, date | None]:
    """First and last day (inclusive) that the view reaches, ``None`` where it is open."""
    since, until = _start(view.since, zone, now), _end(view.until, zone)
    first = since.astimezone(zone).date() if since else None
    last = (until - timedelta(microseconds=1)).astimezone(zone).date() if until else None
    return first, last


def api_parameters(view: View, zone: ZoneInfo, now: datetime) -> list[list[str]]:
    """The view as name and value pairs for ``/api/items``, presets made absolute."""
    pairs = view.parameters()
    since = _start(view.since, zone, now)
    if view.since in PRESETS and since is not None:
        pairs["since"] = [since.strftime("%Y-%m-%dT%H:%M:%SZ")]
    return [[name, value] for name, values in pairs.items() for value in values]


def _moment(text: str) -> date | datetime | None:
    """A date, or an aware moment; ``None`` for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _start(since: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    if since == "today":
        return start_of(local_day(zone, now), zone)
    if since == "24h":
        return now.astimezone(UTC).replace(second=0, microsecond=0) - timedelta(hours=24)
    if since in PRESETS:
        days = int(since.removesuffix("d"))
        return start_of(local_day(zone, now) - timedelta(days=days - 1), zone)
    stated = _moment(since)
    if isinstance(stated, datetime):
        return stated.astimezone(UTC)
    return start_of(stated, zone) if stated else None


def _end(until: str, zone: ZoneInfo) -> datetime | None:
    stated = _moment(until)
    if isinstance(stated, datetime):
        return stated.astimezone(UTC)
    return start_of(stated + timedelta(days=1), zone) if stated else None
