"""``python -m tests.connectors.feeds.pull_once URL``: pulls a feed, and keeps nothing of it.

Prints how many articles came and the most memory that the process ever had, in KiB.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from connectors.contract import NothingKnown, SourceSpec
from connectors.environment import Environment
from connectors.feeds.connector import FeedConnector
from connectors.web import Http


def main(url: str) -> None:
    """Pull the feed at ``url`` (on loopback) once."""
    http = Http(allow_hosts=frozenset({"127.0.0.1"}))
    now = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
    env = Environment(http=http, clock=lambda: now, known=NothingKnown())
    batches = FeedConnector(SourceSpec("feed", url), env).pull({})
    articles = sum(len(batch.items) for batch in batches)
    http.close()
    # Not what getrusage tells, which begins with what the starting process had.
    most = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text("ascii"))
    print(articles, most[1] if most else "")


if __name__ == "__main__":
    main(*sys.argv[1:])
