"""Orders, refunds and returns (events.md E4)."""

from typing import Annotated

from msgspec import Meta

from services.contracts.envelope import Envelope
from services.contracts.events.structures import Line
from services.contracts.fields import Data, Id, Keyword, Money, Revision, SomeMoney
from services.contracts.vocabulary import Device, ExcludeReason, OrderOutcome, ReturnOutcome, ReturnReason


class OrderCreatedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `order.created`."""

    order_id: Id
    buyer_id: Id | None = None
    visitor_id: Id | None = None
    amount_minor: Money
    amount_unknown: bool | None = None
    postage_minor: Money | None = None
    currency: Id | None = None
    lines: Annotated[list[Line], Meta(max_length=2000)] | None = None
    traffic_source: Id | None = None
    keyword: Keyword | None = None
    device: Device | None = None
    is_brushing: bool | None = None
    revision: Revision | None = None


class OrderCreated(Envelope, frozen=True, kw_only=True, tag="order.created"):
    """拍下订单: An order was placed; it may still end without payment."""

    KEY = ("order_id",)

    data: OrderCreatedData


class OrderPaidData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `order.paid`."""

    order_id: Id
    buyer_id: Id | None = None
    visitor_id: Id | None = None
    amount_minor: Money
    amount_unknown: bool | None = None
    postage_minor: Money | None = None
    currency: Id | None = None
    lines: Annotated[list[Line], Meta(max_length=2000)] | None = None
    traffic_source: Id | None = None
    keyword: Keyword | None = None
    activity_id: Id | None = None
    agent_id: Id | None = None
    device: Device | None = None
    is_new_buyer: bool | None = None
    is_brushing: bool | None = None
    revision: Revision | None = None


class OrderPaid(Envelope, frozen=True, kw_only=True, tag="order.paid"):
    """付款成功: The order was paid in full. It repeats the lines, so it can be read alone. A presale
    order 预售 is paid when its balance 尾款 is paid; deposits are not events in version 1
    (decision).
    """

    KEY = ("order_id",)

    data: OrderPaidData


class OrderCancelledData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `order.cancelled`."""

    order_id: Id
    reason: Annotated[str, Meta(max_length=100)] | None = None


class OrderCancelled(Envelope, frozen=True, kw_only=True, tag="order.cancelled"):
    """未付款关闭: The order ended without payment. After payment, money goes back only through
    `order.refunded`.
    """

    KEY = ("order_id",)

    data: OrderCancelledData


class OrderRefundedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `order.refunded`."""

    refund_id: Id
    order_id: Id | None = None
    return_id: Id | None = None
    amount_minor: SomeMoney
    currency: Id | None = None
    lines: Annotated[list[Line], Meta(max_length=2000)] | None = None
    reason: ReturnReason | None = None


class OrderRefunded(Envelope, frozen=True, kw_only=True, tag="order.refunded"):
    """退款成功: Money went back; several partial refunds per order are normal."""

    KEY = ("refund_id",)

    data: OrderRefundedData


class OrderClosedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `order.closed`."""

    order_id: Id
    outcome: OrderOutcome


class OrderClosed(Envelope, frozen=True, kw_only=True, tag="order.closed"):
    """交易结束: The trade ended after payment."""

    KEY = ("order_id",)

    data: OrderClosedData


class OrderExcludedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `order.excluded`."""

    order_id: Id
    reason: ExcludeReason


class OrderExcluded(Envelope, frozen=True, kw_only=True, tag="order.excluded"):
    """剔除订单: The order is not a sale: brushing 刷单, test, or internal. It leaves every metric,
    back to its own day. The same holds when `is_brushing` is true. Brushing is never offered
    as a lever.
    """

    KEY = ("order_id",)

    data: OrderExcludedData


class ReturnRequestedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `return.requested`."""

    return_id: Id
    order_id: Id
    buyer_id: Id | None = None
    item_id: Id | None = None
    reason: ReturnReason
    note: Annotated[str, Meta(max_length=500)] | None = None


class ReturnRequested(Envelope, frozen=True, kw_only=True, tag="return.requested"):
    """申请退款退货: A buyer asked for money back or another item."""

    KEY = ("return_id",)

    data: ReturnRequestedData


class ReturnClosedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `return.closed`."""

    return_id: Id
    outcome: ReturnOutcome


class ReturnClosed(Envelope, frozen=True, kw_only=True, tag="return.closed"):
    """售后结束: A return came to its end."""

    KEY = ("return_id",)

    data: ReturnClosedData
