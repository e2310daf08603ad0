"""What the library ``reader`` keeps of feeds; started by its own environment's Python.

``reader_files.py FILE`` reads the feeds of a file, one URL a line, and prints JSON:
``{URL: [[id, link, title] …]}``, or ``null`` for a feed that it refuses.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from reader import make_reader  # type: ignore[import-not-found]  # lives in its own environment


def main(listing: str) -> None:
    """Read them all."""
    logging.disable()
    reader = make_reader(":memory:")
    urls = Path(listing).read_text(encoding="utf-8").splitlines()
    for url in urls:
        reader.add_feed(url, allow_invalid_url=True)
    for _ in reader.update_feeds_iter(workers=1):
        pass
    found: dict[str, list[list[str]] | None] = {
        feed.url: None if feed.last_exception else [] for feed in reader.get_feeds()
    }
    for entry in reader.get_entries():
        kept = found[entry.feed_url]
        if kept is not None:
            kept.append([entry.id, entry.link or "", entry.title or ""])
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
