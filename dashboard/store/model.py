"""What the store takes and gives: plain frozen values, the same on every database.

Ids are text: an item's is derived from its identity (see :mod:`dashboard.store.identity`), so
two stores that saw the same publications agree on it. All times are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from connectors.items import Image, Link, Video


class SourceState(StrEnum):
    """Whether sync calls a source: ``broken`` waits for a person, ``paused`` was one's wish."""

    ACTIVE = "active"
    PAUSED = "paused"
    BROKEN = "broken"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source and its health. ``error`` and ``advice`` are sentences, empty when it is fine.

    ``checkpoint`` is the connector's own; ``warnings`` are those of the last success.
    ``found_from`` is the home page from which it was chosen, "" where a person named it.
    """

    id: str
    kind: str
    url: str
    name: str
    state: SourceState
    checkpoint: Mapping[str, Any]
    added_at: datetime
    last_attempt_at: datetime | None
    last_success_at: datetime | None
    next_due_at: datetime | None
    failures: int
    error: str
    advice: str
    warnings: tuple[str, ...]
    items: int
    syncing: bool = False
    found_from: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of an item; ``id`` is ``medtop:…`` or ``label:…``, ``score`` 0 to 1."""

    id: str
    name: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """The other half of a pair, as the timeline shows it."""

    id: str
    kind: str
    title: str
    url: str
    video_id: str | None
    state: str
    score: float
    image: Image | None
    duration_s: int | None
    alias: str = ""

    @property
    def public_id(self) -> str:
        """The id by which commands and the API name the item."""
        return self.alias or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Something that a newsletter carried: a known item, or an address with its words.

    ``id`` and ``kind`` are "" for what is not known (a video is known for one by its address).
    ``opaque`` when only the sender's service knows where the address leads. ``heading`` is what it
    stood under, "" where it stood under none.
    """

    title: str
    url: str
    id: str = ""
    kind: str = ""
    video_id: str | None = None
    opaque: bool = False
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedBy:
    """A newsletter that carried an item."""

    id: str
    title: str
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One item as a list shows it: everything but its body."""

    id: str
    kind: str
    url: str
    title: str
    summary: str
    published_at: datetime
    updated_at: datetime | None
    date_basis: str
    labels: tuple[str, ...]
    topics: tuple[Topic, ...]
    sources: tuple[str, ...]
    authors: tuple[str, ...]
    language: str
    status: str
    image: Image | None
    links: tuple[Link, ...]
    video_id: str | None = None
    duration_s: int | None = None
    video_kind: str | None = None
    live_state: str = "none"
    scheduled_at: datetime | None = None
    corrections: int = 0
    earlier_titles: tuple[str, ...] = ()
    """Headlines that readers saw before, the latest first; at most a handful."""
    first_seen_at: datetime
    partners: tuple[Partner, ...] = ()
    carried: tuple[Carried, ...] = ()
    carried_by: tuple[CarriedBy, ...] = ()
    alias: str = ""
    """The id that an imported file gave the item, under which it goes out again."""

    @property
    def public_id(self) -> str:
        """The id by which commands and the API name the item."""
        return self.alias or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingRow:
    """One arrival of an item from one source."""

    source_id: str
    source_name: str
    source_kind: str
    ref: str
    url: str
    title: str
    first_seen_at: datetime
    last_changed_at: datetime
    gone_at: datetime | None
    published_at: datetime | None = None
    """When its source says that it was published; ``None`` where it says nothing possible."""
    date_basis: str = "inferred"
    stated: str = ""
    """The time as its source put it (RFC 3339, or raw where that could not be read)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a field that readers see (``title``, ``status``, ``live_state`` …)."""

    at: datetime
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDetail:
    """One item with all that is known of it."""

    row: ItemRow
    body: str
    sightings: tuple[SightingRow, ...]
    changes: tuple[Change, ...]
    list_id: str = ""
    video: Video | None = None
    """Of a video all that is known: how its kind is, its chapters, what is said in it."""
    access: str = "open"
    """Whether everybody may read an article; where not, its text is partial."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineQuery:
    """What a view of the timeline shows. Empty fields do not restrict.

    ``since`` is inclusive, ``until`` exclusive. ``text`` is in the reader's search language
    (words, "phrases", -not, author:, label:, see :mod:`dashboard.store.search`). Several values
    of one field widen, different fields narrow. ``sources`` are source ids or names.
    """

    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    by_relevance: bool = False
    """The best answers to ``text`` rather than the newest: one page of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the timeline, newest first.

    ``next`` is the cursor of the older page, ``None`` at the end; ``newest`` the cursor of the
    first row, to ask later what has come since.
    """

    items: tuple[ItemRow, ...]
    next: str | None
    newest: str | None


class DayCount(NamedTuple):
    """Items of one kind published in a period (in the outlet's zone) that begins on ``day``."""

    day: date
    kind: str
    items: int


class TopicCount(NamedTuple):
    """Items published in a period that begins on ``day``, of one topic."""

    day: date
    topic: str
    name: str
    items: int


class HourCount(NamedTuple):
    """Items published in an hour of the week, outlet's zone; ``weekday`` 0 is Monday."""

    weekday: int
    hour: int
    kind: str
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRow:
    """One stored engagement figure of an item (see :class:`connectors.items.Reading`)."""

    item_id: str
    metric: str
    origin: str
    observed_at: datetime
    value: float
    window_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why two items belong together: ``kind`` names it, ``detail`` says it in words.

    ``weight`` is what it gave (or took, below zero), in log odds. ``terms`` are the words, as they
    are written, by which it can be seen in the two texts.
    """

    kind: str
    detail: str
    weight: float
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An article and a video. ``state`` is ``linked``, ``accepted``, ``rejected``, ``proposed``.

    ``score`` is the engine's, 0 to 1; a person's decision outranks it. ``decided_by`` and
    ``decided_at`` are set for ``accepted`` and ``rejected``.
    """

    article_id: str
    video_id: str
    """The video item's id (not YouTube's)."""
    state: str
    score: float
    evidence: tuple[Evidence, ...] = ()
    decided_by: str = ""
    decided_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What storing a batch changed."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    readings: int = 0
    touched: tuple[str, ...] = field(default=())
    """Ids of items that are new or changed."""
