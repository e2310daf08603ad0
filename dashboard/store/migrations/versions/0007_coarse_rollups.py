"""Charts of many years read counts by week, month and year; what is not public is found at once.

Revision ID: 0007
Revises: 0006
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

WEEKS = """
INSERT INTO rollup_span (outlet_id, grain, start, topic, kind, items)
SELECT outlet_id, 'week', day - (day + 6) % 7, topic, kind, sum(items) FROM rollup_day
WHERE items <> 0 GROUP BY outlet_id, day - (day + 6) % 7, topic, kind
"""
SPAN = """
INSERT INTO rollup_span (outlet_id, grain, start, topic, kind, items)
SELECT outlet_id, :grain, CAST(:first AS INTEGER), topic, kind, sum(items) FROM rollup_day
WHERE outlet_id = :outlet AND day >= :first AND day < :end AND items <> 0
GROUP BY outlet_id, topic, kind
"""
HOURS = """
INSERT INTO rollup_week (outlet_id, grain, start, weekday, hour, kind, items)
SELECT outlet_id, :grain, CAST(:first AS INTEGER), (day + 6) % 7, hour, kind, sum(items)
FROM rollup_hour
WHERE outlet_id = :outlet AND day >= :first AND day < :end AND items <> 0
GROUP BY outlet_id, (day + 6) % 7, hour, kind
"""


def upgrade() -> None:
    """Sum up what is counted by day: a few thousand rows however many items there are."""
    op.create_table(
        "rollup_span",
        sa.Column("outlet_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("grain", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("outlet_id", "grain", "start", "topic", "kind"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rollup_week",
        sa.Column("outlet_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("grain", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("weekday", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("outlet_id", "grain", "start", "weekday", "hour", "kind"),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    connection.execute(sa.text(WEEKS))
    ranges = "SELECT outlet_id, min(day), max(day) FROM rollup_day GROUP BY outlet_id"
    for outlet, first, last in connection.execute(sa.text(ranges)).fetchall():
        for grain in ("month", "year"):
            for start, end in _periods(first, last, grain):
                given = {"outlet": outlet, "grain": grain, "first": start, "end": end}
                connection.execute(sa.text(SPAN), given)
                connection.execute(sa.text(HOURS), given)
    is_not_public = sa.text("status <> 'public'")
    op.create_index(
        "item_not_public",
        "item",
        ["outlet_id", "status", "position"],
        sqlite_where=is_not_public,
        postgresql_where=is_not_public,
    )
    if connection.dialect.name == "sqlite":
        # Full-text search may gather so much (bytes) before it writes; small writes need less.
        connection.exec_driver_sql(
            "INSERT INTO item_search(item_search, rank) VALUES ('hashsize', 33554432)"
        )
        # By relevance a word of the headline counts for more than one of the text.
        connection.exec_driver_sql(
            "INSERT INTO item_search(item_search, rank)"
            " VALUES ('rank', 'bm25(6.0, 2.0, 1.0, 3.0, 3.0)')"
        )


def _periods(first: int, last: int, grain: str) -> list[tuple[int, int]]:
    """The months or years from that of ``first`` to that of ``last``, as ordinals."""
    found, at = [], date.fromordinal(first).replace(day=1)
    if grain == "year":
        at = at.replace(month=1)
    while at.toordinal() <= last:
        months = 12 if grain == "year" else 1
        after = at.month - 1 + months
        end = date(at.year + after // 12, after % 12 + 1, 1)
        found.append((at.toordinal(), end.toordinal()))
        at = end
    return found
