"""Full-text search on PostgreSQL; on SQLite there is nothing to do.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the search table; a pending list stays short, for each search reads it to its end."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.create_table(
        "item_search",
        sa.Column("outlet_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("words", TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("outlet_id", "position"),
    )
    op.create_index(
        "item_search_words",
        "item_search",
        ["words"],
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": 512},
    )
