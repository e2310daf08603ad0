"""Merging and splitting by hand, former ids, and publication times that stay.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the two tables and the two columns."""
    op.create_table(
        "merge_decision",
        sa.Column("outlet_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("outlet_id", "number"),
    )
    op.create_index("merge_by_item", "merge_decision", ["outlet_id", "item_id"])
    op.create_index("merge_by_other", "merge_decision", ["outlet_id", "other_id"])
    op.create_table(
        "former_id",
        sa.Column("outlet_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("outlet_id", "id"),
    )
    op.create_index("former_by_item", "former_id", ["outlet_id", "item_id"])
    op.add_column("sighting", sa.Column("held_at", sa.BigInteger(), nullable=True))
    op.add_column("sighting", sa.Column("held_basis", sa.Text(), nullable=True))
