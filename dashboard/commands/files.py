"""``import`` and ``export``: items and engagement figures from and to files."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import orjson
import typer

from connectors.captions import SUFFIXES
from connectors.contract import Batch
from connectors.newsletter.files import BadMessage, in_batches, is_mail_file, read_mail_file
from dashboard.commands.bulk import BATCH, load_lines
from dashboard.commands.captions import import_captions
from dashboard.commands.common import (
    CommandError,
    Db,
    Json,
    PartlyFailed,
    complain,
    console,
    print_json,
    read_file,
    settings_for,
    store_for,
)
from dashboard.commands.reading import walk
from dashboard.coverage.understand import bring_up_to_date as bring_topics_up_to_date
from dashboard.engagement.csv_in import CsvError, import_csv
from dashboard.publish.lines import Rejected, read_items
from dashboard.publish.rows import row_json
from dashboard.store import Store, TimelineQuery
from dashboard.store.model import Source, Written
from dashboard.understand import bring_up_to_date, waits

MAIL_BATCH = 50
TOLD_FROM = 2000
PAIRED_AT_ONCE = 20_000
"""More new items than these wait for the worker, or for who asks: pairing them takes minutes."""
PAIRING_S = 30.0
"""So long (seconds) fewer are paired before the rest is left, too."""
CSV_COLUMNS = ("id", "kind", "published_at", "title", "url", "authors", "labels", "status")


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="Items (.jsonl), newsletters (.eml, .mbox), site figures (.csv) or captions "
            "(.vtt, .srt)."
        ),
    ],
    video: Annotated[
        str, typer.Option(help="YouTube's id of the video that captions are of.")
    ] = "",
    db: Db = None,
    json: Json = False,
) -> None:
    """Take in items, newsletters, engagement figures or a video's captions from a file."""
    store = store_for(settings_for(db))
    if file.suffix.lower() == ".csv":
        _import_figures(store, file, json)
    elif is_mail_file(file.suffix):
        _import_mail(store, file, json)
    elif file.suffix.lower() in SUFFIXES:
        _report(import_captions(store, file, video), [], json)
    else:
        _import_items(store, file, json)


def export(
    out: Annotated[Path | None, typer.Option(help="File; standard output if left out.")] = None,
    format_: Annotated[str, typer.Option("--format", help="jsonl or csv.")] = "jsonl",
    db: Db = None,
) -> None:
    """Write all items, newest first."""
    if format_ not in ("jsonl", "csv"):
        raise typer.BadParameter("The format is jsonl or csv.")
    store = store_for(settings_for(db))
    rows = (row_json(row) for row in walk(store, TimelineQuery(), sys.maxsize, None))
    with _target(out) as target:
        if format_ == "jsonl":
            for row in rows:
                target.write(orjson.dumps(row).decode() + "\n")
            return
        writer = csv.writer(target)
        writer.writerow(CSV_COLUMNS)
        for row in rows:
            writer.writerow(
                [
                    "; ".join(row[name]) if isinstance(row[name], list) else row[name]
                    for name in CSV_COLUMNS
                ]
            )


def _import_items(store: Store, file: Path, json: bool) -> None:
    source = store.sources.importing()
    new = changed = 0
    rejected: list[Rejected] = []
    try:
        for written in _loaded(store, source, file, rejected):
            new, changed = new + written.new, changed + written.changed
            if new + changed >= TOLD_FROM:
                print(f"  {new + changed:,}", file=sys.stderr)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    if new + changed > PAIRED_AT_ONCE:
        bring_topics_up_to_date(store)
    else:
        bring_up_to_date(store, budget_s=PAIRING_S)
    if waits(store):
        complain("Which articles and videos belong together is left to rundown understand.")
    _report({"items_new": new, "items_changed": changed}, rejected, json)


def _loaded(
    store: Store, source: Source, file: Path, rejected: list[Rejected]
) -> Iterator[Written]:
    if file.is_file():
        yield from load_lines(store, source, file, rejected)
        return
    with file.open("rb") as lines:  # a pipe: it can be read once, from its beginning
        for items in read_items(lines, rejected, BATCH):
            yield store.write.batch(source.id, source.kind, Batch(items=items))


def _import_mail(store: Store, file: Path, json: bool) -> None:
    """Newsletters out of saved messages; again is no change, for they are known by Message-ID."""
    source = store.sources.importing()
    new = changed = 0
    bad: list[BadMessage] = []
    try:
        with file.open("rb") as messages:
            for items in in_batches(read_mail_file(messages, store.clock(), bad), MAIL_BATCH):
                written = store.write.batch(source.id, source.kind, Batch(items=items))
                new, changed = new + written.new, changed + written.changed
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    bring_up_to_date(store)
    rejected = [Rejected(line=one.number, error=one.error) for one in bad]
    _report({"items_new": new, "items_changed": changed}, rejected, json, unit="message")


def _import_figures(store: Store, file: Path, json: bool) -> None:
    try:
        done = import_csv(store, read_file(file))
    except CsvError as error:
        raise CommandError(f"{file}: {error}") from None
    rejected = [Rejected(line=one.line, error=one.error) for one in done.rejected]
    _report({"readings": done.readings, "items": done.items}, rejected, json)


def _report(
    counts: dict[str, int], rejected: list[Rejected], json: bool, unit: str = "line"
) -> None:
    if json:
        lines = [{unit: r.line, "error": r.error} for r in rejected]
        print_json({**counts, "rejected": lines})
    else:
        console.print(", ".join(f"{n} {name.replace('_', ' ')}" for name, n in counts.items()))
    for entry in rejected[:20]:
        complain(f"{unit} {entry.line}: {entry.error}")
    if len(rejected) > 20:
        complain(f"and {len(rejected) - 20} more {unit}s")
    if rejected:
        raise PartlyFailed


@contextmanager
def _target(out: Path | None) -> Iterator[IO[str]]:
    if out is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # data for programs, whatever the terminal is
        yield sys.stdout
        return
    try:
        with out.open("w", encoding="utf-8", newline="") as target:
            yield target
    except OSError as error:
        raise CommandError(f"{out} cannot be written: {error.strerror}.") from None
