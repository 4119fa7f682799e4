"""Tasks and reports go to the endpoints of their shop as they come, once each; old ones and history do not."""

from datetime import timedelta

import msgspec

from services.alerts.ledger import Ledger
from services.alerts.saying import body
from services.alerts.shopdesk import ShopDesk
from services.contracts.events.organisation import TaskAssigned
from services.contracts.events.outputs import ReportPublished
from services.contracts.identity import type_of

OLD = timedelta(hours=1)


def announce(desk: ShopDesk, ledger: Ledger, event: TaskAssigned | ReportPublished) -> None:
    """`data` is the event's own, with its shop."""
    if event.history or (event.receivedat or event.time) < desk.now - OLD:
        return
    data = {"shop_id": event.shopid, **msgspec.to_builtins(event.data)}
    department = event.data.department if isinstance(event, TaskAssigned) else None
    name = type_of(event)
    message_id = f"{name}:{event.shopid}:{event.id}"
    ledger.announce(desk, message_id, name, body(name, event.time, data), department)
