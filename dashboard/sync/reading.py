"""When documents are worth a process of their own."""

from __future__ import annotations

import os
from collections.abc import Collection

from connectors.apart import Apart
from connectors.registry import READERS
from dashboard.store.model import Source

MANY = 20
"""New sources that together have much to read."""
ARCHIVES = frozenset({"wordpress"})
"""Kinds of which a single new one does."""


def start_for(sources: Collection[Source], apart: Apart) -> None:
    """Start the process if these sources, about to be pulled, have much to read for the first time.

    It costs some 40 MB and a fifth of a second, and there is nothing in it on a single core.
    """
    new = [source.kind for source in sources if source.last_success_at is None]
    if (len(new) >= MANY or ARCHIVES.intersection(new)) and (os.cpu_count() or 1) > 1:
        apart.start(sorted({READERS[kind] for kind in new if kind in READERS}))
