"""Counting what is spent of a quota that outsiders grant."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from threading import Lock
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Spent:
    """What went out of a bucket of quota in a day; ``empty`` when its owner said so."""

    units: int = 0
    empty: bool = False


class Ledger(Protocol):
    """Counts what is spent of a quota: by account, bucket and day (a proleptic ordinal).

    Shared by everything that spends from the same account, in whatever thread or process.
    """

    def spend(self, account: str, bucket: str, day: int, units: int = 1) -> None:
        """Count units as spent."""
        ...

    def exhaust(self, account: str, bucket: str, day: int) -> None:
        """Take the bucket as empty for the rest of the day, whatever was counted."""
        ...

    def spent(self, account: str, bucket: str, day: int) -> Spent:
        """What was spent."""
        ...


class MemoryLedger:
    """The ``Ledger`` of a process that shares its quota with no other."""

    def __init__(self) -> None:
        self._units: Counter[tuple[str, str, int]] = Counter()
        self._empty: set[tuple[str, str, int]] = set()
        self._lock = Lock()

    def spend(self, account: str, bucket: str, day: int, units: int = 1) -> None:
        """Count units as spent."""
        with self._lock:
            self._units[account, bucket, day] += units

    def exhaust(self, account: str, bucket: str, day: int) -> None:
        """Take the bucket as empty for the rest of the day."""
        with self._lock:
            self._empty.add((account, bucket, day))

    def spent(self, account: str, bucket: str, day: int) -> Spent:
        """What was spent."""
        with self._lock:
            key = (account, bucket, day)
            return Spent(self._units[key], key in self._empty)
