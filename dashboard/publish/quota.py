"""What is left of YouTube's quota today, for pages and commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.environment import YouTubeSettings
from connectors.youtube.errors import until_pacific_midnight
from connectors.youtube.quota import Bucket, Quota
from dashboard.publish.rows import rfc3339
from dashboard.store import Store


@dataclass(frozen=True, slots=True)
class QuotaLeft:
    """Units left of units a day: for everything, and for figures alone; new at ``fresh_at``."""

    left: int
    limit: int
    figures_left: int
    figures_limit: int
    fresh_at: datetime

    def sentence(self, store: Store) -> str:
        """For people, in the outlet's time."""
        return f"YouTube quota: {self.amounts(store)}"

    def amounts(self, store: Store) -> str:
        """The same without a heading."""
        said = f"{self.left:,} of {self.limit:,} units left"
        if self.figures_left < self.figures_limit:
            said += f", {self.figures_left:,} of {self.figures_limit:,} for figures"
        return f"{said}, fresh at {self.fresh_at.astimezone(store.timezone):%H:%M}."

    def json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "left": self.left,
            "limit": self.limit,
            "figures_left": self.figures_left,
            "figures_limit": self.figures_limit,
            "fresh_at": rfc3339(self.fresh_at),
        }


def quota_left(store: Store, youtube: YouTubeSettings) -> QuotaLeft | None:
    """What is left of the key's quota; ``None`` without a key or a channel that is read with it."""
    if not youtube.api_key or all(source.kind != "youtube" for source in store.sources.list()):
        return None
    quota, now = Quota(store.quotas, youtube, store.clock), store.clock()
    return QuotaLeft(
        quota.left(Bucket.UNITS),
        quota.limit(Bucket.UNITS),
        quota.left(Bucket.STATISTICS),
        quota.limit(Bucket.STATISTICS),
        now + timedelta(seconds=until_pacific_midnight(now)),
    )
