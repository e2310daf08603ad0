"""The hours after the opening: something new every 40 to 90 seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count, cycle

from connectors.items import VideoKind
from dashboard.demo.archive import Archive, embed, film_for, unique_slugs
from dashboard.demo.bank import Story, loose_films, stories
from dashboard.demo.drafting import Draft, seeded, write_article, write_film, write_loose_film
from dashboard.demo.newsroom import Film, PlannedArticle

HOURS = 36
"""How far the plan reaches; a server is opened anew long before."""

LONGEST_HEADLINE = 105
CAMERA_EVERY_MIN, CAMERA_ON_AIR_MIN = 80, (9, 64)


@dataclass(frozen=True, slots=True)
class Later:
    """What appears after the opening."""

    articles: tuple[PlannedArticle, ...]
    films: tuple[Film, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """One thing to appear: an article, or the film of the story whose article came before."""

    draft: Draft
    film: bool = False


def after_opening(seed: int, opening: datetime, archive: Archive) -> Later:
    """Plan the hours after ``opening``: a pure function of its arguments."""
    rng = seeded(seed, "after")
    articles: list[PlannedArticle] = [*archive.articles]
    known, films, t = len(articles), list[Film](), opening
    filmed = {film.story for film in archive.films}
    for number, step in zip(count(9001), _steps(seed, archive), strict=False):
        t += timedelta(seconds=rng.randrange(40, 91))
        if t > opening + timedelta(hours=HOURS):
            break
        mend = timedelta(seconds=rng.randrange(150, 420))
        if not step.film:
            articles.append(write_article(seed, step.draft, number, t, mend))
            continue
        film = _film(seed, step, number, t, articles)
        if film.story not in filmed:
            filmed.add(film.story)
            films.append(film)
    written = unique_slugs(articles)[known:]
    return Later(tuple(embed(written, films)), (*films, *_broadcasts(seed, opening)))


def _broadcasts(seed: int, opening: datetime) -> Iterator[Film]:
    """The harbour camera goes on air again every eighty minutes, announced beforehand."""
    camera = next(film for film in loose_films() if film.role == "live-now")
    for number in range(1, HOURS * 60 // CAMERA_EVERY_MIN):
        announced = opening + timedelta(minutes=number * CAMERA_EVERY_MIN)
        begins, ends = (announced + timedelta(minutes=offset) for offset in CAMERA_ON_AIR_MIN)
        film = write_loose_film(seed, camera, number * 1000, announced)
        title = f"{film.title}, from {begins:%H:%M}"
        seconds = int((ends - begins).total_seconds())
        yield replace(film, title=title, starts_at=begins, ends_at=ends, duration_s=seconds)


def _film(seed: int, step: _Step, number: int, t: datetime, articles: list[PlannedArticle]) -> Film:
    """The film of a step at ``t``; a re-used follow-up becomes a short that belongs to none."""
    story = step.draft.story
    article = next((a for a in reversed(articles) if a.story == story.key), None)
    if article is None or story.key.startswith("again-"):
        short = replace(story, film=story.heads[0], about=story.facts[0], chapters=())
        film = write_film(seed, short, t, "none")
        return replace(film, duration_s=30 + number % 28, kind=VideoKind.SHORT)
    belonging = ("unlinked", "embedded", "linked")[number % 3]
    return replace(film_for(seed, story, article, belonging), published_at=t)


def _steps(seed: int, archive: Archive) -> Iterator[_Step]:
    """Pending follow-ups and reserve stories in turn, then follow-ups made of what is known."""
    pending = iter(archive.pending)
    reserve = [story for story in stories() if story.reserve]
    for story in reserve:
        for index in range(len(story.heads)):
            yield _Step(Draft(story, index))
            if index == 0 and story.film:
                yield _Step(Draft(story, 0), film=True)
            if (draft := next(pending, None)) is not None:
                yield _Step(draft)
    yield from (_Step(draft) for draft in pending)
    yield from _again(seed)


def _again(seed: int) -> Iterator[_Step]:
    """Follow-ups that lead with a detail of an earlier report, every sixth one as a short."""
    told = [story for story in stories() if story.language == "en" and story.kicker]
    seeded(seed, "again").shuffle(told)
    details = [
        (story, fact)
        for rank in range(6)
        for story in told
        if (fact := dict(enumerate(story.facts[len(story.heads) :])).get(rank))
        and len(fact) + len(story.kicker) <= LONGEST_HEADLINE
    ]
    for number, (story, fact) in enumerate(cycle(details)):
        yield _Step(Draft(_detail(story, fact, number, len(details)), 0), film=number % 6 == 5)


def _detail(story: Story, fact: str, number: int, total: int) -> Story:
    headline = f"{story.kicker}: {fact.rstrip('.')}"
    if number >= total:
        headline = f"From the archive: {headline}"
    elif number % 9 == 4 and "," in headline:
        headline = f"{headline.rpartition(',')[0]} || {headline}"
    others = tuple(other for other in story.facts if other != fact)
    return replace(
        story, key=f"again-{number}-{story.key}", heads=(headline,), facts=(fact, *others)
    )
