"""The item model: what an outlet publishes, in the one shape that everything downstream reads.

Connectors translate the outside world into these frozen values and nothing else. All times are
aware and in UTC; all text is plain text (no markup); all URLs are absolute and ``http(s)``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class TimeBasis(StrEnum):
    """How the publication time of an item is known, best first."""

    STATED = "stated"
    """The source stated it with a zone or offset (or the format defines UTC)."""
    STATED_WITHOUT_ZONE = "stated_without_zone"
    """The source stated a time without a zone; it was read as UTC."""
    PAGE = "page"
    """Read off the article's page, by markup or by looks, where no source states it."""
    INFERRED = "inferred"
    """Not stated, or nonsense: the moment at which we first saw the item."""


class VideoKind(StrEnum):
    """What sort of video it is. ``unknown`` where the source does not let us tell."""

    UPLOAD = "upload"
    SHORT = "short"
    LIVE = "live"
    PREMIERE = "premiere"
    UNKNOWN = "unknown"


class LiveState(StrEnum):
    """Where a live stream or premiere stands; ``none`` for an ordinary upload."""

    NONE = "none"
    UPCOMING = "upcoming"
    LIVE = "live"
    ENDED = "ended"


class Status(StrEnum):
    """Whether the public can see the item at its source."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"
    REMOVED = "removed"


class Access(StrEnum):
    """Whether everybody may read an article's text; where not, the text that we have is partial.

    ``protected`` is what WordPress calls a post behind a password.
    """

    OPEN = "open"
    PAYWALL = "paywall"
    PROTECTED = "protected"


class LinkRel(StrEnum):
    """How an item points at something else: shown inside it, or merely linked."""

    EMBED = "embed"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Link:
    """Something that an item embeds or links to: the evidence for pairing.

    ``video_id`` is the YouTube id when ``url`` is a YouTube video in any of its spellings.
    ``text`` is what readers click on, ``heading`` what it stands under, where these are kept
    (newsletters). ``opaque`` marks a tracking link whose destination its service alone knows.
    """

    url: str
    rel: LinkRel = LinkRel.LINK
    video_id: str | None = None
    text: str = ""
    opaque: bool = False
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A lead picture or thumbnail; sizes in pixels where the source states them."""

    url: str
    width: int | None = None
    height: int | None = None
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a video: where it begins, in seconds, and what its maker calls it."""

    start_s: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What articles, videos and newsletters share.

    ``ref`` is the source's own stable id for it (a GUID, a post id, a video id), unique within
    that source. ``other_ids`` are further ids under which the same source may name it.
    ``published_at`` is ``None`` when the source states no usable time; ``raw_time`` then keeps
    what it did state. ``labels`` are the outlet's own categories and tags, in its order.
    """

    ref: str
    url: str
    title: str
    summary: str = ""
    body: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    time_basis: TimeBasis = TimeBasis.STATED
    raw_time: str = ""
    authors: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    language: str = ""
    image: Image | None = None
    links: tuple[Link, ...] = ()
    other_ids: tuple[str, ...] = ()
    status: Status = Status.PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Item):
    """A text of the outlet's site. ``body`` is its plain text as far as the source carries it."""

    access: Access = Access.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Video(Item):
    """A video of the outlet's channel. ``duration_s`` is in seconds, ``None`` when unknown.

    ``uploaded_at`` is when it was uploaded, where that is known to differ from its publication.
    ``kind_basis`` says in a phrase how ``video_kind`` is known. ``captions`` is what is said in
    it, as plain text, where somebody gave that to us.
    """

    video_id: str
    channel_id: str = ""
    duration_s: int | None = None
    video_kind: VideoKind = VideoKind.UNKNOWN
    live_state: LiveState = LiveState.NONE
    scheduled_at: datetime | None = None
    uploaded_at: datetime | None = None
    kind_basis: str = ""
    chapters: tuple[Chapter, ...] = ()
    captions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter(Item):
    """One issue of a mailed newsletter; ``links`` are what it carried, in order.

    ``ref`` is its Message-ID in angle brackets where it has one (RFC 5322, 3.6.4), so that it is
    known wherever it is found; ``list_id`` the identifier of its List-Id (RFC 2919); ``url``
    where it can be read in a browser, "" if nowhere.
    """

    list_id: str = ""


AnyItem = Article | Video | Newsletter
"""What a batch carries."""

KINDS: dict[type[Item], str] = {Article: "article", Video: "video", Newsletter: "newsletter"}
"""The name of each kind, as commands, URLs and the store write it."""


def kind_of(item: Item) -> str:
    """The kind's name: ``article``, ``video`` or ``newsletter``."""
    return KINDS[type(item)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One engagement figure, as observed.

    ``ref`` names the item as its source does (or by URL); ``metric`` is ``views``, ``likes``,
    ``comments`` …; ``value`` is cumulative up to ``observed_at`` unless ``window_s`` says over
    which span (seconds) it was counted. ``origin`` says whose figure it is (``youtube``,
    ``site``): figures of different origins are never summed.
    """

    ref: str
    metric: str
    value: float
    observed_at: datetime
    origin: str
    window_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A ref that its source no longer shows. ``status`` says how, as far as the source tells."""

    ref: str
    status: Status = Status.REMOVED
    reason: str = field(default="")
