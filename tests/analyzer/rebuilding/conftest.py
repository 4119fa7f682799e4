"""A database with the analyzer's tables, of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from services.runtime.store import migrate, open_engine


@pytest.fixture
def history(engine: Engine) -> Engine:
    """Empty tables, made by the migrations."""
    migrate(engine, "services.analyzer")
    return engine


@pytest.fixture
def rebuilt(tmp_path: Path) -> Iterator[Engine]:
    """The history of a second count."""
    engine = open_engine(f"sqlite:///{tmp_path / 'rebuilt.db'}")
    migrate(engine, "services.analyzer")
    yield engine
    engine.dispose()
