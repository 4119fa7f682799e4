"""From which records of the source topic a row was made."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("metric_rows", sa.Column("from_offset", sa.BigInteger))
    op.add_column("metric_rows", sa.Column("to_offset", sa.BigInteger))
