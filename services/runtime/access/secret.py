"""The secret behind page links: made once, in the access database, the same for all processes."""

import secrets

from sqlalchemy import Engine

from services.runtime.access.tables import Secret
from services.runtime.store import insert_missing, writing

PAGES = "pages"


def page_secret(engine: Engine) -> bytes:
    """32 random bytes; the first caller makes them."""
    return ensure_secret(engine, PAGES)


def ensure_secret(engine: Engine, name: str) -> bytes:
    """The named secret, made by whoever asks first."""
    with writing(engine) as session:
        insert_missing(session, Secret, [{"name": name, "value": secrets.token_bytes(32)}])
        return session.get_one(Secret, name).value
