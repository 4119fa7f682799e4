"""The text of refused events, readable only with a key of their shop (events.md E2, Identities)."""

import hmac
import os
import zlib
from base64 import b32encode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class Vault:
    """Locks and opens the refused texts of one shop: deflate, then AES-256-GCM bound to the text's id."""

    def __init__(self, secret: bytes) -> None:
        key = hmac.digest(secret, b"quarantine", "sha256")
        self._naming_key = hmac.digest(secret, b"quarantine id", "sha256")
        self._cipher = AESGCM(key)

    def name(self, text: bytes) -> str:
        """The quarantine id of a text: the same text sent again is the same entry."""
        return "qz_" + b32encode(hmac.digest(self._naming_key, text, "sha256")[:15]).decode().lower()

    def lock(self, quarantine_id: str, text: bytes) -> bytes:
        """The text as it may be stored."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, zlib.compress(text, 1), quarantine_id.encode())

    def open(self, quarantine_id: str, locked: bytes) -> bytes:
        """The text again; raises cryptography's InvalidTag when it was stored under another id or key."""
        packed = self._cipher.decrypt(locked[:_NONCE], locked[_NONCE:], quarantine_id.encode())
        return zlib.decompress(packed)
