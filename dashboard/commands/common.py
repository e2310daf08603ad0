"""What commands share: options, opening the store, printing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from connectors.contract import ConnectorError, RetryLater
from dashboard.config import Settings, load_settings
from dashboard.store import Store, open_store

Db = Annotated[
    str | None,
    typer.Option("--db", help="Database: a file, or a SQLAlchemy URL.", metavar="WHERE"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def _named(by: str) -> str:
    if not by.strip():
        raise typer.BadParameter("Say who decides, by name.")
    return by


By = Annotated[str, typer.Option(help="Who decides.", callback=_named)]

console = Console(highlight=False)


class CommandError(Exception):
    """A command that cannot do what was asked; the message is for the person who asked."""


class PartlyFailed(Exception):
    """Something of what was asked failed, and has been said; the rest is done."""


def settings_for(db: str | None, **overrides: Any) -> Settings:
    """The settings, with what was given on the command line."""
    return load_settings(db=db, **overrides)


def store_for(settings: Settings) -> Store:
    """The store that the settings name, opened and migrated."""
    return open_store(settings.db, timezone=settings.timezone, clock=settings.clock)


def print_json(value: Any) -> None:
    """One JSON value, on a line of its own."""
    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
    sys.stdout.buffer.flush()


def print_lines(values: Iterable[Mapping[str, Any]]) -> None:
    """JSON Lines: one object a line."""
    for value in values:
        sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
    sys.stdout.buffer.flush()


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table for people."""
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def told(error: ConnectorError) -> str:
    """What a person who waits for the answer is told; nobody else tries again for them."""
    advice = "Try again later." if isinstance(error, RetryLater) else error.advice
    return f"{error.sentence} {advice}".strip()


def complain(sentence: str) -> None:
    """Say on standard error what failed."""
    print(f"rundown: {sentence}", file=sys.stderr)


def read_file(path: Path) -> bytes:
    """A file that the person named.

    Raises:
        CommandError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
