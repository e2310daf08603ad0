"""How good pairing is where the truth is known: ``python -m dashboard.pairing.measure FILE``.

FILE has a headline a line: ``{"id", "title", "published", "clean"}``, the last naming the story.
One headline of each story plays the video, the others are articles; a story of one headline is a
video without an article. ``--fit`` prints weights fitted to all of it, for ``score.py``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np

from dashboard.pairing.candidates import Window
from dashboard.pairing.documents import Document
from dashboard.pairing.fit import fit, folds
from dashboard.pairing.score import FEATURES, VETO, conflict, features, logistic, probability

PRECISION = 0.95
FOLDS, ROUNDS = 5, 3


@dataclass(frozen=True, slots=True)
class Answer:
    """The first rank of one video: how sure, whether it has an article at all, whether right."""

    chance: float
    has_article: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What is reported; shares between 0 and 1, over the videos that have an article.

    ``coverage`` is the share that can be accepted at 95% precision among videos with an article;
    ``honest_coverage`` counts accepted videos without one as errors.
    """

    precision_at_1: float
    coverage: float
    honest_coverage: float


class Headlines:
    """The data of a FILE and what pairing measures on it."""

    def __init__(self, path: Path, doubtful: Path | None) -> None:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        self.story: dict[str, str] = {row["id"]: row["clean"] for row in rows}
        self.doubtful = {
            frozenset(pair)
            for pair in (json.loads(doubtful.read_text(encoding="utf-8")) if doubtful else [])
        }
        stories: dict[str, list[dict[str, str]]] = {}
        for row in rows:
            stories.setdefault(row["clean"], []).append(row)
        chooser = Random(7)  # noqa: S311 - the published protocol's seed
        chosen = [chooser.choice(members) for members in stories.values()]
        films = {row["id"] for row in chosen}
        self.paired = {row["id"] for row in chosen if len(stories[row["clean"]]) > 1}
        self.videos = [_document(row, "video") for row in chosen]
        window = Window(
            [_document(row, "article") for row in rows if row["id"] not in films], self.videos
        )
        self.candidates = [(v, c) for v in self.videos for c in window.candidates(v)]
        self.right = np.array(
            [self.story[v.id] == self.story[c.article.id] for v, c in self.candidates]
        )
        self.known = np.array([not self._is_doubtful(v, c.article) for v, c in self.candidates])
        self.rows = np.array([features(v, c) for v, c in self.candidates])
        self.offset = np.array([-VETO * conflict(v, c) for v, c in self.candidates])

    def answers(self, chances: Sequence[float]) -> list[Answer]:
        """The best candidate of each video by ``chances``, doubtful ones left out."""
        best: dict[str, tuple[float, Document]] = {}
        for (video, candidate), chance in zip(self.candidates, chances, strict=True):
            if video.id not in best or chance > best[video.id][0]:
                best[video.id] = (chance, candidate.article)
        found = []
        for video in self.videos:
            paired = video.id in self.paired
            if video.id not in best:
                found.append(Answer(0.0, paired, False))
                continue
            chance, article = best[video.id]
            if not self._is_doubtful(video, article):
                right = self.story[video.id] == self.story[article.id]
                found.append(Answer(chance, paired, right))
        return found

    def cross_validated(self) -> list[float]:
        """Chances by weights that were fitted without the story in question."""
        total = np.zeros(len(self.candidates))
        groups = [self.story[video.id] for video, _ in self.candidates]
        for seed in range(ROUNDS):
            for training, test in folds(groups, FOLDS, seed):
                use = training & self.known
                weights, bias = fit(self.rows[use], self.right[use], self.offset[use])
                total[test] += logistic(self.rows[test] @ weights + bias + self.offset[test])
        return [float(chance) for chance in total / ROUNDS]

    def _is_doubtful(self, video: Document, article: Document) -> bool:
        return frozenset((self.story[video.id], self.story[article.id])) in self.doubtful


def figures(answers: Sequence[Answer]) -> Figures:
    """The figures of some first ranks."""
    paired = [answer for answer in answers if answer.has_article]
    return Figures(
        sum(answer.right for answer in paired) / len(paired),
        _coverage(paired, len(paired)),
        _coverage(answers, len(paired)),
    )


def calibration_error(answers: Sequence[Answer], bins: int = 10) -> float:
    """Expected calibration error: the mean gap between chance and truth, bins by size."""
    gap = 0.0
    for at in range(bins):
        some = [a for a in answers if at / bins <= a.chance < (at + 1) / bins + (at == bins - 1)]
        if some:
            gap += abs(sum(a.chance for a in some) - sum(a.right for a in some))
    return gap / len(answers)


def _coverage(answers: Sequence[Answer], paired: int) -> float:
    """The share of paired videos above the lowest chance at which enough accepted are right."""
    right = covered = best = 0
    for accepted, answer in enumerate(sorted(answers, key=lambda a: -a.chance), 1):
        right += answer.right
        covered += answer.has_article
        if right / accepted >= PRECISION:
            best = covered
    return best / paired


def _document(row: dict[str, str], kind: str) -> Document:
    return Document.read(
        id_=row["id"],
        kind=kind,
        title=row["title"],
        text="",
        published_at=datetime.fromisoformat(row["published"]).replace(tzinfo=UTC),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure a FILE and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m dashboard.pairing.measure")
    parser.add_argument("file", type=Path)
    parser.add_argument("--doubtful", type=Path, help="pairs of stories that count neither way")
    parser.add_argument("--fit", action="store_true", help="print weights for score.py")
    asked = parser.parse_args(arguments)
    data = Headlines(asked.file, asked.doubtful)
    by_closeness = [(c.letters + c.words) / 2 * c.time for _, c in data.candidates]
    as_shipped = [probability(v, c) for v, c in data.candidates]
    out = sys.stdout.write
    for name, chances in (
        ("closeness alone", by_closeness),
        ("as shipped", as_shipped),
        ("cross-validated", data.cross_validated()),
    ):
        answers = data.answers(chances)
        found = figures(answers)
        out(
            f"{name:16}  P@1 {found.precision_at_1:.3f}  cov95 {found.coverage:.3f}  "
            f"cov95† {found.honest_coverage:.3f}  calibration error "
            f"{calibration_error(answers):.3f}  ({len(answers)} videos)\n"
        )
    if asked.fit:
        weights, bias = fit(data.rows[data.known], data.right[data.known], data.offset[data.known])
        for name, weight in zip(FEATURES, weights, strict=True):
            out(f"{name:12} {weight:+.2f}\n")
        out(f"{'bias':12} {bias:+.2f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
