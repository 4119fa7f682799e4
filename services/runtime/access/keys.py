"""Makes, revokes and verifies API keys; a raw key exists only in the answer that makes it."""

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Engine
from sqlmodel import select

from services.runtime.access.grants import Grant, Scope
from services.runtime.access.shops import ensure_shop
from services.runtime.access.tables import ApiKey
from services.runtime.clock import SystemClock
from services.runtime.store import reading, writing

CACHE_SECONDS = 3.0
MISSES_PER_SECOND = 50.0
MISSES_AT_ONCE = 100.0
KNOWN_AT_MOST = 10_000
SHAPE = re.compile(r"dz_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")


class TooManyUnknownKeys(Exception):
    """So many unknown keys are being tried that further ones are not looked up for a second."""


@dataclass(frozen=True)
class NewKey:
    """`key` is shown once and kept nowhere."""

    key: str
    id: str
    shop: str | None
    scope: Scope


def create(
    engine: Engine,
    shop: str | None,
    scope: Scope,
    *,
    currency: str | None = None,
    timezone: str | None = None,
    exponent: int | None = None,
    now: datetime | None = None,
) -> NewKey:
    """A new key, working everywhere when this returns; `shop` None reaches every shop.

    A shop comes into being with its first key (CNY, Asia/Shanghai, the exponent of the currency by default).
    Raises `ShopDiffers` when money or zone are given and the shop has others already.
    """
    moment = now or SystemClock().now()
    key_id = secrets.token_hex(6)
    key = f"dz_{key_id}_{secrets.token_urlsafe(32)}"
    with writing(engine) as session:
        if shop is not None:
            ensure_shop(session, shop, moment, currency=currency, timezone=timezone, exponent=exponent)
        session.add(
            ApiKey(id=key_id, prefix=key_id, digest=digest(key), scope=scope, shop_id=shop, created_at=moment)
        )
    return NewKey(key, key_id, shop, scope)


def revoke(engine: Engine, key_id: str, now: datetime | None = None) -> bool:
    """Ends a key, everywhere within the cache time of 3 s; False when there is no such key."""
    with writing(engine) as session:
        row = session.get(ApiKey, key_id)
        if row is None:
            return False
        row.revoked_at = row.revoked_at or now or SystemClock().now()
        return True


def digest(key: str) -> bytes:
    """SHA-256: enough for 256 random bits, which nobody can guess through however fast the hash is."""
    return hashlib.sha256(key.encode()).digest()


class Keyring:
    """Says what a raw key grants; safe to use from several threads.

    Good keys are remembered for 3 s, so that a revoked one is refused within 5 s. Unknown keys are never
    remembered, so that a new key works at once; how many may be looked up per second is limited, except for
    keys that were good before.
    """

    def __init__(self, engine: Engine, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._good: dict[bytes, tuple[Grant, float]] = {}
        self._tokens = MISSES_AT_ONCE
        self._filled_at = monotonic()

    def remembered(self, raw: str) -> Grant | None:
        """The grant of a key that was verified in the last 3 s; never touches the database."""
        known = self._good.get(digest(raw))
        return known[0] if known and self._monotonic() - known[1] < CACHE_SECONDS else None

    def verify(self, raw: str) -> Grant | None:
        """None for a key that is unknown, malformed or revoked; raises `TooManyUnknownKeys`. Blocks: use a thread."""
        if grant := self.remembered(raw):
            return grant
        shape = SHAPE.fullmatch(raw)
        if shape is None:
            return None
        proof = digest(raw)
        if proof not in self._good:
            self._spend()
        grant = self._look_up(shape[1], proof)
        self._remember(proof, grant)
        return grant

    def _look_up(self, prefix: str, proof: bytes) -> Grant | None:
        with reading(self._engine) as session:
            row = session.exec(select(ApiKey).where(ApiKey.prefix == prefix)).one_or_none()
        if row is None or not hmac.compare_digest(row.digest, proof) or row.revoked_at is not None:
            return None
        return Grant(row.id, cast("Scope", row.scope), row.shop_id)

    def _remember(self, proof: bytes, grant: Grant | None) -> None:
        with self._lock:
            if grant is None:
                self._good.pop(proof, None)
                return
            if len(self._good) >= KNOWN_AT_MOST:
                self._good.pop(next(iter(self._good)))
            self._good[proof] = (grant, self._monotonic())

    def _spend(self) -> None:
        with self._lock:
            now = self._monotonic()
            gained = (now - self._filled_at) * MISSES_PER_SECOND
            self._tokens = min(MISSES_AT_ONCE, self._tokens + gained)
            self._filled_at = now
            if self._tokens < 1:
                raise TooManyUnknownKeys
            self._tokens -= 1
