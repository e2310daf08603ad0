"""Items by the ten thousand, made ready for the tables without a look at the database.

What is made here are the rows that :mod:`dashboard.store.write` would write for items none of
which is known yet. It needs no database, so that it can be done in another process than the one
that writes (see :mod:`dashboard.store.loading`), and it decides nothing itself: sightings, keys,
items and their rows come from :mod:`dashboard.store.arrivals`, as they do for every batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import JSON

from connectors.contract import Batch
from connectors.items import AnyItem
from dashboard.store import arrivals as deciding
from dashboard.store import schema
from dashboard.store.arrivals import Arrival, Decision, Facet, Incoming
from dashboard.store.identity import keys_pointed_at, to_ms
from dashboard.store.merge import Sighting, merge
from dashboard.store.model import Topic
from dashboard.store.reused import one_by_one
from dashboard.store.rollups import Rollups
from dashboard.store.search import Document, document

TopicsOf = Callable[[Sequence[str]], Sequence[Topic]]
"""From labels to topics, best first."""

Row = tuple[Any, ...]

COLUMNS = {
    "sighting": (
        *("outlet_id", "source_id", "ref", "item_id", "digest", "payload"),
        *("first_seen_at", "changed_at", "gone_status"),
    ),
    "identity": ("outlet_id", "key", "item_id"),
    "item": tuple(schema.item.columns.keys()),
    "facet": ("outlet_id", "facet", "value", "position"),
    "pointer": ("outlet_id", "key", "item_id"),
    "queue": ("outlet_id", "work", "item_id"),
}
"""Tables in the order in which they are written, and what their rows hold."""

PAYLOAD = COLUMNS["sighting"].index("payload")

SORTED = ("identity", "facet", "pointer", "queue")
"""Tables without a row number: rows in the order of their keys touch each page once."""

_JSON = tuple(n for n, column in enumerate(schema.item.columns) if isinstance(column.type, JSON))
_VALUES = itemgetter(*COLUMNS["item"])


@dataclass(frozen=True, slots=True)
class Plan:
    """Into which store and under which source items go; ``zone`` is an IANA name.

    ``topics_of`` is ``None`` where topics are to be found later.
    """

    outlet_id: int
    zone: str
    source_id: str
    source_kind: str
    topics_of: TopicsOf | None = None


@dataclass(slots=True)
class Prepared:
    """Rows by table, full-text documents by position, and what is to be counted.

    ``batches`` are the numbers of sightings of each batch, in the order of the rows.
    """

    plan: Plan
    now: datetime
    rows: dict[str, list[Row]]
    documents: list[tuple[int, Document]]
    values: dict[Facet, int]
    rollups: Rollups
    batches: list[int] = field(default_factory=list)


def prepare(plan: Plan, batches: Iterable[Sequence[AnyItem]], now: datetime) -> Prepared:
    """The rows of items that are first seen ``now``; batches are what one write would take."""
    made = Prepared(
        plan,
        now,
        {table: [] for table in COLUMNS},
        [],
        Counter(),
        Rollups(plan.outlet_id, ZoneInfo(plan.zone)),
    )
    for items in batches:
        arrived = Arrival(plan.source_id, plan.source_kind, Batch(items=tuple(items)))
        news = deciding.incoming(one_by_one([arrived]), {})
        deciding.identity_keys(news)
        made.batches.append(len(news))
        fresh, _ = deciding.resolve(news, {}, {})
        made.rows["identity"] += [(plan.outlet_id, key, owner) for key, owner in fresh.items()]
        for entry in news:
            _add(made, entry)
    made.documents.sort()  # full-text search writes out what it has when rows go backwards
    for table in SORTED:
        made.rows[table].sort()
    return made


def _add(made: Prepared, entry: Incoming) -> None:
    plan, now_ms = made.plan, to_ms(made.now)
    outlet, rows = plan.outlet_id, made.rows
    seen = (outlet, *entry.key, entry.item_id, entry.digest, entry.payload, now_ms, now_ms, "")
    rows["sighting"].append(seen)
    merged = merge([Sighting(plan.source_id, plan.source_kind, entry.item, made.now)])
    decision = Decision(entry.item_id, None, merged, None)
    place, labels = decision.place, merged.item.labels
    row = deciding.item_row(decision, place, 0)
    row["topics"] = topics = [
        [topic.id, topic.name, topic.score] for topic in (plan.topics_of or _no_topics)(labels)
    ]
    rows["item"].append(_with_json(row | {"outlet_id": outlet}))
    facets = deciding.facets_of(merged, topics)
    rows["facet"] += [(outlet, name, value, place) for name, value, _ in facets]
    for facet in facets:
        made.values[facet] += 1
    named = keys_pointed_at(merged.item)
    rows["pointer"] += [(outlet, key, entry.item_id) for key in named]
    work = decision.work()
    if plan.topics_of is not None:
        work.remove("topics")
    rows["queue"] += [(outlet, name, entry.item_id) for name in work]
    made.documents.append((place, document(merged.item)))
    deciding.count(merged.item, topics, 1, made.rollups)


def _with_json(row: Mapping[str, Any]) -> Row:
    values = list(_VALUES(row))
    for place in _JSON:
        values[place] = orjson.dumps(values[place]).decode()
    return tuple(values)


def _no_topics(_: Sequence[str]) -> Sequence[Topic]:
    return ()
