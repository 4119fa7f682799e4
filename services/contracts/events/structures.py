"""The structures used inside `data` (events.md E0)."""

from typing import Annotated

from msgspec import Meta

from services.contracts.fields import Count, Data, Day, Dec, Figure, Id, Money, Note, Qty, Time
from services.contracts.vocabulary import WindowKind


class Line(Data, frozen=True, kw_only=True, gc=False):
    """订单行: one line of an order or refund; `unit_price_minor` is paid per unit after every discount."""

    line_id: Id
    item_id: Id
    sku_id: Id | None = None
    category_id: Id | None = None
    qty: Qty
    unit_price_minor: Money
    amount_minor: Money
    list_price_minor: Money | None = None
    promo_ids: Annotated[list[Id], Meta(max_length=10)] | None = None
    is_gift: bool | None = None


class Weight(Data, frozen=True, kw_only=True, gc=False):
    """The weight of one key in a split."""

    key: Id
    weight: Count


class DayFactor(Data, frozen=True, kw_only=True, gc=False):
    """How many times a plain day a campaign day is worth."""

    day: Day
    factor: Dec


class SourceDef(Data, frozen=True, kw_only=True, gc=False):
    """A traffic source that a shop adds."""

    key: Id
    name_zh: Annotated[str, Meta(max_length=60)]
    is_paid: bool


class Evidence(Data, frozen=True, kw_only=True, gc=False):
    """A figure that shows why."""

    name: Id
    label_zh: Annotated[str, Meta(max_length=60)]
    value: Figure | None = None
    unit: Id | None = None
    note: Note | None = None


class Window(Data, frozen=True, kw_only=True, gc=False):
    """A stretch of time, half-open: `end` is excluded."""

    kind: WindowKind
    start: Time
    end: Time
