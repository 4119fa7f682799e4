"""Shops, events seen, quarantine, rates."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "ingest_shop",
        sa.Column("shop_id", sa.String(64), primary_key=True),
        sa.Column("currency", sa.String(64), nullable=False),
        sa.Column("exponent", sa.Integer, nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("extra_sources", sa.Text, nullable=False),
        sa.Column("has_events", sa.Boolean, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "ingest_seen",
        sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("content", sa.BigInteger, nullable=False),
        sa.Column("identity", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False, index=True),
    )
    op.create_table(
        "ingest_quarantine",
        sa.Column("quarantine_id", sa.String(64), primary_key=True),
        sa.Column("shop_id", sa.String(64), nullable=False, index=True),
        sa.Column("received_us", sa.BigInteger, nullable=False, index=True),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("path", sa.String(200)),
        sa.Column("event_type", sa.String(60)),
        sa.Column("event_id", sa.String(128)),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("replayed_us", sa.BigInteger),
        sa.Column("locked", sa.LargeBinary),
    )
    op.create_table(
        "ingest_bucket",
        sa.Column("key_id", sa.String(64), primary_key=True),
        sa.Column("tokens", sa.Float, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
