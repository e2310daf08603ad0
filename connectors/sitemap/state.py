"""Where a source of sitemaps stands: its checkpoint, as objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from connectors.pages.memory import PageMemory

MOST_CHILDREN = 2_000
MOST_MISSING = 500


@dataclass(slots=True)
class Child:
    """A sitemap. All times are seconds since 1970.

    ``lastmod`` is what its index says of it, ``seen`` the same when it was last read. ``since``
    is up to when changes in it are taken in, ``begun`` when the reading began that is still going
    on; ``pending`` says that pages of it are to be read. ``due`` is when it is read again though
    its index says nothing, ``calm`` how often that brought nothing, ``again`` when pages of it
    that failed are tried again, and ``rests`` until when it is left alone after it failed itself.
    """

    depth: int = 0
    index: bool = False
    lastmod: str = ""
    seen: str = ""
    since: float = 0.0
    begun: float = 0.0
    again: float = 0.0
    rests: float = 0.0
    pending: bool = True
    due: float = 0.0
    calm: int = 0
    etag: str = ""
    modified: str = ""

    def is_due(self, now_s: float) -> bool:
        """Whether it is to be read now."""
        if self.rests > now_s:
            return False
        return self.has_news or self.due <= now_s or 0.0 < self.again <= now_s

    def try_again(self, at_s: float) -> None:
        """A page of it failed and is tried again at ``at_s``; 0 where it is not."""
        if at_s:
            self.again = min(self.again or at_s, at_s)

    @property
    def has_news(self) -> bool:
        """Whether something waits in it, as far as is known without reading it."""
        return self.pending or self.lastmod != self.seen


@dataclass(slots=True)
class State:
    """The checkpoint of a sitemap source.

    ``children`` are its sitemaps by address, the root among them; ``cursor`` is how far the slow
    look at known pages has come; ``missing`` are refs whose page was not there, and when that was
    seen first.
    """

    children: dict[str, Child] = field(default_factory=dict)
    memory: PageMemory = field(default_factory=PageMemory)
    cursor: str = ""
    checked_at: float = 0.0
    missing: dict[str, float] = field(default_factory=dict)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> State:
        """The state that a checkpoint holds; an empty one is a new source's."""
        return cls(
            {url: Child(**child) for url, child in stored.get("children", {}).items()},
            PageMemory(stored.get("memory")),
            stored.get("cursor", ""),
            stored.get("checked_at", 0.0),
            dict(stored.get("missing", {})),
        )

    def json(self) -> dict[str, Any]:
        """The checkpoint."""
        return {
            "children": {url: _short(child) for url, child in self.children.items()},
            "memory": self.memory.json(),
            "cursor": self.cursor,
            "checked_at": self.checked_at,
            "missing": dict(list(self.missing.items())[-MOST_MISSING:]),
        }


_DEFAULTS = asdict(Child())


def _short(child: Child) -> dict[str, Any]:
    return {name: value for name, value in asdict(child).items() if value != _DEFAULTS[name]}
