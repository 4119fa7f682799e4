"""Alembic migrations of the planner's database."""
