"""The tables. Every one leads with the outlet's id, so that a distributed PostgreSQL can shard.

Times are whole milliseconds since 1970 (UTC) in ``BIGINT``. An item's ``position`` is its place
on the timeline: publication time and id folded into one unique number (see
:mod:`dashboard.store.identity`), so that pages, facets and full-text search all walk one key.

The full-text table is not here: it is the database's own (see :mod:`dashboard.store.search`).
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    text,
)

metadata = MetaData()


def _outlet() -> Column[int]:
    return Column("outlet_id", Integer, primary_key=True, autoincrement=False)


outlet = Table(
    "outlet",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("home_url", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
)
"""One row; ``version`` grows with every write, so that readers know when to look again."""

meta = Table(
    "meta",
    metadata,
    _outlet(),
    Column("key", Text, primary_key=True),
    Column("value", JSON, nullable=False),
)

source = Table(
    "source",
    metadata,
    _outlet(),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("checkpoint", JSON, nullable=False),
    Column("added_at", BigInteger, nullable=False),
    Column("last_attempt_at", BigInteger),
    Column("last_success_at", BigInteger),
    Column("next_due_at", BigInteger),
    Column("failures", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("advice", Text, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("items", Integer, nullable=False),
    Column("lease_owner", Text, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
    Column("found_from", Text, nullable=False, server_default=""),
)
"""``found_from`` is the home page from which discovery chose it; "" where a person named it."""

sighting = Table(
    "sighting",
    metadata,
    _outlet(),
    Column("source_id", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("item_id", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("first_seen_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("gone_at", BigInteger),
    Column("gone_status", Text, nullable=False),
    Column("held_at", BigInteger),
    Column("held_basis", Text),
    Index("sighting_by_item", "outlet_id", "item_id"),
    Index(
        "sighting_gone",
        "outlet_id",
        "source_id",
        "ref",
        sqlite_where=text("gone_at IS NOT NULL"),
        postgresql_where=text("gone_at IS NOT NULL"),
    ),
)
"""Each arrival as it came: ``payload`` is the connector's item as JSON, ``digest`` its hash.

``held_at`` and ``held_basis`` are a publication time that was stated before and still counts.
"""

identity = Table(
    "identity",
    metadata,
    _outlet(),
    Column("key", Text, primary_key=True),
    Column("item_id", BigInteger, nullable=False),
    Index("identity_by_item", "outlet_id", "item_id"),
    sqlite_with_rowid=False,
)

item = Table(
    "item",
    metadata,
    _outlet(),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("published_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger),
    Column("date_basis", Text, nullable=False),
    Column("first_seen_at", BigInteger, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("labels", JSON, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("source_ids", JSON, nullable=False),
    Column("language", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("image", JSON),
    Column("links", JSON, nullable=False),
    Column("video_id", Text),
    Column("channel_id", Text),
    Column("duration_s", Integer),
    Column("video_kind", Text),
    Column("live_state", Text, nullable=False),
    Column("scheduled_at", BigInteger),
    Column("corrections", Integer, nullable=False),
    Column("refreshed_at", BigInteger),
    Column("alias", Text, nullable=False),
    Index("item_by_position", "outlet_id", "position", "kind"),
    Index("item_by_kind", "outlet_id", "kind", "position"),
    Index("item_by_video", "outlet_id", "video_id"),
    Index(
        "item_not_public",
        "outlet_id",
        "status",
        "position",
        sqlite_where=text("status <> 'public'"),
        postgresql_where=text("status <> 'public'"),
    ),
)
"""The timeline: one row an item, merged from its sightings."""

facet = Table(
    "facet",
    metadata,
    _outlet(),
    Column("facet", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Which positions have a topic, a label, an author, a source: what filters walk."""

facet_value = Table(
    "facet_value",
    metadata,
    _outlet(),
    Column("facet", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("items", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Each value of a facet: how the outlet spells it and how many items have it."""

pointer = Table(
    "pointer",
    metadata,
    _outlet(),
    Column("key", Text, primary_key=True),
    Column("item_id", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Which items point at an identity key, known or still to come: facts for pairing.

Articles point at videos, videos at pages; links between articles are not kept here.
"""

change = Table(
    "change",
    metadata,
    _outlet(),
    Column("item_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("field", Text, primary_key=True),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
)

rollup_day = Table(
    "rollup_day",
    metadata,
    _outlet(),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("items", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Items a day (proleptic ordinal, outlet's zone) by kind and topic; topic ``''`` is all."""

rollup_hour = Table(
    "rollup_hour",
    metadata,
    _outlet(),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("hour", SmallInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("items", Integer, nullable=False),
    sqlite_with_rowid=False,
)

rollup_span = Table(
    "rollup_span",
    metadata,
    _outlet(),
    Column("grain", Text, primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("topic", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("items", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The sums of ``rollup_day`` by ``week``, ``month`` and ``year``; ``start`` is the first day."""

rollup_week = Table(
    "rollup_week",
    metadata,
    _outlet(),
    Column("grain", Text, primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("weekday", SmallInteger, primary_key=True, autoincrement=False),
    Column("hour", SmallInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("items", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The sums of ``rollup_hour`` by hour of the week (0 is Monday), by ``month`` and ``year``."""

reading = Table(
    "reading",
    metadata,
    _outlet(),
    Column("item_id", BigInteger, primary_key=True, autoincrement=False),
    Column("metric", Text, primary_key=True),
    Column("origin", Text, primary_key=True),
    Column("observed_at", BigInteger, primary_key=True, autoincrement=False),
    Column("value", Float, nullable=False),
    Column("window_s", Integer),
    sqlite_with_rowid=False,
)

reading_latest = Table(
    "reading_latest",
    metadata,
    _outlet(),
    Column("metric", Text, primary_key=True),
    Column("origin", Text, primary_key=True),
    Column("item_id", BigInteger, primary_key=True, autoincrement=False),
    Column("observed_at", BigInteger, nullable=False),
    Column("value", Float, nullable=False),
    Column("window_s", Integer),
    sqlite_with_rowid=False,
)

pair = Table(
    "pair",
    metadata,
    _outlet(),
    Column("article_id", BigInteger, primary_key=True, autoincrement=False),
    Column("video_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", BigInteger),
    Column("why", Text, nullable=False),
    Index("pair_by_video", "outlet_id", "video_id"),
)
"""Pairs: what the engine says (derived, rebuilt at will) and the decision in force over it."""

decision = Table(
    "decision",
    metadata,
    _outlet(),
    Column("article_id", BigInteger, primary_key=True, autoincrement=False),
    Column("video_id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("verdict", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("why", Text, nullable=False),
    Index("decision_by_video", "outlet_id", "video_id"),
)
"""The log of what people decided, one row a decision, numbered within its pair."""

queue = Table(
    "queue",
    metadata,
    _outlet(),
    Column("work", Text, primary_key=True),
    Column("item_id", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Items that are new or changed and wait to be understood (``topics``, ``pairs``)."""

merge_decision = Table(
    "merge_decision",
    metadata,
    _outlet(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("verb", Text, nullable=False),
    Column("item_id", BigInteger, nullable=False),
    Column("other_id", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("why", Text, nullable=False),
    Column("moved", JSON, nullable=False),
    Column("undone_by", Text, nullable=False),
    Column("undone_at", BigInteger),
    Index("merge_by_item", "outlet_id", "item_id"),
    Index("merge_by_other", "outlet_id", "other_id"),
)
"""Two items made one (``merge``: ``other_id`` went into ``item_id``) or one made two (``split``:
``other_id`` came out of it). ``by`` is empty where keys said so; ``moved`` is what undoing needs.
"""

former_id = Table(
    "former_id",
    metadata,
    _outlet(),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("item_id", BigInteger, nullable=False),
    Index("former_by_item", "outlet_id", "item_id"),
)
"""Ids of items that are now part of another: old links keep working."""

quota = Table(
    "quota",
    metadata,
    _outlet(),
    Column("account", Text, primary_key=True),
    Column("bucket", Text, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("units", Integer, nullable=False),
    Column("empty", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""What was spent of a quota in a day (proleptic ordinal); ``account`` is a hash, never a key."""

elsewhere = Table(
    "elsewhere",
    metadata,
    _outlet(),
    Column("video_id", Text, primary_key=True),
    Column("channel_id", Text, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Whose videos are that articles show and that are not stored; ``''``: YouTube shows none."""

push = Table(
    "push",
    metadata,
    _outlet(),
    Column("source_id", Text, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("callback", Text, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("lease_until", BigInteger),
    Column("pushed_at", BigInteger),
    Column("error", Text, nullable=False),
)
"""Subscriptions to pushes (WebSub): asked for, and held until ``lease_until`` once verified."""
