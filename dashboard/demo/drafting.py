"""From a story of the bank to an article's text and a film's description."""

from __future__ import annotations

import re
import unicodedata
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from connectors.items import VideoKind
from dashboard.demo.bank import LooseFilm, Story
from dashboard.demo.newsroom import Film, PlannedArticle

SITE = "{site}"
"""Stands for the outlet's address in texts, until the server knows it."""

LONGEST_SHORT = 60
"""In seconds; YouTube allows more, newsrooms rarely use it."""

CLOSINGS = (
    "This report will be updated as more becomes known.",
    "The Courier asked for comment from everyone named in this report.",
    "Readers who know more can write to the desk in confidence.",
    "A longer version appears in tomorrow's print edition.",
    "Documents quoted here have been seen by the Courier.",
)
FOOTERS = (
    "The Harbour Courier reports from Port Averil every day. {site}/",
    "Subscribe for the morning briefing: {site}/",
    "Camera and edit: the Courier's film desk. More at {site}/",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """The ``index``-th article of a story, before it is written."""

    story: Story
    index: int

    @property
    def wordings(self) -> tuple[str, str | None]:
        """The headline that stands, and the earlier one if it was corrected."""
        earlier, mark, corrected = self.story.heads[self.index].partition(" || ")
        return (corrected, earlier) if mark else (earlier, None)


def seeded(seed: int, *parts: object) -> Random:
    """A random source of its own for one thing, so that others do not shift it."""
    return Random(sha256("/".join(map(str, (seed, *parts))).encode()).digest())


def video_id(seed: int, key: str) -> str:
    """An 11-character id in YouTube's alphabet."""
    return urlsafe_b64encode(sha256(f"{seed}/film/{key}".encode()).digest())[:11].decode()


def slug_of(headline: str, fallback: str) -> str:
    """The headline's first words as a path segment; ``fallback`` for other scripts."""
    plain = unicodedata.normalize("NFKD", headline).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    return "-".join(words[:9]) if len(words) > 2 else fallback


def write_article(
    seed: int, draft: Draft, number: int, published: datetime, correct_after: timedelta
) -> PlannedArticle:
    """Write the article; a corrected headline is mended ``correct_after`` its publication."""
    story = draft.story
    headline, earlier = draft.wordings
    rng = seeded(seed, "text", story.key, draft.index)
    return PlannedArticle(
        number=number,
        slug=slug_of(earlier or headline, f"{story.key}-{draft.index + 1}"),
        headline=headline,
        summary=story.facts[draft.index],
        paragraphs=_paragraphs(rng, draft),
        desk=story.desk,
        labels=(story.desk.name, *story.tags),
        authors=_byline(rng, story),
        language=story.language if not headline.isascii() else "en",
        story=story.key,
        motif=story.motif,
        published_at=published,
        earlier=earlier,
        corrected_at=published + correct_after if earlier else None,
    )


def write_film(seed: int, story: Story, published: datetime, belonging: str) -> Film:
    """The film of a story; the article it belongs to is the planner's business."""
    rng = seeded(seed, "film", story.key)
    seconds = rng.randrange(70, 420) if rng.random() < 0.85 else rng.randrange(600, 1500)
    if not story.chapters and rng.random() < 0.12:
        seconds = rng.randrange(22, 58)
    seconds = story.seconds or seconds
    return Film(
        video_id=video_id(seed, story.key),
        title=story.film,
        description=_description(rng, story.about, story.chapters, seconds),
        desk=story.desk,
        story=story.key,
        motif=story.motif,
        tags=(story.desk.name.lower(), *story.tags),
        language=story.language if not story.film.isascii() else "en",
        published_at=published,
        duration_s=seconds,
        kind=VideoKind.SHORT if seconds <= LONGEST_SHORT else VideoKind.UPLOAD,
        belonging=belonging,
    )


def write_loose_film(seed: int, film: LooseFilm, number: int, published: datetime) -> Film:
    """A film that belongs to no article."""
    rng = seeded(seed, "loose", number)
    seconds = film.seconds or rng.randrange(90, 600)
    return Film(
        video_id=video_id(seed, f"loose-{number}"),
        title=film.title,
        description=_description(rng, film.about, (), seconds),
        desk=film.desk,
        story=f"loose-{number}",
        motif=film.motif,
        tags=(film.desk.name.lower(), *film.tags),
        language="en",
        published_at=published,
        duration_s=seconds,
        kind=VideoKind(film.kind),
    )


def link_to(article: PlannedArticle) -> str:
    """The line of a description that leads to its article."""
    return f"Read the full report: {SITE}{article.path}"


def _paragraphs(rng: Random, draft: Draft) -> tuple[str, ...]:
    facts, heads = draft.story.facts, len(draft.story.heads)
    background = list(facts[heads:])
    rng.shuffle(background)
    sentences = [*background, *facts[: min(draft.index, heads)][-2:]]
    if draft.story.language == "en":
        sentences.append(rng.choice(CLOSINGS))
    paragraphs: list[str] = []
    while sentences and len(paragraphs) < 5:
        width = 2 if len(sentences) > 3 and rng.random() < 0.6 else 1
        paragraphs.append(" ".join(sentences[:width]))
        sentences = sentences[width:]
    return (facts[draft.index], *paragraphs)


def _byline(rng: Random, story: Story) -> tuple[str, ...]:
    people = story.desk.people
    if len(people) > 1 and rng.random() < 0.12:
        return people
    return (rng.choice(people),)


def _description(rng: Random, about: str, chapters: tuple[str, ...], seconds: int) -> str:
    blocks = [about]
    if chapters:
        step = max(seconds // len(chapters), 12)
        lines = [
            f"{at // 60}:{at % 60:02d} {name}"
            for at, name in zip(range(0, step * len(chapters), step), chapters, strict=True)
        ]
        blocks.append("\n".join(lines))
    blocks.append(rng.choice(FOOTERS))
    return "\n\n".join(blocks)
