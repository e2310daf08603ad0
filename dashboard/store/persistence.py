"""Trying again where a database went away for a moment: restarted, moved, cut off, overrun.

Only PostgreSQL needs it. What is tried again is a whole call, and only as long as none of its
transactions may have been kept, or where the same again changes nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

PATIENCE_S = 30.0
"""How long a call waits for its database, seconds."""

_PASSING = ("08", "40001", "40P01", "53300", "55P03", "57P")
"""Beginnings of SQLSTATEs that another try may not meet (PostgreSQL's documentation, appendix A):
connection lost, serialization failure, deadlock, too many connections, lock not to be had, server
shutting down or starting up."""

_REFUSED = ("password authentication failed", "does not exist", "no pg_hba.conf entry")
"""What libpq says of a refusal at the door, for which it hands on no SQLSTATE."""


def is_passing(error: BaseException) -> bool:
    """Whether a database error is one that may be gone in a moment."""
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return str(state).startswith(_PASSING)
    lost = isinstance(error, OperationalError) or error.connection_invalidated
    return lost and not any(words in str(error.orig) for words in _REFUSED)


def repeatable(method: F) -> F:
    """Mark a method that may be called again though it may have been kept already."""
    method.__dict__["repeatable"] = True
    return method


class Patience(threading.local):
    """What the calls of a thread have in common: until when they wait, and what they have kept.

    Within a transaction nothing is tried again: that is for whoever began it.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.until: float | None = None
        self.kept = False
        self._transactions = 0

    @contextmanager
    def in_transaction(self) -> Iterator[None]:
        """While a transaction is open."""
        self._transactions += 1
        try:
            yield
        finally:
            self._transactions -= 1

    def calling(self, call: Callable[[], T], *, again_anyway: bool) -> T:
        """Call, and again while the database is away.

        Raises:
            DBAPIError: it stayed away for too long, or what was written may have been kept.
        """
        if self._transactions:
            return call()
        until, kept, pause = self.until, self.kept, 0.05
        end = self.until = until if until is not None else time.monotonic() + self.seconds
        try:
            while True:
                self.kept = False
                try:
                    return call()
                except DBAPIError as error:
                    hopeless = not is_passing(error) or (self.kept and not again_anyway)
                    if hopeless or time.monotonic() + pause > end:
                        raise
                time.sleep(pause)
                pause = min(pause * 2, 2.0)
        finally:
            self.until, self.kept = until, kept or self.kept
