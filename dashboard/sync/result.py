"""What a sync did, added up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dashboard.store.model import Written


@dataclass(slots=True)
class SyncResult:
    """Counts of one sync; ``seconds`` leave out the understanding of new items."""

    sources: int = 0
    requests: int = 0
    unchanged: int = 0
    items_new: int = 0
    items_changed: int = 0
    items_gone: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    understand_seconds: float = 0.0

    def add(self, written: Written) -> None:
        """Count what storing a batch changed."""
        self.items_new += written.new
        self.items_changed += written.changed
        self.items_gone += written.gone

    def go_on(self, more: SyncResult) -> None:
        """Add what sources brought that were asked again in the same sync."""
        self.items_new += more.items_new
        self.items_changed += more.items_changed
        self.items_gone += more.items_gone
        self.failed += more.failed
        self.warnings += [one for one in more.warnings if one not in self.warnings]

    def json(self) -> dict[str, Any]:
        """As ``rundown sync --json`` prints it."""
        return {
            "sources": self.sources,
            "requests": self.requests,
            "unchanged": self.unchanged,
            "items_new": self.items_new,
            "items_changed": self.items_changed,
            "items_gone": self.items_gone,
            "failed": self.failed,
            "warnings": self.warnings,
            "seconds": round(self.seconds, 4),
            "understand_seconds": round(self.understand_seconds, 4),
        }
