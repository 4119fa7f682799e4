"""Signed links that open the pages, the session cookie they turn into, and the token that guards its writes; pure."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

COOKIE = "dianzhang_session"
CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"
LINK_PARAMETER = "link"


@dataclass(frozen=True)
class Pass:
    """Who may see pages and until when."""

    person_id: str
    expires_at: datetime


def sign_link(secret: bytes, person_id: str, expires_at: datetime) -> str:
    """A token for `link_url`; `expires_at` is aware."""
    return _seal(secret, "link", Pass(person_id, expires_at))


def read_link(secret: bytes, token: str, now: datetime) -> Pass | None:
    """None when the token was not signed by us for a link, was changed, or has expired."""
    return _unseal(secret, "link", token, now)


def link_url(base: str, token: str) -> str:
    """The address that a person opens: `<base>/?link=<token>`."""
    return f"{base.rstrip('/')}/?{urlencode({LINK_PARAMETER: token})}"


def sign_session(secret: bytes, person_id: str, expires_at: datetime) -> str:
    """The value of the session cookie; a link's token is not accepted in its place, nor the other way round."""
    return _seal(secret, "session", Pass(person_id, expires_at))


def read_session(secret: bytes, value: str, now: datetime) -> Pass | None:
    return _unseal(secret, "session", value, now)


def cookie_options(pass_: Pass, now: datetime, is_secure: bool) -> Mapping[str, Any]:
    """Keyword arguments for `response.set_cookie(COOKIE, value, **options)`."""
    return {
        "max_age": max(0, int((pass_.expires_at - now).total_seconds())),
        "httponly": True,
        "samesite": "lax",
        "secure": is_secure,
        "path": "/",
    }


def csrf_token(secret: bytes, session: str) -> str:
    """The token that a form or script sends along with a write, bound to this session cookie."""
    return _text(_mac(secret, "csrf", session.encode()))


def is_csrf_token(secret: bytes, session: str, token: str | None) -> bool:
    return token is not None and hmac.compare_digest(csrf_token(secret, session).encode(), token.encode())


def _seal(secret: bytes, purpose: str, pass_: Pass) -> str:
    body = json.dumps([pass_.person_id, int(pass_.expires_at.timestamp())], separators=(",", ":")).encode()
    return f"{_text(body)}.{_text(_mac(secret, purpose, body))}"


def _unseal(secret: bytes, purpose: str, token: str, now: datetime) -> Pass | None:
    body_text, _, proof_text = token.partition(".")
    try:
        body, proof = _bytes(body_text), _bytes(proof_text)
    except (ValueError, binascii.Error):
        return None
    if not hmac.compare_digest(_mac(secret, purpose, body), proof):
        return None
    person_id, expires = json.loads(body)
    expires_at = datetime.fromtimestamp(expires, UTC)
    return Pass(person_id, expires_at) if now < expires_at else None


def _mac(secret: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.new(secret, purpose.encode() + b"\x00" + body, hashlib.sha256).digest()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
