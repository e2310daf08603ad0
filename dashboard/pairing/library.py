"""The items around a moment, read from the store when they are needed and kept while they are.

Items are kept by the week of their publication. What is compared with a video is the window of
its own week and three weeks to either side, so cost and memory follow the outlet's pace, not the
size of its archive.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from dashboard.pairing.candidates import Window
from dashboard.pairing.documents import Document
from dashboard.store import Store
from dashboard.store.model import ItemRow, TimelineQuery

WEEK_H = 7 * 24
REACH = 3
"""Weeks to either side of a video's own in which an article may be its partner."""
KEPT_WEEKS = 3 * (2 * REACH + 1)
FRESH_S = 900.0
"""Another process may pair items of which this one does not hear: weeks are read again by then."""
CHUNK = 500
KINDS = ("article", "video")


@dataclass(slots=True)
class _Week:
    documents: dict[str, Document] = field(default_factory=dict)
    read_at: float = field(default_factory=time.monotonic)


class Library:
    """Documents of one store by week."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._weeks: dict[int, _Week] = {}
        self._windows: dict[int, Window] = {}

    def refresh(self, rows: Sequence[ItemRow]) -> None:
        """Items have come or changed: read them anew where they are kept."""
        changed = {row.id for row in rows}
        for number, week in self._weeks.items():
            if stale := changed & week.documents.keys():
                for id_ in stale:
                    del week.documents[id_]
                self._forget_windows(number)
        for document in self._read([row for row in rows if week_of(row) in self._weeks]):
            if document.public:
                self._weeks[week_of(document)].documents[document.id] = document
                self._forget_windows(week_of(document))

    def documents(self, rows: Sequence[ItemRow]) -> list[Document]:
        """The documents of some articles and videos, in their order."""
        kept = {
            row.id: week.documents.get(row.id)
            for row in rows
            if (week := self._weeks.get(week_of(row)))
        }
        missing = self._read([row for row in rows if kept.get(row.id) is None])
        known = {id_: d for id_, d in kept.items() if d} | {d.id: d for d in missing}
        return [known[row.id] for row in rows if row.id in known]

    def window(self, number: int) -> Window:
        """What can be compared with the items of a week."""
        if number not in self._windows:
            reach = range(number - REACH, number + REACH + 1)
            documents = [d for near in reach for d in self._week(near).documents.values()]
            documents.sort(key=lambda d: d.id)
            self._windows = {
                kept: window for kept, window in self._windows.items() if abs(kept - number) <= 1
            }
            self._windows[number] = Window(
                [d for d in documents if d.kind == "article"],
                [d for d in documents if d.kind == "video"],
            )
        return self._windows[number]

    def forget(self, weeks: Iterable[int]) -> None:
        """So much has come in these weeks that they are read anew when they are needed."""
        for number in set(weeks) & self._weeks.keys():
            del self._weeks[number]
            self._forget_windows(number)

    def weeks_with_videos(self) -> set[int]:
        """The weeks that may have videos, from the store's counts by day: no item is read."""
        days = [c.day for c in self._store.charts.per_day(TimelineQuery(kinds=("video",)))]
        # A day of the outlet's zone lies in up to three days of UTC.
        return {(d.toordinal() - _EPOCH_DAY + by) // 7 for d in days for by in (-1, 0, 1)}

    def video_ids(self, week: int) -> list[str]:
        """Ids of the videos of a week, whatever their status."""
        return [row.id for row in self._store.timeline.scan("video", *_span(week))]

    def _week(self, number: int) -> _Week:
        kept = self._weeks.get(number)
        if kept and time.monotonic() - kept.read_at > FRESH_S:
            del self._weeks[number]
            self._forget_windows(number)
        if number not in self._weeks:
            if len(self._weeks) >= KEPT_WEEKS:
                farthest = max(self._weeks, key=lambda kept: abs(kept - number))
                del self._weeks[farthest]
            self._weeks[number] = self._load(number)
        return self._weeks[number]

    def _load(self, number: int) -> _Week:
        week, rows = _Week(), []
        for kind in KINDS:
            rows += list(self._store.timeline.scan(kind, *_span(number)))
        for at in range(0, len(rows), CHUNK):
            for document in self._read(rows[at : at + CHUNK]):
                if document.public:
                    week.documents[document.id] = document
        return week

    def _read(self, rows: Sequence[ItemRow]) -> list[Document]:
        bodies = self._store.timeline.bodies([row.id for row in rows])
        return [Document.of(row, bodies.get(row.id, "")) for row in rows if row.kind in KINDS]

    def _forget_windows(self, week: int) -> None:
        for number in [n for n in self._windows if abs(n - week) <= REACH]:
            del self._windows[number]


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()


def around(weeks: Iterable[int]) -> set[int]:
    """The weeks within reach of any of these."""
    return {week + by for week in weeks for by in range(-REACH, REACH + 1)}


def _span(week: int) -> tuple[datetime, datetime]:
    since = _EPOCH + timedelta(hours=week * WEEK_H)
    return since, since + timedelta(hours=WEEK_H)


def week_of(item: ItemRow | Document) -> int:
    """The number of the week of an item, counted from 1970."""
    if isinstance(item, Document):
        return int(item.hours // WEEK_H)
    return int(item.published_at.timestamp() // (3600 * WEEK_H))
