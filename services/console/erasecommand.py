"""`console erase`: tells the stream that a person asked to be forgotten; the services do the rest."""

import json
import uuid
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from services.console.errors import ConsoleError
from services.console.sending import Sender, Tally

SOURCE = "/console"


@dataclass(frozen=True)
class Erasure:
    """Whom to forget, by the ids that the shop knows; `person` is who does it."""

    buyer: str | None
    visitor: str | None
    shop: str | None = None
    person: str | None = None


def run(order: Erasure, url: str, key: str) -> str:
    """Sends one `buyer.erased` and returns its id; ConsoleError when it was not accepted."""
    if not order.buyer and not order.visitor:
        raise ConsoleError("Say whom to forget: --buyer ID, --visitor ID, or both.")
    erasure_id, tally = str(uuid.uuid4()), Tally()
    with closing(Sender(url, key)) as sender:
        sender.send([event_of(order, erasure_id, datetime.now(UTC))], tally)
    if tally.rejected:
        [(reason, message)] = tally.example.items()
        raise ConsoleError(f"The erasure was rejected ({reason}): {message}")
    return erasure_id


def event_of(order: Erasure, erasure_id: str, now: datetime) -> bytes:
    """The event as one line."""
    data = {
        "erasure_id": erasure_id,
        "buyer_id": order.buyer,
        "visitor_id": order.visitor,
        "person_id": order.person,
    }
    event = {
        "specversion": "1.0",
        "id": f"erased:{erasure_id}",
        "source": SOURCE,
        "type": "buyer.erased",
        "time": now.isoformat(),
        "shopid": order.shop,
        "data": {name: value for name, value in data.items() if value},
    }
    return json.dumps({name: value for name, value in event.items() if value is not None}).encode()
