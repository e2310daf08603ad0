"""How often a source usually brings something, and so when its silence means something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from dashboard.store import Store

FEWEST = 6
"""Publications from which on a rhythm can be told at all."""
LOOKED_AT = 60
"""The newest publications of a source from which its rhythm is told."""
DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)
SHORTEST_SLEEP = DAY
SHORTEST_SLEEP_OF_A_STRANGER = timedelta(days=4)
"""Where no whole week was seen, a weekend may be all that it is."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What the newest publications of a source tell: when the last was, and how they are spaced.

    ``usual`` is the mean distance between two of them, ``longest`` the longest; both are ``None``
    where too few are known.
    """

    newest: datetime | None = None
    usual: timedelta | None = None
    longest: timedelta | None = None
    seen: timedelta = timedelta(0)

    def asleep(self, now: datetime) -> bool:
        """Whether it has been silent for clearly longer than ever before in what was looked at."""
        if self.newest is None or self.longest is None:
            return False
        least = SHORTEST_SLEEP if self.seen >= WEEK else SHORTEST_SLEEP_OF_A_STRANGER
        return now - self.newest > max(least, self.longest * 3 / 2)

    def words(self) -> str:
        """``about 14 a day``, ``about 3 a week``, ``about one every 40 days``; "" if unknown."""
        if self.usual is None:
            return ""
        usual = max(self.usual, timedelta(minutes=1))
        for name, span in (("day", DAY), ("week", WEEK), ("month", MONTH)):
            if (count := round(span / usual)) >= 2 or (span is not MONTH and count == 1):
                return f"about {'one' if count == 1 else f'{count:,}'} a {name}"
        return f"about one every {round(usual / DAY):,} days"


UNKNOWN = Rhythm()
"""Of a source that brought nothing yet, or was not looked at."""


def rhythm(published: Iterable[datetime], now: datetime) -> Rhythm:
    """The rhythm of publication times (aware, in any order); what is yet to come does not count."""
    past = sorted(moment for moment in published if moment <= now)
    if not past:
        return UNKNOWN
    seen = past[-1] - past[0]
    if len(past) < FEWEST or not seen:
        return Rhythm(past[-1], seen=seen)
    longest = max(later - earlier for earlier, later in pairwise(past))
    return Rhythm(past[-1], seen / (len(past) - 1), longest, seen)


def rhythms(store: Store) -> dict[str, Rhythm]:
    """The rhythm of each source that is followed, by its id."""
    now = store.clock()
    return {
        source.id: rhythm(store.sources.published(source.id, LOOKED_AT), now)
        for source in store.sources.list()
    }
