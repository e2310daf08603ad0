"""The edition: everything the outlet publishes, as a pure function of seed and opening instant.

The sixty days up to the opening come from the story bank by the day's rhythm. After the opening
one article or film appears every 40 to 90 seconds, from stories kept in reserve and from the
follow-ups that were still to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from dashboard.demo.aftermath import after_opening
from dashboard.demo.archive import Archive, before_opening
from dashboard.demo.newsroom import Film, PlannedArticle

DEFAULT_SEED = 7


@dataclass(frozen=True, slots=True)
class HeadlineVersion:
    """One wording of an article's headline; ``until`` is ``None`` for the wording that stands."""

    slug: str
    headline: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Edition:
    """All that the outlet has planned around one opening.

    ``articles`` and ``films`` are ordered by time and reach beyond the opening; ask the ``_at``
    methods for what is public at an instant.
    """

    opening: datetime
    seed: int = DEFAULT_SEED
    articles: tuple[PlannedArticle, ...] = field(init=False, repr=False)
    films: tuple[Film, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        opening = self.opening.astimezone(UTC)
        archive: Archive = before_opening(self.seed, opening)
        later = after_opening(self.seed, opening, archive)
        articles = sorted((*archive.articles, *later.articles), key=lambda a: a.published_at)
        films = sorted((*archive.films, *later.films), key=lambda f: f.published_at)
        object.__setattr__(self, "opening", opening)
        object.__setattr__(self, "articles", tuple(articles))
        object.__setattr__(self, "films", tuple(films))

    def articles_at(self, t: datetime) -> list[PlannedArticle]:
        """The articles that are out at ``t``, newest first."""
        return [article for article in reversed(self.articles) if article.published_at <= t]

    def films_at(self, t: datetime) -> list[Film]:
        """The films that are out at ``t``, newest first, the removed and private ones included."""
        return [film for film in reversed(self.films) if film.published_at <= t]

    def truth(self, t: datetime | None = None) -> list[tuple[str, str]]:
        """Which film belongs to which article, out at ``t`` (default: the opening)."""
        at = t or self.opening
        out = {article.slug for article in self.articles if article.published_at <= at}
        return [
            (film.article, film.video_id)
            for film in self.films_at(at)
            if film.article is not None and film.article in out
        ]

    def headline_history(self, t: datetime | None = None) -> list[HeadlineVersion]:
        """Every wording of the headlines that were corrected until ``t`` (default: opening)."""
        at = t or self.opening
        return [version for article in self.articles_at(at) for version in _versions(article, at)]


def truth(opening: datetime, seed: int = DEFAULT_SEED) -> list[tuple[str, str]]:
    """Which film belongs to which article, as ``(article slug, video id)``."""
    return Edition(opening, seed).truth()


def headline_history(opening: datetime, seed: int = DEFAULT_SEED) -> Sequence[HeadlineVersion]:
    """Every wording of the headlines that were corrected before the opening."""
    return Edition(opening, seed).headline_history()


def _versions(article: PlannedArticle, at: datetime) -> list[HeadlineVersion]:
    corrected = article.corrected_at
    if article.earlier is None or corrected is None or corrected > at:
        return []
    return [
        HeadlineVersion(article.slug, article.earlier, article.published_at, corrected),
        HeadlineVersion(article.slug, article.headline, corrected, None),
    ]
