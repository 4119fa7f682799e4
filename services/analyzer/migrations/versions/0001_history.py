"""Metric rows and the progress that workers tell each other."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SHORT = "window_kind IN ('pulse', 'minute', 'r10m', 'r15m', 'r30m', 'r60m', 'r120m')"


def upgrade() -> None:
    op.create_table(
        "metric_rows",
        sa.Column("shop_id", sa.String(64), primary_key=True),
        sa.Column("metric", sa.String(64), primary_key=True),
        sa.Column("window_kind", sa.String(16), primary_key=True),
        sa.Column("scope_keys", sa.String(200), primary_key=True),
        sa.Column("start", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("scope", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("is_final", sa.Boolean, nullable=False),
        sa.Column("value", sa.Float),
        sa.Column("figures", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    short = sa.text(SHORT)
    op.create_index("metric_rows_short", "metric_rows", ["start"], sqlite_where=short, postgresql_where=short)
    op.create_table(
        "told_progress",
        sa.Column("shop_id", sa.String(64), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
