"""Every feed in a folder, read by us and by the library ``reader``: what does either not keep?

``python -m dashboard.bench.feed_files DIR`` serves the folder's ``.xml``, ``.rss``, ``.atom`` and
``.json`` files on loopback, reads each with both, and prints the files of which we keep fewer
entries, with the reason where there is one; the exit code is 1 if a well-formed one is among
them. Collections of odd feeds are in the tests of feedparser and gofeed; see docs/feeds.md.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import perf_counter
from urllib.parse import quote

from lxml import etree

from connectors.contract import ConnectorError, NothingKnown, SourceSpec
from connectors.environment import Environment
from connectors.feeds.connector import FeedConnector
from connectors.web import Http
from dashboard.bench.process import environment, run_json
from dashboard.bench.sync import reader_python
from dashboard.config import Settings

TYPES = {
    ".xml": "application/xml",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".json": "application/feed+json",
}


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = TYPES

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


@dataclass(frozen=True, slots=True)
class Read:
    """What we made of a file: entries kept, or why none; and the seconds that it took."""

    entries: int
    error: str
    seconds: float


def main(folder: str) -> int:
    """Compare, print, and say whether a well-formed entry was lost."""
    root = Path(folder).resolve()
    files = sorted(f for f in root.rglob("*") if f.suffix in TYPES and f.is_file())
    with _served(root) as base:
        urls = {f"{base}/{quote(str(f.relative_to(root)))}": f for f in files}
        ours = dict(_ours(urls))
        with NamedTemporaryFile("w", suffix=".txt") as listing:
            listing.write("\n".join(urls))
            listing.flush()
            script = str(Path(__file__).with_name("reader_files.py"))
            theirs = run_json([reader_python(), script, listing.name], environment())[0]
    lost = 0
    for url, file in urls.items():
        kept = theirs.get(url)
        if kept and len(kept) > ours[url].entries:
            formed = _is_well_formed(file)
            lost += formed
            told = "well-formed" if formed else "ill-formed"
            name = file.relative_to(root)
            why = ours[url].error or "fewer entries"
            print(f"{name}: {told}, reader {len(kept)}, ours {ours[url].entries}: {why}")
    more = sum(len(theirs.get(url) or ()) < read.entries for url, read in ours.items())
    whole = sum(read.entries for read in ours.values())
    their_whole = sum(len(kept) for kept in theirs.values() if kept)
    slowest = max(ours.values(), key=lambda read: read.seconds).seconds
    print(
        f"{len(files)} files: entries kept {whole}, by reader {their_whole}; more than reader of "
        f"{more} files, fewer of {lost} well-formed ones; the slowest file took {slowest:.2f} s."
    )
    return 1 if lost else 0


@contextmanager
def _served(root: Path) -> Iterator[str]:
    handler = partial(_Handler, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def _ours(urls: dict[str, Path]) -> Iterator[tuple[str, Read]]:
    http = Http(allow_hosts=frozenset({"127.0.0.1"}))
    env = Environment(http=http, clock=Settings().clock, known=NothingKnown())
    for url in urls:
        started = perf_counter()
        kept, error = 0, ""
        try:
            first = next(FeedConnector(SourceSpec("feed", url), env).pull({}))
            kept, error = len(first.items), " ".join(first.warnings)
        except ConnectorError as told:
            error = told.sentence
        yield url, Read(kept, error, perf_counter() - started)
    http.close()


def _is_well_formed(file: Path) -> bool:
    body = file.read_bytes()
    try:
        if file.suffix == ".json":
            json.loads(body)
        else:
            etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except (ValueError, etree.XMLSyntaxError):
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
