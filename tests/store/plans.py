"""Query plans: whatever a test of the store reads is explained, and must not walk a big table.

SQLite plans without statistics, so that a plan is the same for ten items as for a million. A new
query is judged as soon as any test runs it. PostgreSQL plans by what its tables hold: there the
bench tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from dashboard.store import Store

BIG = {
    *("item", "sighting", "identity", "facet", "pointer", "change", "queue"),
    *("rollup_day", "rollup_hour", "rollup_span", "rollup_week", "reading", "reading_latest"),
    *("pair", "decision", "former_id"),
}
"""Tables that grow with the archive. Sources, topics and names that filters offer stay few."""

SCAN = re.compile(r"SCAN (\w+)(?! VIRTUAL)")
GATHERED = "SELECT DISTINCT facet.position"
"""Several rare values of a facet are put together first (see :mod:`dashboard.store.leading`)."""

_judged: set[str] = set()


@contextmanager
def watched(store: Store) -> Iterator[None]:
    """Explain what is read from the store meanwhile.

    Raises:
        AssertionError: a statement walks a big table, or sorts a page.
    """
    engine = store._database.reader
    if engine.dialect.name != "sqlite":
        yield
        return
    seen: dict[str, Any] = {}

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, many: bool) -> None:
        if statement.lstrip().startswith("SELECT") and not many and statement not in _judged:
            seen.setdefault(statement, parameters)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", note)
    found = {statement: faults(store, statement, given) for statement, given in seen.items()}
    _judged.update(statement for statement, wrong in found.items() if not wrong)
    assert [wrong for wrong in found.values() if wrong] == []


def faults(store: Store, statement: str, parameters: Any) -> list[str]:
    """What is wrong with the plan of a statement, with the statement."""
    with store.begin_read() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [row.detail for row in plan]
    found = [step for step in steps if _walks(step) or _sorts(step, statement)]
    return [f"{step}\n{statement}" for step in found]


def _walks(step: str) -> bool:
    scanned = SCAN.match(step)
    return scanned is not None and scanned[1] in BIG


def _sorts(step: str, statement: str) -> bool:
    """Only pages are judged: they read all of an item, up to a limit, in the order of time."""
    is_page = re.search(r"ORDER BY [^)]*(position|rowid)( DESC)?\s+LIMIT", statement)
    return "TEMP B-TREE FOR ORDER BY" in step and bool(is_page) and GATHERED not in statement
