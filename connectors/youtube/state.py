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


HAD, NONE_YET, NONE = "had", "none yet", "none"
"""What came of asking for a video's captions: some; none while it was young; none."""


@dataclass(slots=True)
class CaptionsMemory:
    """Whose captions were asked for, and what became of the sign-in.

    ``tried`` is what came of it, by video. ``verified_at`` is when the sign-in was last found to
    hold; ``refused`` the sentence why the one of ``granted_at`` is not used ("" if it is).
    """

    tried: dict[str, str] = field(default_factory=dict)
    granted_at: str = ""
    verified_at: datetime | None = None
    refused: str = ""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> CaptionsMemory:
        """Read what ``checkpoint`` wrote."""
        return cls(
            dict(told.get("tried") or {}),
            str(told.get("granted_at") or ""),
            moment(told.get("verified_at")),
            str(told.get("refused") or ""),
        )

    def checkpoint(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "tried": dict(self.tried),
            "granted_at": self.granted_at,
            "verified_at": self.verified_at.isoformat() if self.verified_at else None,
            "refused": self.refused,
        }


@dataclass(slots=True)
class State:
    """The checkpoint, taken apart.

    ``listed_at`` is when the uploads were last read to their end. ``walk`` goes through all of
    them, ``look`` only as far as there is news. ``etag`` is that of the list's first page, if
    everything on it has been dealt with. ``missing`` is kept by
    :class:`connectors.youtube.absences.Absences`.
    """

    channel_id: str = ""
    uploads: str = ""
    name: str = ""
    listed_at: datetime | None = None
    walk: Walk | None = None
    look: Walk | None = None
    etag: str = ""
    missing: dict[str, Any] = field(default_factory=dict)
    captions: CaptionsMemory = field(default_factory=CaptionsMemory)

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> State:
        """Read a checkpoint; an empty one is the state before the first pull."""
        channel: Mapping[str, Any] = checkpoint.get("channel") or {}
        walk, look = checkpoint.get("walk"), checkpoint.get("look")
        missing: Mapping[str, Any] = checkpoint.get("missing") or {}
        return cls(
            channel_id=str(channel.get("id", "")),
            uploads=str(channel.get("uploads", "")),
            name=str(channel.get("name", "")),
            listed_at=moment(checkpoint.get("listed_at")),
            walk=Walk(**walk) if walk else None,
            look=Walk(**look) if look else None,
            etag=str(checkpoint.get("etag") or ""),
            missing={one: dict(told) for one, told in missing.items() if isinstance(told, dict)},
            captions=CaptionsMemory.of(checkpoint.get("captions") or {}),
        )

    def checkpoint(self) -> dict[str, Any]:
        """The state as plain JSON values."""
        return {
            "channel": {"id": self.channel_id, "uploads": self.uploads, "name": self.name},
            "listed_at": self.listed_at.isoformat() if self.listed_at else None,
            "walk": asdict(self.walk) if self.walk else None,
            "look": asdict(self.look) if self.look else None,
            "etag": self.etag,
            "missing": {one: dict(told) for one, told in self.missing.items()},
            "captions": self.captions.checkpoint(),
        }
