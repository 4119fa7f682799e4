"""Signing secrets as they may be stored: AES-256-GCM by a key of the installation, which is in another database."""

import hmac
import os

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine

from services.alerts.delivery.signing import new_secret
from services.alerts.store.tables import Endpoint
from services.contracts.moments import micros
from services.runtime.access.secret import ensure_secret
from services.runtime.clock import Clock

NAME = "webhooks"
_NONCE = 12


class Former(msgspec.Struct, frozen=True):
    """A secret that was replaced; it signs until `until_us`."""

    secret: str
    until_us: int


class Vault:
    """Makes, locks and opens the secrets of endpoints; safe to use from several threads."""

    def __init__(self, installation: bytes) -> None:
        """`installation` is 32 random bytes that stay the same for good."""
        self._cipher = AESGCM(hmac.digest(installation, b"webhook secrets", "sha256"))

    def make(self) -> tuple[str, bytes]:
        """A new secret, to be shown once, and the same locked."""
        secret = new_secret()
        return secret, self.lock(secret.encode())

    def lock(self, plain: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, None)

    def open(self, locked: bytes) -> bytes:
        """Raises cryptography's InvalidTag when another installation locked it."""
        return self._cipher.decrypt(locked[:_NONCE], locked[_NONCE:], None)

    def good(self, endpoint: Endpoint, clock: Clock) -> list[str]:
        """The secrets that sign now: the present one first."""
        now_us = micros(clock.now())
        former = [each.secret for each in self.formers(endpoint) if each.until_us > now_us]
        return [self.open(endpoint.secret).decode(), *former]

    def formers(self, endpoint: Endpoint) -> list[Former]:
        if endpoint.previous_secret is None:
            return []
        return msgspec.json.decode(self.open(endpoint.previous_secret), type=list[Former])

    def rotate(self, endpoint: Endpoint, now_us: int, until_us: int) -> str:
        """Gives the endpoint a new secret, to be shown once; those that still sign go on until their time is over."""
        kept = [each for each in self.formers(endpoint) if each.until_us > now_us]
        kept.insert(0, Former(self.open(endpoint.secret).decode(), until_us))
        secret, endpoint.secret = self.make()
        endpoint.previous_secret = self.lock(msgspec.json.encode(kept))
        endpoint.previous_until_us = until_us
        return secret


def open_vault(access: Engine) -> Vault:
    """The vault of this installation."""
    return Vault(ensure_secret(access, NAME))
