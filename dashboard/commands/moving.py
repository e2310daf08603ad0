"""``migrate-to``: a newsroom outgrows the file."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from typing import Annotated

import typer

from dashboard.commands.common import Db, Json, console, print_json, settings_for, store_for


def migrate_to(
    url: Annotated[
        str, typer.Argument(help="An empty PostgreSQL database: postgresql://user@host/name.")
    ],
    db: Db = None,
    json: Json = False,
) -> None:
    """Move everything to a PostgreSQL database; what is here stays as it is."""
    from dashboard.store.moving import move  # imported late: it needs PostgreSQL's driver

    store, started = store_for(settings_for(db)), time.perf_counter()
    copied = move(store, url, _progress if sys.stderr.isatty() else lambda *_: None)
    seconds = round(time.perf_counter() - started, 2)
    rows = sum(one.rows for one in copied)
    if json:
        print_json({"tables": [asdict(one) for one in copied], "rows": rows, "seconds": seconds})
        return
    items = next(one.rows for one in copied if one.table == "item")
    console.print(f"{items:,} items moved: {rows:,} rows, each table's checksum compared.")
    console.print("Name the new database in RUNDOWN_DB (or rundown.toml) and start Rundown again.")


def _progress(table: str, rows: int) -> None:
    print(f"\r  {table}: {rows:,} rows          ", end="", file=sys.stderr, flush=True)
