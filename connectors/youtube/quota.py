"""How much of a key's daily quota is left, and what it may be spent on.

Quotas are kept by bucket (https://developers.google.com/youtube/v3/determine_quota_cost, and the
revision history of June 2026): ``videos.batchGetStats`` has one of its own, and all other methods
that are used here share one. Every call costs one unit (captions: more), refused ones included.
Both begin anew at midnight Pacific time.

YouTube counts by project, we by key: whoever uses several keys of one project, or the key
elsewhere too, is told "used up" by YouTube itself, and that is believed until the next midnight.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from hashlib import blake2b

from connectors.environment import YouTubeSettings
from connectors.ledger import Ledger
from connectors.youtube import errors
from connectors.youtube.errors import PACIFIC

STATISTICS_A_DAY = 10_000
"""What the bucket of ``videos.batchGetStats`` holds by default."""

KEPT_FOR_UPLOADS = 0.2
"""The part of the day's quota that routine leaves alone, at the day's start; it shrinks with it."""

CAPTIONS_LIST, CAPTIONS_DOWNLOAD = 50, 200
"""Units of a ``captions.list`` and of a ``captions.download``."""

A_VIDEOS_CAPTIONS = CAPTIONS_LIST + CAPTIONS_DOWNLOAD + 1
"""What a video's captions cost: both, and the video itself with which they are kept."""

CAPTIONS_PART = 0.25
"""The part of the day's quota that captions may take at most."""


class Bucket(StrEnum):
    """What a call is charged to."""

    UNITS = "units"
    """``channels.list``, ``playlistItems.list`` and ``videos.list`` together."""
    STATISTICS = "statistics"
    """``videos.batchGetStats``."""
    CAPTIONS = "captions"
    """``captions.*``: counted for itself, and out of ``UNITS`` too."""


class Purpose(Enum):
    """What units are wanted for; the value is the part of the reserve that it leaves untouched."""

    UPLOADS = 0.0
    """New uploads, and everything without which they cannot be shown."""
    KEEPING = 0.5
    """What YouTube's terms want refreshed, live streams, the older pages of an archive."""
    ROUTINE = 1.0
    """Everything that can wait for tomorrow."""
    CAPTIONS = 2.0
    """What may come any day, or never."""


def account_of(api_key: str) -> str:
    """The name under which a key's spending is kept: a short keyed hash that leads nowhere."""
    return blake2b(api_key.encode(), digest_size=8, key=b"rundown youtube quota").hexdigest()


def pacific_day(now: datetime) -> int:
    """The quota's day at ``now`` (aware), as a proleptic ordinal."""
    return now.astimezone(PACIFIC).date().toordinal()


class Quota:
    """One key's quota, as the ledger has it."""

    def __init__(
        self, ledger: Ledger, settings: YouTubeSettings, clock: Callable[[], datetime]
    ) -> None:
        self._ledger = ledger
        self._account = account_of(settings.api_key)
        self._clock = clock
        self._limits = {
            Bucket.UNITS: settings.daily_units,
            Bucket.STATISTICS: STATISTICS_A_DAY,
            Bucket.CAPTIONS: int(settings.daily_units * CAPTIONS_PART),
        }

    def limit(self, bucket: Bucket) -> int:
        """What the bucket holds at the start of a day, units."""
        return self._limits[bucket]

    def left(self, bucket: Bucket) -> int:
        """What is left in the bucket today, units."""
        spent = self._ledger.spent(self._account, bucket, pacific_day(self._clock()))
        return 0 if spent.empty else max(self._limits[bucket] - spent.units, 0)

    def spend(self, bucket: Bucket, units: int = 1) -> None:
        """Account for the units of a call that is about to be made.

        Raises:
            QuotaError: not enough is left today.
        """
        now = self._clock()
        charged = (Bucket.UNITS, bucket) if bucket is Bucket.CAPTIONS else (bucket,)
        if any(self.left(one) < units for one in charged):
            raise errors.quota_used(now)
        for one in charged:
            self._ledger.spend(self._account, one, pacific_day(now), units)

    def exhaust(self, bucket: Bucket) -> None:
        """YouTube says that the bucket is empty; it is not asked again before midnight."""
        self._ledger.exhaust(self._account, bucket, pacific_day(self._clock()))

    def allows(self, purpose: Purpose, units: int = 1) -> bool:
        """Whether so many units may go to the purpose without starving a weightier one."""
        return self.left(Bucket.UNITS) - units >= math.ceil(self.reserve() * purpose.value)

    def allows_captions(self) -> bool:
        """Whether a video's captions may be asked for without starving anything."""
        fits = self.left(Bucket.CAPTIONS) >= A_VIDEOS_CAPTIONS
        return fits and self.allows(Purpose.CAPTIONS, A_VIDEOS_CAPTIONS)

    def reserve(self) -> float:
        """Units kept for new uploads until the quota begins anew."""
        day_left = errors.until_pacific_midnight(self._clock()) / timedelta(days=1).total_seconds()
        return self._limits[Bucket.UNITS] * KEPT_FOR_UPLOADS * min(day_left, 1.0)
