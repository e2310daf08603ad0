"""The synthetic archive of 100,000 items that queries and pages are measured on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dashboard.bench.process import BUILD, RUNDOWN, environment, run

ITEMS = 100_000
TIMEZONE = "Europe/Berlin"


@cache
def make() -> tuple[Path, float]:
    """Where the archive is, and how many seconds it took to make; made once a run.

    Raises:
        CannotMeasureError: the demo command could not make it.
    """
    database = BUILD / f"bench-{ITEMS}.db"
    for leftover in BUILD.glob(f"{database.name}*"):
        leftover.unlink()
    env = environment(RUNDOWN_DB=str(database), RUNDOWN_TIMEZONE=TIMEZONE)
    _, seconds = run([RUNDOWN, "demo", "--items", str(ITEMS), "--no-serve"], env)
    return database, seconds
