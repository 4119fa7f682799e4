"""Events of somebody who was erased meanwhile: heard under the name that the person has had since."""

from typing import Any, cast

import msgspec

from services.analyzer.entities.erasures import Erasure, digest
from services.analyzer.renaming import Renaming
from services.analyzer.shop import Shop
from services.contracts.envelope import Envelope
from services.contracts.moments import micros

ROLES = ("buyer_id", "visitor_id")


class Veiled:
    """An event as it came, but for the ids; `as_sent` keeps its content, so that a repeat is known as one."""

    __slots__ = ("_event", "as_sent", "data", "id")

    def __init__(self, event: Any, renamings: list[Renaming]) -> None:
        """Each of the ids is replaced in the data and in the event's own id."""
        data, event_id = msgspec.to_builtins(event.data), event.id
        for renaming in renamings:
            data, event_id = renaming.tree(data), renaming.text(event_id)
        self._event, self.as_sent = event, event.data
        self.data, self.id = msgspec.convert(data, type(event.data)), event_id

    def __getattr__(self, name: str) -> Any:
        return getattr(self._event, name)

    @property  # type: ignore[misc]  # handlers tell events by their class
    def __class__(self) -> type:
        return type(self._event)


def veiled(shop: Shop, event: Envelope) -> Envelope:
    """The event, or what may still be heard of it."""
    if not shop.entities["erased"]:
        return event
    data: Any = event.data  # type: ignore[attr-defined]  # every event has it
    found = [renaming_of(shop, who, event) for role in ROLES if (who := getattr(data, role, None))]
    renamings = [each for each in found if each is not None]
    return cast(Envelope, Veiled(event, renamings)) if renamings else event


def renaming_of(shop: Shop, who: str, event: Envelope) -> Renaming | None:
    """How an id is to be replaced in an event; None when it is nobody who was erased, or comes after that."""
    erasure: Erasure | None = shop.get("erased", digest(shop.shop_id, who))
    token = None if erasure is None else erasure.token_at(micros(event.time))
    return None if token is None else Renaming(who, token)
