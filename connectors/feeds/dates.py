"""Times as feeds state them: RFC 822, RFC 3339, W3CDTF and the usual sins against these."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import NamedTuple

from connectors.items import TimeBasis

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web: a time below this is a default that was never filled in."""
LATEST_AHEAD = timedelta(days=1)
"""A clock or zone may be wrong by a day; what is further ahead is a plan or a mistake."""

_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,? +)?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d(?::\d\d)?"
    r" +(?:GMT|UTC?|[+-]\d{4})"
)
_MONTH_ONLY = re.compile(r"\d{4}-\d\d")
_WEEKDAY = re.compile(r"^\s*[A-Za-z]+\.?,\s*")
_HOUR = 3600
# fmt: off
_ZONES = {
    "UT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "SGT": 8, "HKT": 8, "AWST": 8, "JST": 9, "KST": 9,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4,
}
# fmt: on
_OFFSETS = {name: hours * _HOUR for name, hours in _ZONES.items()}
_ONE_DEFAULT, _OTHER_DEFAULT = datetime(2000, 1, 1), datetime(2004, 2, 2)  # noqa: DTZ001


class Moment(NamedTuple):
    """A time and how it is known; ``at`` is aware and UTC, ``None`` when inferred."""

    at: datetime | None
    basis: TimeBasis


NO_MOMENT = Moment(None, TimeBasis.INFERRED)


def moment(raw: str, now: datetime) -> Moment:
    """What a stated time means; nonsense, times before 1990 and far ahead of ``now`` are none."""
    found = _read(raw)
    if found.at is None or not EARLIEST <= found.at <= now + LATEST_AHEAD:
        return NO_MOMENT
    return found


@lru_cache(maxsize=4096)
def _read(raw: str) -> Moment:
    raw = " ".join(raw.split())
    if not raw or len(raw) > 80:
        return NO_MOMENT
    try:
        stated = _parsed(raw)
        if stated is None:
            return NO_MOMENT
        if stated.tzinfo is None:
            return Moment(stated.replace(tzinfo=UTC), TimeBasis.STATED_WITHOUT_ZONE)
        return Moment(stated.astimezone(UTC), TimeBasis.STATED)
    except (ValueError, OverflowError):
        return NO_MOMENT


def _parsed(raw: str) -> datetime | None:
    if _RFC822.fullmatch(raw):
        # "-0000" says: UTC, and nothing of where it was written (RFC 5322, 3.3).
        stated = parsedate_to_datetime(raw)
        return stated.replace(tzinfo=UTC) if stated.tzinfo is None else stated
    if raw[:4].isdecimal() and raw[4:5] == "-":
        try:
            return datetime.fromisoformat(f"{raw}-01" if _MONTH_ONLY.fullmatch(raw) else raw)
        except ValueError:
            pass  # not as the standard has it: the forgiving parser below may still know
    return _forgiven(raw)


def _forgiven(raw: str) -> datetime | None:
    """The reading of dateutil, unless it had to make up the day, month or year."""
    from dateutil import parser as dateutil_parser  # imported late: few feeds need it

    raw = _WEEKDAY.sub("", raw)
    one, other = (
        dateutil_parser.parse(raw, default=default, tzinfos=_offset_s)
        for default in (_ONE_DEFAULT, _OTHER_DEFAULT)
    )
    return one if one == other else None


def _offset_s(name: str | None, stated_s: int | None) -> int | None:
    """The offset of a zone in seconds; a name that means several zones (IST) states none."""
    return _OFFSETS.get(name or "") if stated_s is None else stated_s
