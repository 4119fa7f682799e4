"""The access database of an installation, for commands that run beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from services.runtime.access.opening import open_access
from services.runtime.settings import Stack


@contextmanager
def access_of(data: Path) -> Iterator[Engine]:
    """The engine for as long as the block runs; the folder is made when it is new."""
    folder = data.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_access(Stack(data_dir=folder))
    try:
        yield engine
    finally:
        engine.dispose()
