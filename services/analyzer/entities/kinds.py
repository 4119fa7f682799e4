"""The kinds of entities that a shop keeps, by the name under which they are stored."""

from collections.abc import Iterator, MutableMapping
from typing import Any

import msgspec

from services.analyzer.entities import storedvisitors
from services.analyzer.entities.adverts import Bookings
from services.analyzer.entities.buyers import Buyer
from services.analyzer.entities.chats import Chat
from services.analyzer.entities.erasures import Erasure
from services.analyzer.entities.items import Item
from services.analyzer.entities.kept import Kept
from services.analyzer.entities.ledger import Ledger
from services.analyzer.entities.levers import Ranks, Slots
from services.analyzer.entities.orders import Order
from services.analyzer.entities.peers import PeerItem, Style
from services.analyzer.entities.producers import Producer, Reporting, Silence
from services.analyzer.entities.promos import ItemCosts, Promo
from services.analyzer.entities.reports import ReportDay
from services.analyzer.entities.settings import Settings
from services.analyzer.entities.stock import Stock, StockDay
from services.analyzer.entities.visitors import Visitor
from services.analyzer.entities.work import Activity, Task

ENTITIES: dict[str, type[Any]] = {
    "order": Order,
    "visitor": Visitor,
    "buyer": Buyer,
    "promo": Promo,
    "cost": ItemCosts,
    "ads": ReportDay,  # "day|source"
    "booked": Bookings,
    "producer": Producer,
    "silence": Silence,  # of ingest, by the first second of the day
    "reporting": Reporting,  # by event type
    "setting": Settings,  # event type, then what it is about: "benchmark.set|metric|level|category|keyword"
    "plan": Settings,  # plan.campaign.set and plan.calendar.set: "campaign|id", "calendar|year"
    "traffic": ReportDay,  # traffic.reported, by day
    "keyword": ReportDay,  # keyword.reported, by day
    "impression": ReportDay,  # impression.reported, by day
    "sales": ReportDay,  # sales.reported, by day
    "lost": ReportDay,  # lost.reported, by day
    "item": Item,  # listings and prices of an item
    "change": Ledger,  # one moved lever, by "event type:change_id"
    "slot": Slots,  # by item
    "rank": Ranks,  # rank.observed, by "item|keyword"
    "stock": Stock,  # by item
    "moves": StockDay,  # stock movements of an item on a day, by "first second|item"
    "member": Ledger,  # joinings of a buyer
    "chat": Chat,
    "aftersale": Ledger,  # complaints, returns and reviews, by "kind:id"
    "dsr": ReportDay,  # dsr.observed, by aspect (its days are a dimension)
    "peer": PeerItem,  # by "competitor item"
    "style": Style,  # by own item
    "activity": Activity,
    "content": Ledger,  # by content_id
    "task": Task,
    "erased": Erasure,  # by the digest of an id
}

RESTING = {"visitor": 2400, "order": 600, "buyer": 600}
"""The numerous kinds, and the seconds after which one that nothing is heard of is packed away (P).

A visitor is open until the visits are over.
"""

FORMS = {"visitor": (storedvisitors.pack, storedvisitors.unpack)}
"""How kinds are stored that are held in another form."""

Entities = MutableMapping[str, Any]
_DECODERS = {
    kind: msgspec.msgpack.Decoder(entity) for kind, entity in ENTITIES.items() if kind not in RESTING
}
_pack = msgspec.msgpack.Encoder().encode


def nobody() -> dict[str, Entities]:
    """The entities of a shop nobody has heard of."""
    return {
        kind: Kept(entity, RESTING[kind], *FORMS.get(kind, ())) if kind in RESTING else {}
        for kind, entity in ENTITIES.items()
    }


def bodies(entities: Entities) -> Iterator[tuple[str, bytes]]:
    """Entities of one kind by name, as they are stored; one of them may be replaced meanwhile."""
    if isinstance(entities, Kept):
        return entities.bodies()
    return ((name, _pack(entity)) for name, entity in list(entities.items()))


def take(entities: Entities, kind: str, name: str, body: bytes) -> None:
    """Take over an entity as it was stored."""
    if isinstance(entities, Kept):
        entities.take(name, body)
    else:
        entities[name] = _DECODERS[kind].decode(body)
