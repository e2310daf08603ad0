"""From a video to the few articles that may belong to it.

A :class:`Window` holds the documents of some weeks. Closeness of two documents is the mean of two
cosines (letters of the titles; words of titles and texts) times a factor for the time between
them. A candidate is judged by its company: how far it is ahead of the next one that is about
something else, and whether another video, about something else, wants it more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.pairing.documents import Document, name_different_things
from dashboard.pairing.text import word_id
from dashboard.pairing.vectors import Space, Vector

HALF_LIFE_H = 48.0
TIME_FLOOR = 0.3
"""Closeness fades to this share with time: 0.3 + 0.7·exp(−Δt / 48 h)."""
CANDIDATES = 12
RIVALS = 12
SAME_SUBJECT = 0.25
"""Two articles at least this alike (cosine) are no rivals: they report the same."""
COMMON = 3.0
"""Words no rarer than this (about one title in seven has them) are no evidence worth showing."""
SAME_FILM = 0.35
"""Two videos at least this alike are uploads of the same or parts of a series."""


@dataclass(frozen=True, slots=True)
class Closeness:
    """How a document compares with every document of a kind, unordered."""

    letters: Vector
    words: Vector
    time: Vector

    @property
    def alike(self) -> Vector:
        """The mean cosine, time aside."""
        return np.asarray((self.letters + self.words) / 2)

    @property
    def total(self) -> Vector:
        """What candidates are ranked by."""
        return np.asarray(self.alike * self.time)


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """An article that may belong to a video, with what can be measured of the two.

    ``lead`` is its closeness less that of the best candidate about something else; ``claim`` its
    closeness to this video less that to the other video that is closest to it. ``rarest`` is the
    shared title word that fewest have, with its rarity (natural log of the inverse share, + 1).
    ``told`` is how much of the video's title the article has, in its title or text, by rarity
    (0 to 1); ``shown`` how much of the article's title the video has.
    """

    article: Document
    letters: float
    words: float
    time: float
    lead: float
    claim: float
    rarest: str
    rarity: float
    told: float
    shown: float


class Side:
    """All documents of one kind in a window."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self._hours = np.array([d.hours for d in documents])
        self._letters = Space([d.letters for d in documents])
        self._words = Space([d.terms for d in documents])
        self._rarities: dict[str, float] = {}

    def closeness(self, document: Document) -> Closeness:
        """A document against all of these."""
        apart = np.abs(self._hours - document.hours)
        return Closeness(
            self._letters.cosines(document.letters),
            self._words.cosines(document.terms),
            TIME_FLOOR + (1 - TIME_FLOOR) * np.exp(-apart / HALF_LIFE_H),
        )

    def alike(self, places: Sequence[int]) -> Vector:
        """How alike a few of these are, a square matrix."""
        return np.asarray((self._letters.among(places) + self._words.among(places)) / 2)

    def rarest(self, words: frozenset[str]) -> tuple[str, float]:
        """The rarest of some words among these, with its rarity; ("", 0) of none."""
        rarity, word = max(((r, w) for w, r in self._rarity(words).items()), default=(0.0, ""))
        return word, rarity

    def rare_first(self, words: frozenset[str]) -> list[str]:
        """Words that tell something, the rarest among these documents first."""
        common = min(COMMON, float(np.log(len(self.documents) + 1)) / 2 + 1)
        rated = {w: r for w, r in self._rarity(words).items() if len(w) > 1 and r > common}
        return sorted(rated, key=lambda w: (-rated[w], w))

    def share(self, words: frozenset[str], among: frozenset[str]) -> float:
        """How much of ``words`` is ``among`` others, the rare ones counting more."""
        rated = self._rarity(words)
        whole = sum(rated.values())
        return sum(rated[word] for word in words & among) / whole if whole else 0.0

    def _rarity(self, words: frozenset[str]) -> dict[str, float]:
        missing = [word for word in words if word not in self._rarities]
        if missing:
            ids = np.fromiter((word_id(word) for word in missing), dtype=np.int64)
            rated = self._words.rarity(ids).tolist()
            self._rarities.update(zip(missing, rated, strict=True))
        return {word: self._rarities[word] for word in words}


class Window:
    """The articles and videos of a span of time, ready to be asked."""

    def __init__(self, articles: Sequence[Document], videos: Sequence[Document]) -> None:
        self.articles = Side(articles)
        self.videos = Side(videos)
        self._suitors: dict[int, list[tuple[float, int]]] = {}

    def candidates(self, video: Document) -> list[Candidate]:
        """The closest articles of a video, best first; none that shares nothing with it."""
        if not self.articles.documents:
            return []
        close = self.articles.closeness(video)
        total = close.total
        places = [int(p) for p in _best(total, CANDIDATES) if close.alike[p] > 0]
        if not places:
            return []
        alike = self.articles.alike(places)
        films = self.videos.closeness(video).alike
        found = []
        for row, place in enumerate(places):
            article = self.articles.documents[place]
            word, rarity = self.articles.rarest(video.title_words & article.title_words)
            others = [
                total[p]
                for column, p in enumerate(places)
                if alike[row, column] < SAME_SUBJECT
                or name_different_things(article, self.articles.documents[p])
            ]
            found.append(
                Candidate(
                    article,
                    float(close.letters[place]),
                    float(close.words[place]),
                    float(close.time[place]),
                    float(total[place] - max(others, default=0.0)),
                    float(total[place] - self._best_rival(place, video, films)),
                    word,
                    rarity,
                    self.articles.share(video.title_words, article.all_words),
                    self.articles.share(article.title_words, video.all_words),
                )
            )
        return found

    def suitors(self, article: Document) -> list[Document]:
        """The videos that are closest to an article, best first."""
        if not self.videos.documents:
            return []
        total = self.videos.closeness(article).total
        return [self.videos.documents[p] for p in _best(total, RIVALS) if total[p] > 0]

    def _best_rival(self, place: int, video: Document, films: Vector) -> float:
        """The closeness of an article to the best other video that is about something else."""
        if place not in self._suitors:
            total = self.videos.closeness(self.articles.documents[place]).total
            self._suitors[place] = [(float(total[p]), int(p)) for p in _best(total, RIVALS)]
        rivals = [0.0]
        for closeness, other in self._suitors[place]:
            film = self.videos.documents[other]
            if film.id != video.id and (
                films[other] < SAME_FILM or name_different_things(video, film)
            ):
                rivals.append(closeness)
        return max(rivals)


def _best(values: Vector, number: int) -> Vector:
    """The places of the highest values, highest first; equal ones in order."""
    if len(values) > number:
        some = np.sort(np.argpartition(-values, number)[:number])
    else:
        some = np.arange(len(values))
    return np.asarray(some[np.argsort(-values[some], kind="stable")])
