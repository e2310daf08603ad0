"""Which source is due, who has its lease, calling its connector, committing what it brings."""

from dashboard.sync.result import SyncResult
from dashboard.sync.syncer import Syncer

__all__ = ["SyncResult", "Syncer"]
