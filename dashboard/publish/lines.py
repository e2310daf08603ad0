"""Items from JSON Lines: the shape that ``rundown items`` prints, read back in.

``kind``, ``title`` and ``published_at`` are needed. A line that cannot be used is reported with
its number, and the rest goes in. Links that are no ``http(s)`` address are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Annotated, Any, Literal

import orjson
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from connectors.items import (
    AnyItem,
    Article,
    Image,
    Link,
    LinkRel,
    LiveState,
    Newsletter,
    Status,
    TimeBasis,
    Video,
    VideoKind,
)
from connectors.urls import canonical_url, youtube_video_id
from dashboard.store.identity import GIVEN

WATCH = "https://www.youtube.com/watch?v="
BOM = b"\xef\xbb\xbf"
EARLIEST, LATEST = datetime(1700, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Between these a time has a place on the timeline; what lies outside is a mistake."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that was not taken, and why."""

    line: int
    error: str


def _none_is_empty(value: object) -> object:
    return [] if value is None else value


def _without_zeros(text: str) -> str:
    """Text without the zero character, which databases refuse."""
    return text.replace("\0", "")


def _address(url: str) -> str:
    if url and not canonical_url(url):
        raise ValueError(f"{url!r} is no http(s) address")
    return canonical_url(url)


def _moment(moment: datetime) -> datetime:
    """The time as it was given, if it has a place on the timeline."""
    try:
        fits = EARLIEST <= _in_utc(moment) < LATEST
    except OverflowError:
        fits = False
    if not fits:
        raise ValueError(f"it lies outside {EARLIEST.year} to {LATEST.year}")
    return moment


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


Text = Annotated[str, AfterValidator(_without_zeros)]
Names = Annotated[list[Text], BeforeValidator(_none_is_empty)]
Address = Annotated[Text, AfterValidator(_address)]
Moment = Annotated[datetime, AfterValidator(_moment)]
Count = Annotated[int, Field(ge=0, lt=2**31)]


class LinkLine(BaseModel):
    """A link of an item."""

    url: Text
    rel: LinkRel = LinkRel.LINK
    video_id: str | None = None
    text: Text = ""
    opaque: bool = False
    heading: Text = ""


class ImageLine(BaseModel):
    """A picture of an item; sizes in pixels."""

    url: Address
    width: Count | None = None
    height: Count | None = None
    alt: Text = ""


class ItemLine(BaseModel):
    """One line; what it does not know of is passed over."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    kind: Literal["article", "video", "newsletter"]
    title: Text
    published_at: Moment
    id: Text | None = None
    url: Address | None = None
    summary: Text | None = None
    body: Text | None = None
    updated_at: Moment | None = None
    date_basis: TimeBasis | None = None
    labels: Names = []
    authors: Names = []
    language: Text | None = None
    status: Status = Status.PUBLIC
    image: ImageLine | None = None
    links: Annotated[list[LinkLine | Text], BeforeValidator(_none_is_empty)] = []
    video_id: Text | None = None
    duration_s: Count | None = None
    video_kind: VideoKind | None = None
    live_state: LiveState = LiveState.NONE
    scheduled_at: Moment | None = None

    def item(self) -> AnyItem:
        """The item that the line describes."""
        shared: dict[str, Any] = {
            "title": self.title.strip(),
            "summary": self.summary or "",
            "body": self.body or "",
            "published_at": _utc(self.published_at),
            "updated_at": _utc(self.updated_at),
            "time_basis": self.date_basis or _basis(self.published_at),
            "authors": tuple(self.authors),
            "labels": tuple(self.labels),
            "language": self.language or "",
            "status": self.status,
            "image": Image(**self.image.model_dump()) if self.image else None,
            "links": tuple(_links(self.links)),
        }
        url = self.url or ""
        if self.kind == "video":
            video_id = self.video_id or youtube_video_id(url) or self.id or self._ref(url)
            return Video(
                ref=f"{GIVEN}{self.id}" if self.id else video_id,
                url=url or _watch_page(video_id),
                video_id=video_id,
                duration_s=self.duration_s,
                video_kind=self.video_kind or VideoKind.UNKNOWN,
                live_state=self.live_state,
                scheduled_at=_utc(self.scheduled_at),
                **shared,
            )
        make = Article if self.kind == "article" else Newsletter
        return make(ref=self._ref(url), url=url, **shared)

    def _ref(self, url: str) -> str:
        if self.id:
            return f"{GIVEN}{self.id}"
        founded = url or f"{self.kind}|{self.title}|{self.published_at.isoformat()}"
        return url or blake2b(founded.encode(), digest_size=12).hexdigest()


def read_items(
    lines: Iterable[bytes], rejected: list[Rejected], batch: int
) -> Iterator[tuple[AnyItem, ...]]:
    """The items of a file in batches; what cannot be used is added to ``rejected``."""
    held: list[AnyItem] = []
    for number, raw in enumerate(lines, 1):
        line = raw.removeprefix(BOM) if number == 1 else raw
        if not line.strip():
            continue
        try:
            held.append(_read(line))
        except ValueError as error:
            rejected.append(Rejected(number, str(error)))
        if len(held) >= batch:
            yield tuple(held)
            held = []
    if held:
        yield tuple(held)


def _read(line: bytes) -> AnyItem:
    """The item of one line; a ``ValueError`` is a sentence."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"This is no JSON: {error.msg} (character {error.colno}).") from None
    if not isinstance(value, dict):
        raise ValueError("This is no JSON object.")  # noqa: TRY004  (the file's fault, not ours)
    try:
        found = ItemLine.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{where}: {first['msg'].removeprefix('Value error, ')}.") from None
    if not found.title.strip():
        raise ValueError("title: it is empty.")
    return found.item()


def _links(links: Iterable[LinkLine | str]) -> Iterator[Link]:
    for given in links:
        link = LinkLine(url=given) if isinstance(given, str) else given
        if canonical_url(link.url):
            video_id = link.video_id or youtube_video_id(link.url)
            yield Link(link.url, link.rel, video_id, link.text, link.opaque, link.heading)


def _watch_page(video_id: str) -> str:
    """Where YouTube shows the video, "" if the id is none of YouTube's."""
    page = WATCH + video_id
    return page if youtube_video_id(page) == video_id else ""


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else _in_utc(moment)


def _basis(moment: datetime) -> TimeBasis:
    return TimeBasis.STATED if moment.tzinfo else TimeBasis.STATED_WITHOUT_ZONE
