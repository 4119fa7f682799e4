"""Opens the access database: the engine with its tables in place."""

from sqlalchemy import Engine

from services.runtime.settings import Stack
from services.runtime.store import migrate, open_engine


def open_access(stack: Stack) -> Engine:
    """The engine of shops and keys, migrated; every process of the installation may call it at once."""
    engine = open_engine(stack.access_url)
    migrate(engine, "services.runtime.access")
    return engine
