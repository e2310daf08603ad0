"""Sources remember who chose them, and an item's keys are found by the item.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Of sources from before nobody knows who chose them: they count as people's own."""
    column = sa.Column("found_from", sa.Text(), nullable=False, server_default="")
    op.add_column("source", column)
    op.create_index("identity_by_item", "identity", ["outlet_id", "item_id"])
