"""What the Data API connector remembers from pull to pull."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from connectors.contract import Checkpoint
from connectors.youtube.times import moment


@dataclass(slots=True)
class Walk:
    """A reading of the uploads list that is under way.

    ``token`` is the next page's ("" for the first); ``to_end`` says whether it goes on past pages
    that hold nothing new; ``pages`` counts those behind it.
    """

    token: str = ""
    to_end: bool = False
    pages: int = 0


@dataclass(slots=True)
class State:
    """The checkpoint, taken apart.

    ``listed_at`` is when the uploads were last read to their end. ``missing`` counts, by video id,
    how many times in a row YouTube left out a video that it was asked for.
    """

    channel_id: str = ""
    uploads: str = ""
    name: str = ""
    listed_at: datetime | None = None
    walk: Walk | None = None
    missing: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> State:
        """Read a checkpoint; an empty one is the state before the first pull."""
        channel: Mapping[str, Any] = checkpoint.get("channel") or {}
        walk = checkpoint.get("walk")
        return cls(
            channel_id=str(channel.get("id", "")),
            uploads=str(channel.get("uploads", "")),
            name=str(channel.get("name", "")),
            listed_at=moment(checkpoint.get("listed_at")),
            walk=Walk(**walk) if walk else None,
            missing=dict(checkpoint.get("missing") or {}),
        )

    def checkpoint(self) -> dict[str, Any]:
        """The state as plain JSON values."""
        return {
            "channel": {"id": self.channel_id, "uploads": self.uploads, "name": self.name},
            "listed_at": self.listed_at.isoformat() if self.listed_at else None,
            "walk": asdict(self.walk) if self.walk else None,
            "missing": dict(self.missing),
        }
