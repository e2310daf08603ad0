"""Sparse vectors of many documents, and the cosine of one against all: an index in plain numpy.

Postings (for each feature the documents that have it) make a query touch only what it shares
with others, so its cost grows with that and not with all documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.pairing.documents import Sparse

Vector = NDArray[np.float64]


class Space:
    """Documents in one feature space, weighed by how rare each feature is among them."""

    def __init__(self, rows: Sequence[Sparse]) -> None:
        """``rows`` hold feature ids of at most 32 bits."""
        self._rows = rows
        lengths = np.array([len(ids) for ids, _ in rows], dtype=np.int64)
        ids = np.concatenate([ids for ids, _ in rows]) if rows else np.empty(0, np.int64)
        weights = np.concatenate([w for _, w in rows]) if rows else np.empty(0)
        order = _order(ids)
        ids, weights = ids[order], weights[order]
        self._owners = np.repeat(np.arange(len(rows)), lengths)[order]
        first = np.flatnonzero(np.diff(ids, prepend=-1))
        self._starts = np.append(first, len(ids))
        self._features = ids[first]
        seen = np.diff(self._starts)
        self._rarity: Vector = _rarity(seen, len(rows))
        self._unseen = _rarity(np.zeros(1), len(rows))[0]
        weighed = weights * np.repeat(self._rarity, seen)
        norms = np.sqrt(np.bincount(self._owners, weighed**2, minlength=len(rows)))
        self._norms = np.where(norms > 0, norms, 1.0)
        self._weights = weighed / self._norms[self._owners]

    def rarity(self, ids: NDArray[np.int64]) -> Vector:
        """How rare features are here: the natural log of the inverse share of documents, + 1."""
        return self._rarity_of(*self._columns(ids))

    def cosines(self, query: Sparse) -> Vector:
        """The cosine of a document (of this space or not) with each document here."""
        ids, weights = query
        columns, known = self._columns(ids)
        weighed = weights * self._rarity_of(columns, known)
        norm = float(np.sqrt(np.sum(weighed**2))) or 1.0
        columns, weighed = columns[known], weighed[known]
        starts, ends = self._starts[columns], self._starts[columns + 1]
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
        dense[owners, columns] = np.concatenate([w for _, w in rows]) * self.rarity(every)[columns]
        dense /= self._norms[list(numbers)][:, None]
        return np.asarray(dense @ dense.T)

    def _rarity_of(self, columns: NDArray[np.intp], known: NDArray[np.bool_]) -> Vector:
        found = np.full(len(columns), self._unseen)
        found[known] = self._rarity[columns[known]]
        return found

    def _columns(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Where features stand here, and which of them do at all."""
        if not len(self._features):
            return np.zeros(len(ids), dtype=np.intp), np.zeros(len(ids), dtype=np.bool_)
        columns = np.minimum(np.searchsorted(self._features, ids), len(self._features) - 1)
        return columns, self._features[columns] == ids


def _order(ids: NDArray[np.int64]) -> NDArray[np.intp]:
    """What sorts 32-bit ids, by halves: numpy sorts 16-bit numbers in linear time."""
    order = np.argsort((ids & 0xFFFF).astype(np.uint16), kind="stable")
    high = (ids >> 16).astype(np.uint16)
    return np.asarray(order[np.argsort(high[order], kind="stable")])


def _rarity(seen: NDArray[Any], documents: int) -> Vector:
    return np.asarray(np.log((documents + 1) / (seen + 1)) + 1.0)
