"""The outlet: its name, its desks, its people, and what it plans to publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.items import LiveState, Status, VideoKind

OUTLET = "The Harbour Courier"
TAGLINE = "News of Port Averil and the bay, since the first lighthouse"
CITY = "Port Averil"
CHANNEL_NAME = "The Harbour Courier"
CHANNEL_HANDLE = "@harbourcourier"
CHANNEL_ID = "UCh4rb0urC0ur13rP0rtAv3r"
UPLOADS_ID = "UU" + CHANNEL_ID[2:]


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk of the newsroom. ``ink`` and ``wash`` are the two tones of its pictures (hex)."""

    slug: str
    name: str
    ink: str
    wash: str
    people: tuple[str, ...]


DESKS: dict[str, Desk] = {
    desk.slug: desk
    for desk in (
        Desk("politics", "Politics", "#2B3A55", "#DCE3EE", ("Oda Kestrin", "Matthis Orlo")),
        Desk("world", "World", "#3C4A3E", "#E2E8DF", ("Renske Abara", "Ivo Tallander")),
        Desk("economy", "Economy", "#3A4B57", "#E1E8EA", ("Sunniva Marsk", "Pell Odhran")),
        Desk("science", "Science", "#2E4F5E", "#DCEBEF", ("Tamsin Ferro", "Jun Aldermoor")),
        Desk("climate", "Climate", "#2F5A4C", "#DDEBE4", ("Liv Brandahl", "Jun Aldermoor")),
        Desk("culture", "Culture", "#5A3B4E", "#EFE1E8", ("Corin Vale", "Mirela Stanz")),
        Desk("sport", "Sport", "#34553A", "#E2EDDF", ("Dov Harrigan", "Kaia Lund-Okoro")),
        Desk("health", "Health", "#4B4468", "#E6E3F0", ("Esme Tavrin", "Paulo Winther")),
        Desk("crime", "Crime & Courts", "#4A3B36", "#ECE4DF", ("Hedda Quill", "Matthis Orlo")),
        Desk("city", "City", "#5B4A2C", "#F0E9DA", ("Bas Ferriman", "Noor Calloway")),
        Desk("translation", "World in translation", "#44405A", "#E8E6EE", ("Anaïs Reddick",)),
        Desk("riverside", "Riverside Diaries", "#6A4A3A", "#F2E6DC", ("Wim Peddler",)),
    )
}
"""Ten news desks, the translation desk, and one column that no topic list knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedArticle:
    """An article as the newsroom plans it; all times are UTC.

    ``earlier`` is the headline until ``corrected_at``, when it was corrected. ``embeds`` are the
    ids of the films that it shows inside its text. ``story`` names what the article is about.
    """

    number: int
    slug: str
    headline: str
    summary: str
    paragraphs: tuple[str, ...]
    desk: Desk
    labels: tuple[str, ...]
    authors: tuple[str, ...]
    language: str
    story: str
    motif: str
    published_at: datetime
    earlier: str | None = None
    corrected_at: datetime | None = None
    embeds: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Where it stands on the site."""
        return f"/{self.desk.slug}/{self.slug}"

    def headline_at(self, t: datetime) -> str:
        """The headline that a reader saw at ``t``."""
        if self.earlier is not None and self.corrected_at is not None and t < self.corrected_at:
            return self.earlier
        return self.headline

    def updated_at(self, t: datetime) -> datetime:
        """When it last changed, as known at ``t``."""
        if self.corrected_at is not None and self.corrected_at <= t:
            return self.corrected_at
        return self.published_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A video as the newsroom plans it; all times are UTC.

    ``belonging`` says how it hangs together with ``article`` (a slug): ``embedded`` in it,
    ``linked`` from the description, ``unlinked`` (it belongs, and nothing says so) or ``none``.
    A live stream or premiere has ``starts_at`` and ``ends_at``.
    """

    video_id: str
    title: str
    description: str
    desk: Desk
    story: str
    motif: str
    tags: tuple[str, ...]
    language: str
    published_at: datetime
    duration_s: int
    kind: VideoKind = VideoKind.UPLOAD
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    article: str | None = None
    belonging: str = "none"
    removed_at: datetime | None = None
    private_at: datetime | None = None

    def status_at(self, t: datetime) -> Status:
        """Whether the public could see it at ``t``."""
        if self.removed_at is not None and self.removed_at <= t:
            return Status.REMOVED
        if self.private_at is not None and self.private_at <= t:
            return Status.PRIVATE
        return Status.PUBLIC

    def live_state_at(self, t: datetime) -> LiveState:
        """Where a stream or premiere stood at ``t``."""
        if self.starts_at is None or self.ends_at is None:
            return LiveState.NONE
        if t < self.starts_at:
            return LiveState.UPCOMING
        return LiveState.LIVE if t < self.ends_at else LiveState.ENDED

    @property
    def watchable_from(self) -> datetime:
        """From when it gathers views."""
        return self.starts_at or self.published_at

    def age_at(self, t: datetime) -> timedelta:
        """How long it had been watchable at ``t``; never negative."""
        return max(t - self.watchable_from, timedelta(0))
