"""Writing in bulk: a file of items into a new store and again, a batch that says nothing new."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import orjson

from connectors.contract import Batch
from connectors.items import AnyItem, Video, kind_of
from dashboard.bench import archive
from dashboard.bench.figure import Figure, percentile, repeat_ms
from dashboard.bench.process import BUILD, RUNDOWN, environment, run
from dashboard.demo.synthetic import synthetic_items
from dashboard.store import open_store

PART = "loading"
SEED = 2
UNTIL = datetime(2026, 11, 24, tzinfo=UTC)
TIMES = 100
BARE = (
    "SELECT ref, item_id, digest, gone_at FROM sighting WHERE outlet_id = 1 "
    "AND source_id = ? AND ref IN (SELECT value FROM json_each(?))"
)


def measure() -> list[Figure]:
    """Items a second of whole processes, and milliseconds of a batch."""
    count = archive.items()
    lines, database = BUILD / "bench-items.jsonl", BUILD / "bench-import.db"
    for leftover in BUILD.glob(f"{database.name}*"):
        leftover.unlink()
    with lines.open("wb") as file:
        file.writelines(map(_line, synthetic_items(count, SEED, UNTIL)))
    env = environment(RUNDOWN_DB=str(database), RUNDOWN_TIMEZONE=archive.TIMEZONE)
    figures = []
    for name in ("a file into an empty store", "the same file again"):
        _, seconds = run([RUNDOWN, "import", str(lines), "--json"], env)
        figures.append(
            Figure(
                part=PART,
                name=name,
                value=count / seconds,
                unit="items/s",
                note=f"rundown import of {count:,} items, whole process",
            )
        )
    lines.unlink()
    return [*figures, _unchanged()]


def _line(item: AnyItem) -> bytes:
    value: dict[str, object] = {
        "kind": kind_of(item),
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "body": item.body,
        "published_at": item.published_at,
        "authors": item.authors,
        "labels": item.labels,
        "language": item.language,
        "links": [link.url for link in item.links],
    }
    if isinstance(item, Video):
        value["duration_s"] = item.duration_s
    return orjson.dumps(value) + b"\n"


def _unchanged() -> Figure:
    """500 items of the archive come once more."""
    database, _ = archive.make()
    store = open_store(str(database))
    bare = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    source = store.sources.importing()
    until = datetime.fromisoformat(source.checkpoint["until"])
    items = tuple(synthetic_items(archive.items(), 1, until, blocks=range(1)))
    batch = Batch(items=items, checkpoint=source.checkpoint)
    refs = orjson.dumps([item.ref for item in items]).decode()
    try:
        written = store.write.batch(source.id, source.kind, batch)
        if written.new or written.changed:
            return Figure(part=PART, name="500 unchanged", error="the batch was not unchanged")
        samples = repeat_ms(lambda: store.write.batch(source.id, source.kind, batch), TIMES)
        plain = repeat_ms(lambda: bare.execute(BARE, (source.id, refs)).fetchall(), TIMES)
    finally:
        bare.close()
        store.close()
    return Figure(
        part=PART,
        name=f"a batch of {len(items)} unchanged items",
        value=percentile(samples, 0.95),
        unit="ms",
        baseline=percentile(plain, 0.95),
        goal=15,
        note=f"p95; p50 {percentile(samples, 0.5):.2f} ms",
    )
