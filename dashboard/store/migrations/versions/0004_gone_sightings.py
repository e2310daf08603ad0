"""Which refs a source still shows is read from indexes alone, however much text it brought.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Index the sightings that went: they are few."""
    is_gone = sa.text("gone_at IS NOT NULL")
    op.create_index(
        "sighting_gone",
        "sighting",
        ["outlet_id", "source_id", "ref"],
        sqlite_where=is_gone,
        postgresql_where=is_gone,
    )
