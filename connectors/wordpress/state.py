"""What a pull of a WordPress site leaves for the next one: small, however long the archive."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from connectors.contract import Checkpoint

READER_VERSION = 1
"""Raised when posts are made something else of, so that archives are read again."""


@dataclass(slots=True)
class Listing:
    """How far a list of posts was read, and what is true once it is read to its end.

    ``since`` is "" for the archive, newest first; else the list holds what changed after it
    (GMT). ``size`` is how many posts a page holds; ``page`` is the next one to read. ``total`` is
    how many posts the list had when its last page was read.
    """

    since: str = ""
    page: int = 1
    size: int = 100
    total: int | None = None
    mark: str = ""
    look: str = ""


@dataclass(slots=True)
class Walk:
    """A walk through the ids of all posts, highest first: all above ``below`` were compared."""

    page: int = 1
    below: int | None = None


@dataclass(slots=True)
class State:
    """The checkpoint.

    ``mark`` is the latest change (GMT) that is known to be read, ``look`` a hash of what the list
    looked like then. ``unexplained`` is by how many posts the site counts more than it shows.
    ``size`` is the largest page that the site grants; ``closed`` are the names that it keeps to
    itself, ``embed`` whether they come along with ``_embed``. ``dated_at`` and ``walked_at`` are
    when the newest posts and all ids were last compared with what is known.
    """

    root: str = ""
    version: int = READER_VERSION
    archived: bool = False
    mark: str = ""
    look: str = ""
    unexplained: int = 0
    size: int = 100
    closed: list[str] = field(default_factory=list)
    embed: bool = False
    listing: Listing | None = None
    walk: Walk | None = None
    dated_at: datetime | None = None
    walked_at: datetime | None = None

    @classmethod
    def of(cls, checkpoint: Checkpoint, root: str) -> State:
        """The state that a checkpoint holds; a new one where it is of another address or reader."""
        known = dict(checkpoint)
        if known.get("root") != root or known.get("version") != READER_VERSION:
            return cls(root=root)
        listing, walk = known.pop("listing", None), known.pop("walk", None)
        dated_at, walked_at = known.pop("dated_at", None), known.pop("walked_at", None)
        return cls(
            **known,
            dated_at=datetime.fromisoformat(dated_at) if dated_at else None,
            walked_at=datetime.fromisoformat(walked_at) if walked_at else None,
            listing=Listing(**listing) if listing else None,
            walk=Walk(**walk) if walk else None,
        )

    @property
    def was_read(self) -> bool:
        """Whether the site was ever read."""
        return self.archived or self.listing is not None

    def checkpoint(self) -> dict[str, Any]:
        """As JSON-ready values."""
        stated = asdict(self)
        for name in ("dated_at", "walked_at"):
            moment = getattr(self, name)
            stated[name] = moment.isoformat() if moment else None
        return stated
