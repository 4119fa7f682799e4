"""One real date told from its day of the sample: page views, carts, orders, refunds, advertising rows."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from services.console.sample.book import Advert, Book, Line, Order, Refund, Visit
from services.console.sample.calendar import moment, sample_day, start_of
from services.console.sample.saying import Said, iso

CREATED_BEFORE_PAID = 60
CART_LINES = 3
LAST_HOUR = 24


def tell(book: Book, day: date) -> list[Said]:
    """Everything that happens on `day`, in order of time; the same for every call."""
    taken = book.days[sample_day(day)]
    said = [event for n, visit in enumerate(taken.visits) for event in _visit(taken.orders, day, n, visit)]
    said += [_refund(book, day, refund) for refund in taken.refunds]
    said += [row for advert in taken.adverts for row in _advert(day, advert)]
    return sorted(said)


def _visit(orders: dict[str, Order], day: date, n: int, visit: Visit) -> Iterator[Said]:
    order = orders[visit.order] if visit.order else None
    key = f"{day:%Y%m%d}-{n}"
    visitor = f"v-{order.customer}" if order and order.customer else f"v-{key}"
    begins = moment(day, visit.second)
    yield from views(visit, key, visitor, begins)
    if order:
        yield from buying(visit, key, visitor, order, moment(day, order.second))


def views(visit: Visit, key: str, visitor: str, begins: datetime) -> Iterator[Said]:
    """The pages of a visit, one after another at its pace."""
    for page, shown in enumerate(visit.pages):
        is_item = shown not in {"home", "list"}
        data: dict[str, Any] = {
            "view_id": f"{key}-{page}",
            "visitor_id": visitor,
            "visit_id": key,
            "page_type": "item" if is_item else shown,
            "traffic_source": visit.source,
            "device": visit.device,
            "is_returning": visit.is_returning,
        }
        if is_item:
            data["item_id"] = shown
        at = begins + timedelta(seconds=page * visit.pace)
        yield Said(at, f"view:{key}-{page}", "page.viewed", data)


def buying(visit: Visit, key: str, visitor: str, order: Order, paid_at: datetime) -> Iterator[Said]:
    """Cart, checkout, order, payment; the order keeps the visitor and source of its visit."""
    created_at = paid_at - timedelta(seconds=CREATED_BEFORE_PAID)
    before = created_at - timedelta(seconds=1)
    for n, (item, quantity, _) in enumerate(order.lines[:CART_LINES]):
        action = {"visitor_id": visitor, "item_id": item, "qty": quantity, "action_id": f"cart-{key}-{n}"}
        yield Said(before, f"cart:{key}-{n}", "cart.added", action)
    checkout = {"visitor_id": visitor, "action_id": f"checkout-{key}"}
    yield Said(before, f"checkout:{key}", "checkout.started", checkout)
    data = _order_data(visit, visitor, order, order_id(order.number, paid_at))
    yield Said(created_at, f"created:{data['order_id']}", "order.created", data)
    if order.customer:
        data = {**data, "is_new_buyer": not order.is_known}
    yield Said(paid_at, f"paid:{data['order_id']}", "order.paid", data)


def order_id(number: str, at: datetime) -> str:
    """The set's own number with the date, because the fortnight comes round again."""
    return f"{number}-{at:%Y%m%d}"


def _order_data(visit: Visit, visitor: str, order: Order, identity: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "order_id": identity,
        "visitor_id": visitor,
        "amount_minor": order.amount,
        "lines": lines_of(order.lines),
        "traffic_source": visit.source,
        "device": visit.device,
    }
    if order.postage:
        data["postage_minor"] = order.postage
    if order.customer:
        data["buyer_id"] = f"c{order.customer}"
    return data


def lines_of(lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    return [
        {
            "line_id": str(n),
            "item_id": item,
            "qty": quantity,
            "unit_price_minor": price,
            "amount_minor": quantity * price,
        }
        for n, (item, quantity, price) in enumerate(lines, 1)
    ]


def _refund(book: Book, day: date, refund: Refund) -> Said:
    at = moment(day, refund.second)
    identity = order_id(refund.number, at)
    data: dict[str, Any] = {"refund_id": identity, "amount_minor": refund.amount}
    if refund.order:
        earlier = sample_day(day) - book.day_of[refund.order]
        order = book.days[book.day_of[refund.order]].orders[refund.order]
        data["order_id"] = order_id(refund.order, moment(day - timedelta(days=earlier), order.second))
        data["lines"] = lines_of(refund.lines)
    return Said(at, f"refund:{identity}", "order.refunded", data)


def _advert(day: date, advert: Advert) -> Iterator[Said]:
    """A row an hour while the day runs, cumulative, evenly; the last one at midnight is the whole day."""
    for hour in range(9, LAST_HOUR + 1, 3):
        end = start_of(day + timedelta(days=1)) if hour == LAST_HOUR else moment(day, hour * 3600)
        done = {
            name: getattr(advert, name) * hour // LAST_HOUR
            for name in ("impressions", "clicks", "orders", "buyers")
        }
        data = {
            "day": day.isoformat(),
            "traffic_source": advert.source,
            **done,
            "cost_minor": advert.cost * hour // LAST_HOUR,
            "gmv_minor": advert.gmv * hour // LAST_HOUR,
            "as_of": iso(end),
            "revision": 1,
        }
        yield Said(end, f"ad:{day}:{advert.source}:{hour}", "ad.reported", data)
