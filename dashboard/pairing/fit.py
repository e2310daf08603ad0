"""Fitting the weights of a logistic model, and dividing data so that nothing judges itself."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from dashboard.pairing.score import logistic
from dashboard.pairing.vectors import Vector

RIDGE = 1.0
"""Strength of the pull of weights towards zero; the bias is free."""
STEPS = 50


def fit(rows: Vector, labels: NDArray[np.bool_], offset: Vector) -> tuple[Vector, float]:
    """Weights and bias that make the labels most likely, by Newton's method.

    ``rows`` is samples × features, ``offset`` a part of each sample's log odds that is fixed.
    """
    design = np.hstack([rows, np.ones((len(rows), 1))])
    penalty = np.diag([RIDGE] * rows.shape[1] + [0.0])
    beta = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = logistic(design @ beta + offset)
        slope = design.T @ (labels - chance) - penalty @ beta
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + penalty
        step = np.linalg.solve(curve, slope)
        beta = beta + step
        if float(np.abs(step).max()) < 1e-8:
            break
    return beta[:-1], float(beta[-1])


def folds(
    groups: Sequence[Hashable], number: int, seed: int
) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Masks of training and test samples, ``number`` times; a group is never on both sides."""
    names = list(dict.fromkeys(groups))
    Random(seed).shuffle(names)  # noqa: S311 - repeatable, not secret
    fold = {name: place % number for place, name in enumerate(names)}
    of = np.array([fold[group] for group in groups])
    for held_back in range(number):
        yield of != held_back, of == held_back
