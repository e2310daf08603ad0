"""Many items at once: parts of an archive or a file, prepared beside, written in large pieces."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO

from dashboard.ahead import in_order
from dashboard.coverage import understand
from dashboard.coverage.topics import assign_cached
from dashboard.demo.synthetic import BLOCK, block_count, synthetic_items
from dashboard.publish.lines import Rejected, read_items
from dashboard.store import Store
from dashboard.store.bulk import Plan, Prepared, prepare
from dashboard.store.model import Source, Written

BATCH = 500
"""Items that are looked at together."""
BLOCKS = 20
"""Blocks of the synthetic archive in one transaction: 10,000 items."""
PART_BYTES = 8 * 1024 * 1024
"""So much of a file is one transaction."""
ALONE_BYTES = 2 * 1024 * 1024
"""A file of up to so many bytes is read before another process would have started."""
ALONE_ITEMS = 2000


@dataclass(frozen=True, slots=True)
class Drawn:
    """Blocks of the synthetic archive of ``items`` items that ends at ``until``."""

    plan: Plan
    items: int
    seed: int
    until: datetime
    blocks: range


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a file from the byte ``start`` up to ``end``; ``now`` is when they came."""

    plan: Plan
    file: Path
    start: int
    end: int
    now: datetime


@dataclass(frozen=True, slots=True)
class FromLines:
    """What lines gave; rejected ones are numbered within them."""

    prepared: Prepared
    rejected: list[Rejected]
    lines: int


def draw_archive(store: Store, source: Source, items: int, seed: int) -> Iterator[Written]:
    """Write the synthetic archive part by part, and go on with one that was left unfinished."""
    kept = unfinished_archive(source, items)
    until, first = kept or (store.clock(), 0)
    plan, count = _plan(store, source), block_count(items)
    tasks = [
        Drawn(plan, items, seed, until, range(at, min(count, at + BLOCKS)))
        for at in range(first, count, BLOCKS)
    ]
    with store.load.many():
        parts = in_order(prepare_drawn, tasks, _workers() if items > ALONE_ITEMS else 0)
        for task, part in zip(tasks, parts, strict=True):
            checkpoint = {"items": items, "until": until.isoformat(), "blocks": task.blocks.stop}
            yield store.load.put(part, checkpoint)


def unfinished_archive(source: Source | None, items: int) -> tuple[datetime, int] | None:
    """When an archive of so many items ends and how many blocks it has; ``None``: it has all."""
    kept = source.checkpoint if source else {}
    if kept.get("items") != items or kept["blocks"] >= block_count(items):
        return None
    return datetime.fromisoformat(kept["until"]), kept["blocks"]


def prepare_drawn(task: Drawn) -> Prepared:
    """A part of the synthetic archive."""
    drawn = synthetic_items(task.items, task.seed, task.until, blocks=task.blocks)
    batches = (tuple(islice(drawn, BLOCK)) for _ in task.blocks)
    return prepare(task.plan, batches, task.until)


def load_lines(
    store: Store, source: Source, file: Path, rejected: list[Rejected]
) -> Iterator[Written]:
    """Write the items of a regular file of JSON Lines, part by part.

    Raises:
        OSError: it cannot be read.
    """
    plan = _plan(store, source)
    alone = file.stat().st_size <= ALONE_BYTES
    spans = list(_spans(file))
    tasks = (Lines(plan, file, start, end, store.clock()) for start, end in spans)
    lines = 0
    with store.load.many():
        for part in in_order(prepare_lines, tasks, 0 if alone else _workers()):
            rejected += [replace(one, line=one.line + lines) for one in part.rejected]
            lines += part.lines
            yield store.load.put(part.prepared)


def prepare_lines(task: Lines) -> FromLines:
    """A part of a file."""
    rejected: list[Rejected] = []
    with task.file.open("rb") as file:
        file.seek(task.start)
        counted = _Counted(file, task.end)
        prepared = prepare(task.plan, read_items(counted, rejected, BATCH), task.now)
    return FromLines(prepared, rejected, counted.lines)


class _Counted:
    """The lines of a file up to a byte, counted."""

    def __init__(self, file: IO[bytes], end: int) -> None:
        self._file, self._end = file, end
        self.lines = 0

    def __iter__(self) -> Iterator[bytes]:
        left = self._end - self._file.tell()
        for line in self._file:
            if left <= 0:
                return
            left -= len(line)
            self.lines += 1
            yield line


def _spans(file: Path) -> Iterator[tuple[int, int]]:
    """Pieces of about ``PART_BYTES`` that end with a line."""
    start, size = 0, file.stat().st_size
    with file.open("rb") as lines:
        while start < size:
            lines.seek(start + PART_BYTES)
            lines.readline()
            end = min(lines.tell(), size)
            yield start, end
            start = end


def _plan(store: Store, source: Source) -> Plan:
    topics_of = assign_cached if understand.is_current(store) else None
    return Plan(store.outlet_id, str(store.timezone), source.id, source.kind, topics_of)


def _workers() -> int:
    """One core writes; a few prepare."""
    return max(1, min(3, (os.cpu_count() or 1) - 1))
