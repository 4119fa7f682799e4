"""A Tmall shop's order report as events (story D4); read from beside the project, never copied into it.

Each row becomes `order.created` at its creation, `order.paid` at its payment where there is one, both with the
total, and `order.refunded` of the refunded amount at the moment of payment, because the file has no other one for
it. The file has neither buyers nor items, so every order counts as a buyer of its own. Times are Beijing's.

What the truth has by the province, and what it sums over paid orders by their day of creation, is not a figure of
ours. Its `received_amount` by paid day is `net_sales`: in this file received + refund = total for every paid order.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from tests.data.dataset import DataSet, Event, Replay, Row, event, in_order, local
from tests.data.figures import Expected

SET = DataSet("tmall_orders")
ZONE = "Asia/Shanghai"
SHOP = "tmall-orders"
START, END = "2020-02-01", "2020-02-22"
EMPTY_DAY = "2020-02-16"


def events(_: datetime) -> Iterator[Event]:
    """All orders of the report in order of time."""
    yield REPLAY.configured()
    rows = SET.rows("tmall_order_report.csv.gz")
    yield from in_order(each for row in rows for each in _order(row))


def _order(row: Row) -> Iterator[Event]:
    order_id = row["订单编号"]
    order = {"order_id": order_id, "amount_minor": minor(row["总金额"]), "currency": "CNY"}
    yield event(SHOP, "order.created", f"created:{order_id}", local(row["订单创建时间"], ZONE), order)
    if not row["订单付款时间"]:
        return
    paid_at = local(row["订单付款时间"], ZONE)
    yield event(SHOP, "order.paid", f"paid:{order_id}", paid_at, order)
    if refund := minor(row["退款金额"]):
        data = {"refund_id": f"r{order_id}", "order_id": order_id, "amount_minor": refund, "currency": "CNY"}
        yield event(SHOP, "order.refunded", f"refund:{order_id}", paid_at, data)


def expected(_: datetime) -> Iterator[Expected]:
    """Days by creation and by payment, hours by creation, and the totals."""
    for row in SET.truth("daily_by_created"):
        yield Expected("orders_created", "day", row["day"], int(row["orders_created"]))
        yield Expected("payment_rate", "day", row["day"], *_numbers(row, "orders_paid_at_set", "orders_created"))
    for row in SET.truth("hourly_by_created"):
        yield Expected("orders_created", "hour", f"{row['hour']}:00", int(row["orders_created"]))
    for row in SET.truth("daily_by_paid"):
        yield from _paid_day(row)
    yield from _totals()
    for metric in ("gmv", "orders", "orders_created", "refund_amount"):
        yield Expected(metric, "day", EMPTY_DAY, None)


def _paid_day(row: Row) -> Iterator[Expected]:
    day = row["day"]
    paid, refunded = _numbers(row, "orders_paid_at_set", "refund_orders")
    yield Expected("orders", "day", day, paid)
    yield Expected("buyers", "day", day, paid)
    yield Expected("gmv", "day", day, minor(row["paid_total_amount"]))
    yield Expected("refund_amount", "day", day, minor(row["refund_amount"]))
    yield Expected("refund_by_order_day", "day", day, minor(row["refund_amount"]))
    yield Expected("net_sales", "day", day, minor(row["received_amount"]))
    yield Expected("refund_order_rate", "day", day, refunded, paid)
    yield Expected("aov_per_order", "day", day, minor(row["paid_total_amount"]), paid)


def _totals() -> Iterator[Expected]:
    total = SET.summary()
    paid, gmv = total["orders_paid_at_set"], minor(total["paid_total_amount"])
    yield Expected("orders_created", "day", START, total["orders_created"], until=END)
    yield Expected("orders", "month", START, paid)
    yield Expected("gmv", "month", START, gmv)
    yield Expected("refund_amount", "month", START, minor(total["refund_amount"]))
    yield Expected("net_sales", "month", START, minor(total["received_amount"]))
    created, rate = total["orders_created"], str(total["payment_rate"])
    yield Expected("payment_rate", "day", START, paid, created, until=END, printed=rate)
    refunded, rate = total["refund_orders"], str(total["refund_rate_of_paid_orders"])
    yield Expected("refund_order_rate", "month", START, refunded, paid, printed=rate)
    main_units = str(Decimal(total["aov_paid_total"]).scaleb(2))
    yield Expected("aov_per_order", "month", START, gmv, paid, printed=main_units)


def minor(yuan: str) -> int:
    """An amount of the files in fen."""
    return int(Decimal(yuan).scaleb(2))


def _numbers(row: Row, first: str, second: str) -> tuple[int, int]:
    return int(row[first]), int(row[second])


REPLAY = Replay(SHOP, SET, ZONE, "CNY", 2, events, expected)
REPLAYS = (REPLAY,)
