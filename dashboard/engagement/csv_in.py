"""Site figures from a CSV file: ``item, metric, value, time``.

Any separator that spreadsheets write (comma, semicolon, tab, bar), UTF-8 with or without a byte
order mark or UTF-16 with one, quoted fields with line breaks. Times are ISO 8601; one without a
zone is in the outlet's, and a date alone is the end of that day (today's: now). Values are
cumulative, written with a decimal point; thousands may be grouped with commas, spaces or
apostrophes.
"""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from dashboard.store import Store
from dashboard.store.model import ReadingRow

ORIGIN = "site"

COLUMNS: Mapping[str, frozenset[str]] = {
    "item": frozenset(
        {"item", "item url", "item id", "url", "id", "link", "address", "page", "video id"}
    ),
    "metric": frozenset({"metric", "measure", "figure", "name"}),
    "value": frozenset({"value", "count", "number"}),
    "time": frozenset({"time", "date", "datetime", "timestamp", "day", "observed at"}),
}
"""Names that a column may have in the header, in any case, spaces or underscores."""

METRIC_NAMES: Mapping[str, str] = {
    "page views": "pageviews",
    "views": "pageviews",
    "screenpageviews": "pageviews",
}
"""Other names of a metric, as analytics tools write them."""

AHEAD = timedelta(days=1)
"""A clock may be wrong by a zone; further in the future nothing can have been observed."""

_DATE = re.compile(r"\d{4}-?\d{2}-?\d{2}|\d{4}-?W\d{2}(-?\d)?")
_GROUPED = re.compile(r"\d{1,3}(?:[,'’ \u00a0\u202f]\d{3})+(?:\.\d+)?")


class CsvError(ValueError):
    """A file that cannot be read as a table at all; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the file; ``observed_at`` is aware, in UTC."""

    line: int
    item: str
    metric: str
    value: float
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that was left out, and why, in a sentence."""

    line: int
    error: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file brought: readings stored, of so many items, and the lines left out."""

    readings: int
    items: int
    rejected: tuple[Rejected, ...]


def read_csv(data: bytes | str, zone: tzinfo = UTC) -> tuple[list[Figure], list[Rejected]]:
    """The figures of a file and the lines that are none.

    Raises:
        CsvError: it is no text, or has no header that names the columns.
    """
    text = data if isinstance(data, str) else _decoded(data)
    lines = _records(text.removeprefix("\ufeff"))
    places = _places(next((fields for _, fields in lines), []))
    figures: list[Figure] = []
    rejected: list[Rejected] = []
    for line, fields in lines:
        try:
            figures.append(_figure(line, fields, places, zone))
        except ValueError as error:
            rejected.append(Rejected(line, str(error)))
    return figures, rejected


def import_csv(store: Store, data: bytes | str) -> Imported:
    """Store the figures of a file that belong to items we know; the rest is reported by line.

    A figure of the same item, metric and time replaces the earlier one, so that the same file
    twice is the same as once.

    Raises:
        CsvError: the file cannot be read as a table; nothing was stored.
    """
    figures, rejected = read_csv(data, store.timezone)
    now = store.clock()
    ids = _ids(store, figures)
    rows: list[ReadingRow] = []
    for figure in figures:
        item_id = ids.get(figure.item)
        if item_id is None:
            rejected.append(Rejected(figure.line, f"No item has the address {figure.item!r}."))
        elif figure.observed_at > now + AHEAD:
            rejected.append(Rejected(figure.line, "The time lies in the future."))
        else:
            rows.append(_row(item_id, figure, now))
    stored = store.readings.add(rows)
    return Imported(
        readings=stored,
        items=len({row.item_id for row in rows}),
        rejected=tuple(sorted(rejected, key=lambda one: one.line)),
    )


def _ids(store: Store, figures: Sequence[Figure]) -> dict[str, str]:
    """The ids of the items that a file names; two spellings of one address may stand in it."""
    names = {figure.item for figure in figures}
    ids = dict(store.timeline.ids_of(names))
    for name in names - ids.keys():
        if found := store.timeline.find(name):
            ids[name] = found.id
    return ids


def _row(item_id: str, figure: Figure, now: datetime) -> ReadingRow:
    return ReadingRow(
        item_id=item_id,
        metric=figure.metric,
        origin=ORIGIN,
        observed_at=min(figure.observed_at, now),
        value=figure.value,
    )


def _decoded(data: bytes) -> str:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise CsvError(
            f"The file is not UTF-8 text (byte {error.start + 1}). Nothing was stored. "
            "Save it as “CSV UTF-8” and try again."
        ) from None


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The file's records with the line each begins on; empty lines are skipped."""
    reader = csv.reader(io.StringIO(text, newline=""), _dialect(text), strict=True)
    line = 1
    while True:
        try:
            fields = next(reader, None)
        except csv.Error as error:
            raise CsvError(
                f"The file is no table from line {line} on ({error}). Nothing was stored."
            ) from None
        if fields is None:
            return
        if any(field.strip() for field in fields):
            yield line, [field.strip() for field in fields]
        line = reader.line_num + 1


def _dialect(text: str) -> type[csv.Dialect]:
    """The separator, told from the header line alone: addresses hold commas and semicolons."""
    header = text.lstrip().partition("\n")[0].partition("\r")[0]
    try:
        found = csv.Sniffer().sniff(header, delimiters=",;\t|")
    except csv.Error:
        return csv.excel
    found.doublequote, found.skipinitialspace = True, True
    found.quotechar = '"'
    return found


def _places(header: Sequence[str]) -> dict[str, int]:
    named = [re.sub(r"[\s_-]+", " ", name).casefold().strip() for name in header]
    places = {
        column: place
        for column, names in COLUMNS.items()
        for place, name in reversed(list(enumerate(named)))
        if name in names
    }
    missing = [column for column in ("item", "value", "time") if column not in places]
    if missing:
        raise CsvError(
            f"The first line does not name the column {' and '.join(missing)}. Nothing was "
            "stored. It should read: item, metric, value, time."
        )
    return places


def _figure(line: int, fields: Sequence[str], places: Mapping[str, int], zone: tzinfo) -> Figure:
    def field(column: str) -> str:
        place = places.get(column, len(fields))
        return fields[place] if place < len(fields) else ""

    if not (item := field("item")):
        raise ValueError("The line names no item.")
    metric = re.sub(r"[\s_-]+", " ", field("metric")).casefold() or "pageviews"
    return Figure(
        line=line,
        item=item,
        metric=METRIC_NAMES.get(metric, metric),
        value=_number(field("value")),
        observed_at=_moment(field("time"), zone),
    )


def _number(text: str) -> float:
    plain = re.sub(r"[,'’ \u00a0\u202f]", "", text) if _GROUPED.fullmatch(text) else text
    try:
        value = float(plain)
    except ValueError:
        raise ValueError(f"{text!r} is no number; write it like 1234 or 1234.5.") from None
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"{text!r} is no count; it must be zero or more.")
    return value


def _moment(text: str, zone: tzinfo) -> datetime:
    try:
        parsed = datetime.fromisoformat(text)
        if _DATE.fullmatch(text):
            parsed += timedelta(days=1)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text!r} is no time; write it like 2026-01-31 or 2026-01-31T08:00."
        ) from None
