"""From what can be measured of a video and an article to the probability that they belong together.

A logistic model on few features, each of which a person can check. Its weights were fitted by
``python -m dashboard.pairing.measure FILE --fit`` (see docs/pairing.md for the data and figures);
fit again when a feature changes.
"""

from __future__ import annotations

import numpy as np

from dashboard.pairing.candidates import Candidate
from dashboard.pairing.documents import Document
from dashboard.pairing.vectors import Vector

FEATURES = (
    "letters",
    "words",
    "time",
    "lead",
    "claim",
    "rarity",
    "told",
    "shown",
    "same names",
)
WEIGHTS: tuple[float, ...] = (1.58, 1.57, 5.07, 1.08, 10.39, 0.99, 0.80, 0.28, 0.12)
BIAS = -6.96
VETO = 4.0
"""What two titles that fill one template with different names or figures lose, in log odds.

Set by hand: such families are too rare in the data that the rest was fitted on.
"""


def features(video: Document, candidate: Candidate) -> list[float]:
    """The features of a video and its candidate, in the order of ``FEATURES``."""
    article = candidate.article
    mine, theirs = video.title_names, article.title_names
    return [
        candidate.letters,
        candidate.words,
        candidate.time,
        candidate.lead,
        candidate.claim,
        candidate.rarity / 10,
        candidate.told,
        candidate.shown,
        min(len(mine.proper & theirs.proper), 3) / 3,
    ]


def conflict(video: Document, candidate: Candidate) -> float:
    """How much of one template the titles are (0 to 1) while they name different things."""
    article = candidate.article
    mine, theirs = video.title_names, article.title_names
    if differ(mine.proper, theirs.proper, video, article):
        return candidate.letters
    if differ(mine.numbers, theirs.numbers, video, article):
        return candidate.letters
    return 0.0


def differ(
    mine: frozenset[str], theirs: frozenset[str], video: Document, article: Document
) -> bool:
    """Whether each title names something that the other item does not know at all.

    Two titles in nearly the same letters that do so are one template filled in twice.
    """
    return bool(mine - article.all_words and theirs - video.all_words)


def probability(video: Document, candidate: Candidate) -> float:
    """The probability (0 to 1) that the candidate belongs to the video."""
    gained = float(np.dot(features(video, candidate), WEIGHTS))
    return float(logistic(np.asarray(gained + BIAS - VETO * conflict(video, candidate))))


def logistic(odds: Vector) -> Vector:
    """Log odds to probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))))
