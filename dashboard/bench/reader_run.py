"""Runs the library ``reader`` once; started by its own environment's Python, not by ours.

``reader_run.py DB add FILE`` adds the feeds of a file, one URL a line;
``reader_run.py DB update WORKERS`` updates all and prints ``{"seconds": …, "entries": …}``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

from reader import make_reader  # type: ignore[import-not-found]  # lives in its own environment


def main(database: str, action: str, argument: str) -> None:
    """Do one of the two actions."""
    reader = make_reader(database)
    if action == "add":
        for url in Path(argument).read_text(encoding="utf-8").splitlines():
            reader.add_feed(url)
        return
    start = perf_counter()
    reader.update_feeds(workers=int(argument), scheduled=False)
    seconds = perf_counter() - start
    print(json.dumps({"seconds": seconds, "entries": reader.get_entry_counts().total}))


if __name__ == "__main__":
    main(*sys.argv[1:])
