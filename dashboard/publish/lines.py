"""Items from JSON Lines: the shape that ``rundown items`` prints, read back in.

``kind``, ``title`` and ``published_at`` are needed. A line that cannot be used is reported with
its number, and the rest goes in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

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


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that was not taken, and why."""

    line: int
    error: str


def _none_is_empty(value: object) -> object:
    return [] if value is None else value


Names = Annotated[list[str], BeforeValidator(_none_is_empty)]


class LinkLine(BaseModel):
    """A link of an item."""

    url: str
    rel: LinkRel = LinkRel.LINK
    video_id: str | None = None


class ImageLine(BaseModel):
    """A picture of an item."""

    url: str
    width: int | None = None
    height: int | None = None
    alt: str = ""


class ItemLine(BaseModel):
    """One line; what it does not know of is passed over."""

    model_config = ConfigDict(extra="ignore")

    kind: Literal["article", "video", "newsletter"]
    title: str
    published_at: datetime
    id: str | None = None
    url: str | None = None
    summary: str | None = None
    body: str | None = None
    updated_at: datetime | None = None
    date_basis: TimeBasis | None = None
    labels: Names = []
    authors: Names = []
    language: str | None = None
    status: Status = Status.PUBLIC
    image: ImageLine | None = None
    links: Annotated[list[LinkLine | str], BeforeValidator(_none_is_empty)] = []
    video_id: str | None = None
    duration_s: int | None = None
    video_kind: VideoKind | None = None
    live_state: LiveState = LiveState.NONE
    scheduled_at: datetime | None = None

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
            "links": tuple(_link(link) for link in self.links),
        }
        url = canonical_url(self.url) if self.url else ""
        if self.kind == "video":
            video_id = self.video_id or youtube_video_id(url) or self.id or self._ref(url)
            return Video(
                ref=f"{GIVEN}{self.id}" if self.id else video_id,
                url=url or (WATCH + video_id if self.video_id else ""),
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
    for number, line in enumerate(lines, 1):
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
    try:
        found = ItemLine.model_validate(orjson.loads(line))
    except orjson.JSONDecodeError as error:
        raise ValueError(f"This is no JSON: {error}.") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "line"
        raise ValueError(f"{where}: {first['msg']}.") from None
    if not found.title.strip():
        raise ValueError("title: it is empty.")
    return found.item()


def _link(link: LinkLine | str) -> Link:
    if isinstance(link, str):
        return Link(link, LinkRel.LINK, youtube_video_id(link))
    return Link(link.url, link.rel, link.video_id or youtube_video_id(link.url))


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _basis(moment: datetime) -> TimeBasis:
    return TimeBasis.STATED if moment.tzinfo else TimeBasis.STATED_WITHOUT_ZONE
