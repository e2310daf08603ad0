"""The synthetic archive that queries and pages are measured on.

``RUNDOWN_BENCH_ITEMS`` is how many items it has; 100,000 where nothing is said, for a million take
two minutes and 2.5 GB.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from dashboard.bench.figure import CannotMeasureError
from dashboard.bench.process import BUILD, RUNDOWN, environment, run

TIMEZONE = "Europe/Berlin"
SIZE = "RUNDOWN_BENCH_ITEMS"


def items() -> int:
    """How many items are measured on.

    Raises:
        CannotMeasureError: the number given is none.
    """
    given = os.environ.get(SIZE, "100000")
    if not given.isdecimal() or not int(given):
        raise CannotMeasureError(f"{SIZE}={given!r} is no number of items")
    return int(given)


@cache
def make() -> tuple[Path, float]:
    """Where the archive is, and how many seconds it took to make; made once a run.

    Raises:
        CannotMeasureError: the demo command could not make it.
    """
    database = BUILD / f"bench-{items()}.db"
    for leftover in BUILD.glob(f"{database.name}*"):
        leftover.unlink()
    env = environment(RUNDOWN_DB=str(database), RUNDOWN_TIMEZONE=TIMEZONE)
    _, seconds = run([RUNDOWN, "demo", "--items", str(items()), "--no-serve"], env)
    return database, seconds
