"""The sixty days before the opening."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from dashboard.demo import rhythm
from dashboard.demo.bank import LooseFilm, Story, loose_films, stories
from dashboard.demo.drafting import (
    Draft,
    link_to,
    seeded,
    write_article,
    write_film,
    write_loose_film,
)
from dashboard.demo.newsroom import Film, PlannedArticle

DAYS = 60
SECOND_REPORT = 0.3
"""How many films belong to a story's second article rather than its first."""

# Of twenty-four films with an article, ten are embedded, five link it, nine say nothing.
BELONGING = "eueluueleuelueeuleueuelu"
ON_AIR = {"live-now": (-300, -47), "upcoming": (-180, 6), "premiere": (-540, 14)}
"""Minutes from the opening at which a special broadcast is announced and begins."""

NAMES = {"e": "embedded", "l": "linked", "u": "unlinked"}


@dataclass(frozen=True, slots=True)
class Archive:
    """What is out at the opening; ``pending`` are the articles that were still to come."""

    articles: tuple[PlannedArticle, ...]
    films: tuple[Film, ...]
    pending: tuple[Draft, ...]


def before_opening(seed: int, opening: datetime) -> Archive:
    """Plan the sixty days up to and including the opening's day, and cut at the opening.

    What the day still held at the opening is pending, so that two openings of one day share
    what had been published before the earlier one.
    """
    midnight = opening.replace(hour=0, minute=0, second=0, microsecond=0)
    first_day = midnight - timedelta(days=DAYS - 1)
    drafts, later = _ordered_drafts(seed)
    times = rhythm.slots(
        seeded(seed, first_day.date(), "articles"),
        first_day, DAYS, len(drafts), rhythm.ARTICLE_HOURS,
    )  # fmt: skip
    rng = seeded(seed, "corrections")
    articles = [
        write_article(seed, draft, 1000 + 7 * n, at, timedelta(minutes=rng.randrange(25, 400)))
        for n, (draft, at) in enumerate(zip(drafts, times, strict=True))
    ]
    out = unique_slugs(articles)
    pending = [draft for draft, at in zip(drafts, times, strict=True) if at > opening]
    films = _story_films(seed, out)
    films += _loose(seed, first_day, opening)
    shown = [article for article in embed(out, films) if article.published_at <= opening]
    return Archive(
        articles=tuple(shown),
        films=tuple(film for film in films if film.published_at <= opening),
        pending=(*pending, *later),
    )


def unique_slugs(articles: Iterable[PlannedArticle]) -> list[PlannedArticle]:
    """The articles, a slug that was taken before completed by the article's number."""
    taken: set[str] = set()
    result: list[PlannedArticle] = []
    for article in articles:
        slug = f"{article.slug}-{article.number}" if article.slug in taken else article.slug
        taken.add(slug)
        result.append(replace(article, slug=slug))
    return result


def embed(articles: Iterable[PlannedArticle], films: Iterable[Film]) -> list[PlannedArticle]:
    """The articles with the films that are embedded in them."""
    by_slug: dict[str, list[str]] = {}
    for film in films:
        if film.article is not None and film.belonging == "embedded":
            by_slug.setdefault(film.article, []).append(film.video_id)
    return [replace(a, embeds=tuple(by_slug.get(a.slug, ()))) for a in articles]


def film_for(seed: int, story: Story, article: PlannedArticle, belonging: str) -> Film:
    """The story's film, hung to ``article`` the way ``belonging`` says."""
    rng = seeded(seed, "film-time", story.key)
    if belonging == "embedded":
        published = article.published_at - timedelta(minutes=rng.uniform(2, 50))
    else:
        hours = rng.uniform(0.3, 5) if rng.random() < 0.75 else rng.uniform(-3, 26)
        published = article.published_at + timedelta(hours=hours)
    film = write_film(seed, story, published.replace(microsecond=0), belonging)
    if belonging == "linked":
        about, _, rest = film.description.partition("\n\n")
        film = replace(film, description=f"{about}\n\n{link_to(article)}\n\n{rest}")
    return replace(film, article=article.slug)


def _ordered_drafts(seed: int) -> tuple[list[Draft], list[Draft]]:
    """Drafts in the order in which they appear, and those that fall beyond the sixty days."""
    wanted: list[tuple[float, str, Draft]] = []
    for story in stories():
        if story.reserve:
            continue
        rng = seeded(seed, "begins", story.key)
        day = rng.uniform(-1.0, DAYS - 0.1)
        for index in range(len(story.heads)):
            wanted.append((day, story.key, Draft(story, index)))
            day += min(rng.lognormvariate(-0.1, 0.9), 6.0)
    wanted.sort(key=lambda entry: entry[:2])
    inside = [draft for day, _, draft in wanted if day < DAYS]
    return inside, [draft for day, _, draft in wanted if day >= DAYS]


def _story_films(seed: int, articles: list[PlannedArticle]) -> list[Film]:
    """One film for each story that has one, most about the first report."""
    by_story: dict[str, list[PlannedArticle]] = {}
    for article in articles:
        by_story.setdefault(article.story, []).append(article)
    filmed = [s for s in stories() if s.film and s.key in by_story and not s.reserve]
    seeded(seed, "belonging").shuffle(filmed)
    films = []
    for story, mark in zip(filmed, cycle(BELONGING), strict=False):
        reports = by_story[story.key]
        reports = reports[: 2 if seeded(seed, "which", story.key).random() < SECOND_REPORT else 1]
        films.append(film_for(seed, story, reports[-1], NAMES[mark]))
    return films


def _loose(seed: int, first_day: datetime, opening: datetime) -> list[Film]:
    """Programmes, streams and shorts that belong to no article."""
    rng = seeded(seed, first_day.date(), "loose")
    planned = loose_films()
    times = rhythm.slots(rng, first_day, DAYS, len(planned), rhythm.FILM_HOURS)
    rng.shuffle(times)
    return [
        _with_role(write_loose_film(seed, film, n, at), film, opening, rng)
        for n, (film, at) in enumerate(zip(planned, times, strict=True))
    ]


def _with_role(film: Film, plan: LooseFilm, opening: datetime, rng: Random) -> Film:
    """The special parts: what is live, announced, premiered, removed or private, and when."""
    if plan.role in ON_AIR:
        announced, begins = (opening + timedelta(minutes=offset) for offset in ON_AIR[plan.role])
        return replace(film, published_at=announced, starts_at=begins, ends_at=_end(film, begins))
    if plan.kind in {"live", "premiere"}:
        begins = film.published_at + timedelta(hours=2)
        return replace(film, starts_at=begins, ends_at=_end(film, begins))
    if not plan.role:
        return film
    early = opening - timedelta(days=rng.uniform(9, 30))
    film, gone = replace(film, published_at=early), early + timedelta(days=2)
    if plan.role == "private":
        return replace(film, private_at=gone)
    later = opening + timedelta(minutes=3)
    return replace(film, removed_at=later if plan.role == "removed-later" else gone)


def _end(film: Film, begins: datetime) -> datetime:
    return begins + timedelta(seconds=film.duration_s)
