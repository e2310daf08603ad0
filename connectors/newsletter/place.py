"""How far a folder was read, by UID: newest first, with what is left below kept in mind."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]
"""UIDs from the first to the second, both included."""


@dataclass(frozen=True, slots=True)
class Place:
    """``last`` is the newest UID that is taken up, ``left`` the spans not looked at yet.

    They do not overlap and stand newest first, as they are read.
    """

    last: int = 0
    left: tuple[Span, ...] = ()

    @property
    def first(self) -> int:
        """The lowest UID that is yet to be looked at."""
        return self.left[-1][0] if self.left else self.last + 1

    def up_to(self, newest: int) -> Place:
        """With everything that came since, up to a UID."""
        if newest <= self.last:
            return self
        return Place(newest, ((self.last + 1, newest), *self.left))

    def down_to(self, uid: int) -> Place:
        """Once everything from the newest down to a UID was looked at; 0: everything there is."""
        spans = ((low, min(high, uid - 1)) for low, high in self.left)
        return Place(self.last, tuple((low, high) for low, high in spans if low <= high))

    def has_left(self, uid: int) -> bool:
        """Whether a message is yet to be looked at."""
        return any(low <= uid <= high for low, high in self.left)
