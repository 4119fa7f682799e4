"""Which state is the active one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "active_state",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state_topic", sa.String(249), nullable=False),
        sa.Column("group_id", sa.String(249), nullable=False),
        sa.Column("configured_topic", sa.String(249), nullable=False),
        sa.Column("configured_group", sa.String(249), nullable=False),
    )
