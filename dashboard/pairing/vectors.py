"""Sparse vectors of many documents, and the cosine of one against all: an index in plain numpy.

Postings (for each feature the documents that have it) make a query touch only what it shares
with others, so its cost grows with that and not with all documents.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dashboard.pairing.documents import Sparse

Vector = NDArray[np.float64]


class Space:
    """Documents in one feature space, weighed by how rare each feature is among them."""

    def __init__(self, rows: Sequence[Sparse], size: int) -> None:
        """``rows`` hold feature ids below ``size``."""
        self._rows = rows
        lengths = np.array([len(ids) for ids, _ in rows], dtype=np.int64)
        ids = np.concatenate([ids for ids, _ in rows]) if rows else np.empty(0, np.int64)
        weights = np.concatenate([w for _, w in rows]) if rows else np.empty(0)
        seen = np.bincount(ids, minlength=size)
        self.rarity: Vector = np.log((len(rows) + 1) / (seen + 1)) + 1.0
        owners = np.repeat(np.arange(len(rows)), lengths)
        order = np.argsort(ids, kind="stable")
        self._owners = owners[order]
        self._starts = np.concatenate(([0], np.cumsum(seen)))
        weighed = weights * self.rarity[ids]
        norms = np.sqrt(np.bincount(owners, weighed**2, minlength=len(rows)))
        self._norms = np.where(norms > 0, norms, 1.0)
        self._weights = (weighed / self._norms[owners])[order]

    def cosines(self, query: Sparse) -> Vector:
        """The cosine of a document (of this space or not) with each document here."""
        ids, weights = query
        weighed = weights * self.rarity[ids]
        norm = float(np.sqrt(np.sum(weighed**2))) or 1.0
        starts, ends = self._starts[ids], self._starts[ids + 1]
        lengths = ends - starts
        where = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
        where += np.arange(int(lengths.sum()))
        products = self._weights[where] * np.repeat(weighed / norm, lengths)
        summed = np.bincount(self._owners[where], products, minlength=len(self._rows))
        return summed.astype(np.float64)

    def among(self, numbers: Sequence[int]) -> Vector:
        """The cosines of a few documents with one another, a square matrix."""
        rows = [self._rows[n] for n in numbers]
        every, columns = np.unique(np.concatenate([i for i, _ in rows]), return_inverse=True)
        owners = np.repeat(np.arange(len(rows)), [len(i) for i, _ in rows])
        dense = np.zeros((len(rows), len(every)))
        dense[owners, columns] = np.concatenate([w for _, w in rows]) * self.rarity[every][columns]
        dense /= self._norms[list(numbers)][:, None]
        return np.asarray(dense @ dense.T)
