"""The one Alembic environment that all our migrations run in."""
