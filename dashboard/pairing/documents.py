"""An item as pairing reads it: its title and text made comparable."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from dashboard.pairing import text as texts
from dashboard.pairing.text import Names
from dashboard.store.model import ItemRow

TEXT_CHARACTERS = 1200
"""How much of an article's text or a video's description is read: the lead says what it is."""
TEXT_WEIGHT = 0.5
"""A word of the text counts this much of a word of the title."""
_FOOTER_WORDS = ("subscribe", "follow us", "abonn", "подпис", "підпис")
_FOOTER = re.compile(rf"(?:\n|^)[^\n]*(?:{'|'.join(_FOOTER_WORDS)})[^\n]*", re.IGNORECASE)

Sparse = tuple[NDArray[np.int64], NDArray[np.float64]]
"""A sparse vector: ascending feature ids, and a weight (term frequency, damped) for each."""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One article or video. ``hours`` is its time of publication in hours since 1970."""

    id: str
    kind: str
    title: str
    hours: float
    title_words: frozenset[str]
    all_words: frozenset[str]
    title_names: Names
    prose: str
    letters: Sparse
    terms: Sparse
    public: bool = True

    @property
    def all_names(self) -> Names:
        """What title and text call by name; read when asked for, as few documents ever are."""
        return texts.names(f"{self.title}\n{self.prose}")

    @classmethod
    def of(cls, row: ItemRow, body: str) -> Document:
        """The document of a stored item with its full text or description."""
        return cls.read(
            id_=row.id,
            kind=row.kind,
            title=row.title,
            text=f"{row.summary}\n{body}" if body[:80] != row.summary[:80] else body,
            published_at=row.published_at,
            public=row.status in ("public", "unlisted"),
        )

    @classmethod
    def read(
        cls,
        *,
        id_: str,
        kind: str,
        title: str,
        text: str,
        published_at: datetime,
        public: bool = True,
    ) -> Document:
        """A document from its parts; ``published_at`` is aware."""
        prose = texts.prose(_without_footers(text), TEXT_CHARACTERS)
        title_words, text_words = texts.words(title), texts.words(prose)
        return cls(
            id=id_,
            kind=kind,
            title=title,
            hours=published_at.astimezone(UTC).timestamp() / 3600,
            title_words=frozenset(title_words),
            all_words=frozenset(title_words) | frozenset(text_words),
            title_names=texts.names(title),
            prose=prose,
            letters=_damped(texts.grams(title)),
            terms=_terms(title_words, text_words),
            public=public,
        )


def name_different_things(one: Document, other: Document) -> bool:
    """Whether each title names somebody, some place or figure that the other item does not know.

    Two titles in nearly the same letters that do so are one template filled in twice.
    """
    mine, theirs = one.title_names, other.title_names
    return any(
        named - other.all_words and others - one.all_words
        for named, others in ((mine.proper, theirs.proper), (mine.numbers, theirs.numbers))
    )


def _without_footers(text: str) -> str:
    folded = text.casefold()  # looking for the words is far cheaper than the expression
    return _FOOTER.sub("", text) if any(word in folded for word in _FOOTER_WORDS) else text


def _terms(title: Iterable[str], text: Iterable[str]) -> Sparse:
    ids, weights = _damped(_ids(title))
    more_ids, more_weights = _damped(_ids(text))
    every = np.union1d(ids, more_ids)
    total = np.zeros(len(every))
    total[np.searchsorted(every, ids)] = weights
    total[np.searchsorted(every, more_ids)] += more_weights * TEXT_WEIGHT
    return every, total


def _ids(words: Iterable[str]) -> NDArray[np.int64]:
    return np.fromiter(map(texts.word_id, words), dtype=np.int64)


def _damped(features: NDArray[np.int64]) -> Sparse:
    ids, counts = np.unique(features, return_counts=True)
    return ids, 1.0 + np.log(counts)
