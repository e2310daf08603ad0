"""From what can be measured of a video and an article to the probability that they belong together.

A logistic model on few features, each of which a person can check. Its weights were fitted (see
``fit.py``) to headlines of one event and to the films of the demo outlet together, so that it
serves with titles alone and with full texts. docs/pairing.md has the data and the figures; fit
again when a feature changes.
"""

from __future__ import annotations

import numpy as np

from dashboard.pairing.candidates import Candidate
from dashboard.pairing.documents import Document, name_different_things
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
WEIGHTS: tuple[float, ...] = (2.11, 2.02, 5.04, 0.59, 10.7, 1.0, 0.82, 0.34, 0.14)
BIAS = -7.06
VETO = 2.0
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
    return candidate.letters if name_different_things(video, candidate.article) else 0.0


def probability(video: Document, candidate: Candidate) -> float:
    """The probability (0 to 1) that the candidate belongs to the video."""
    gained = float(np.dot(features(video, candidate), WEIGHTS))
    return float(logistic(np.asarray(gained + BIAS - VETO * conflict(video, candidate))))


def logistic(odds: Vector) -> Vector:
    """Log odds to probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))))
