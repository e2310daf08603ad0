"""``python -m dashboard.bench [PART…]``: measure all parts, or those named."""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dashboard.bench.figure import CannotMeasureError, Figure
from dashboard.bench.process import BUILD

PARTS = ("sync", "wordpress", "queries", "loading", "page", "load")


def main(names: list[str]) -> int:
    """Measure, write ``build/bench.json``, print a table; 1 when something was not measured."""
    if unknown := set(names) - set(PARTS):
        sys.exit(f"No such part: {', '.join(sorted(unknown))}. There are {', '.join(PARTS)}.")
    BUILD.mkdir(exist_ok=True)
    console = Console(stderr=True)
    figures: list[Figure] = []
    for name in names or PARTS:
        with console.status(f"measuring {name} …"):
            figures += measure(name)
    report = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "python": platform.python_version(),
            "system": platform.platform(),
            "cpus": os.cpu_count(),
        },
        "figures": [{**asdict(figure), "reached": figure.reached} for figure in figures],
    }
    (BUILD / "bench.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    out = Console()
    out.width = max(out.width, 130)  # a table in a log is not to be folded
    out.print(table(figures))
    return 1 if any(figure.error for figure in figures) else 0


def measure(name: str) -> list[Figure]:
    """The figures of one part, or the one that says why there are none."""
    try:
        part = importlib.import_module(f"dashboard.bench.{name}")
        figures: list[Figure] = part.measure()
    except CannotMeasureError as error:
        return [Figure(part=name, name="not measured", error=str(error))]
    return figures


def table(figures: list[Figure]) -> Table:
    """The figures as a person reads them."""
    shown = Table("what", "value", "baseline", "goal", "", title="Measured on this machine")
    for column in shown.columns[1:4]:
        column.justify = "right"
    for figure in figures:
        value = escape(figure.error) or f"{_short(figure.value)} {figure.unit}"
        goal = f"≤ {figure.goal:g}" if figure.goal is not None else ""
        verdict = {True: "reached", False: "missed", None: ""}[figure.reached]
        note = " · ".join(part for part in (verdict, figure.note) if part)
        what = f"{figure.part}: {figure.name}"
        shown.add_row(what, value, _short(figure.baseline), goal, note)
    return shown


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
