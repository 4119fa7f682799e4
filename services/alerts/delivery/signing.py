"""The headers of Standard Webhooks 1.0: id, time and a signature by every secret that is good; pure."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """`whsec_...`: 256 random bits."""
    return PREFIX + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed(webhook_id: str, body: bytes, secrets_: Sequence[str], now: datetime) -> dict[str, str]:
    """`webhook-id` is the same for every try; the time is that of the try, because receivers refuse old ones."""
    now = now.astimezone(UTC)
    text = body.decode()
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(webhook_id, now, text) for secret in secrets_),
    }
