"""What a source remembers of pages that gave no article, in little room."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any

READER_VERSION = "1"
"""Raised when pages are read otherwise, so that those which gave no article are read again."""
MOST_OTHERS = 60_000
MOST_FAILED = 2_000
MOST_READ = 4_000
FIRST_WAIT_S = 15 * 60.0
LONGEST_WAIT_S = 7 * 86_400.0
TRIES = 8
"""After so many failures a page is taken for one that gives no article."""
_NAME = 8


class PageMemory:
    """Which pages are no articles, which failed and when to try again, which were read when.

    Pages are known by the first 48 bits of a hash; of each sort the oldest are forgotten first.
    All times are seconds since 1970.
    """

    def __init__(self, stored: Mapping[str, Any] | None = None) -> None:
        stored = stored or {}
        packed = stored.get("others", "") if stored.get("version") == READER_VERSION else ""
        names = (packed[at : at + _NAME] for at in range(0, len(packed), _NAME))
        self._others: dict[str, None] = dict.fromkeys(names)
        self._failed: dict[str, list[float]] = dict(stored.get("failed", {}))
        self._read: dict[str, float] = dict(stored.get("read", {}))

    def json(self) -> dict[str, Any]:
        """What goes into a checkpoint."""
        return {
            "version": READER_VERSION,
            "others": "".join(list(self._others)[-MOST_OTHERS:]),
            "failed": dict(list(self._failed.items())[-MOST_FAILED:]),
            "read": dict(list(self._read.items())[-MOST_READ:]),
        }

    def rests(self, url: str, now: datetime) -> bool:
        """Whether a page is to be left alone: no article, or failed a short while ago."""
        name = _name(url)
        waits = name in self._failed and self._failed[name][1] > now.timestamp()
        return waits or name in self._others

    def was_read(self, url: str, since_s: float) -> bool:
        """Whether a page was read as it is since ``since_s``."""
        return self._read.get(_name(url), 0.0) >= since_s

    def read(self, url: str, as_of_s: float) -> None:
        """A page was read, in the state of ``as_of_s``."""
        name = _name(url)
        self._failed.pop(name, None)
        self._read.pop(name, None)
        self._read[name] = as_of_s

    def gave_none(self, url: str) -> None:
        """A page is no article."""
        self._failed.pop(_name(url), None)
        self._others[_name(url)] = None

    def failed(self, url: str, now: datetime) -> None:
        """A page could not be read; it is tried again, after growing waits."""
        tries = int(self._failed.pop(_name(url), [0.0])[0]) + 1
        if tries >= TRIES:
            self.gave_none(url)
            return
        wait_s = min(FIRST_WAIT_S * 4 ** (tries - 1), LONGEST_WAIT_S)
        self._failed[_name(url)] = [tries, now.timestamp() + wait_s]

    @property
    def has_room(self) -> bool:
        """Whether no page that gave no article has to be forgotten yet."""
        return len(self._others) < MOST_OTHERS

    def tried_again_s(self, url: str) -> float:
        """When a page that failed is to be tried again; 0 where it did not fail."""
        return self._failed.get(_name(url), (0.0, 0.0))[1]


def _name(url: str) -> str:
    digest = blake2b(url.encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")
