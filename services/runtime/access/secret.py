"""The secret behind page links: made once, in the access database, the same for all processes."""

import secrets

from sqlalchemy import Engine

from services.runtime.access.tables import Secret
from services.runtime.store import writing

PAGES = "pages"


def page_secret(engine: Engine) -> bytes:
    """32 random bytes; the first caller makes them."""
    return ensure_secret(engine, PAGES)


def ensure_secret(engine: Engine, name: str) -> bytes:
    """The named secret, made by whoever asks first."""
    with writing(engine) as session:
        if engine.dialect.name == "postgresql":
            session.connection().exec_driver_sql("LOCK TABLE secret IN EXCLUSIVE MODE")
        row = session.get(Secret, name)
        if row is None:
            row = Secret(name=name, value=secrets.token_bytes(32))
            session.add(row)
        return row.value
