"""A database with the analyzer's tables, of each kind."""

import pytest
from sqlalchemy import Engine

from services.runtime.store import migrate


@pytest.fixture
def history(engine: Engine) -> Engine:
    """Empty tables, made by the migrations."""
    migrate(engine, "services.analyzer")
    return engine
