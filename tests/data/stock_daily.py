"""One product's days of sales, stock and price as events (story D4); read from beside the project, never copied.

A row with sold units becomes `order.paid` of that many at the day's price at noon; every row becomes
`stock.adjusted` by a count in the evening, `on_hand` the closing stock and `delta` the change since the row before.
The file names neither zone nor currency: a Brazilian retailer's, São Paulo and BRL.

Days that are missing in the file have no event: they are no-data days, and the mean of daily sales leaves them out,
as the truth's mean over the last seven rows does. In its first six rows the truth has no mean; we say one from the
third day on. Where nothing was sold its cover is infinite, ours is null. Out of stock (`stock_state`) is the truth's `stockout`, stock of 0 or less. The truth's deliveries and
shrinkage (`implied_in`) are no figures of ours.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from tests.data.dataset import DataSet, Event, Replay, Row, event, in_order, local
from tests.data.figures import Expected, Found

SET = DataSet("stock_daily")
ZONE = "America/Sao_Paulo"
SHOP = "stock-daily"
ITEM = "product"
START, END = "2014-01-01", "2016-08-01"
MISSING_DAYS = ("2014-01-17", "2014-02-10", "2014-02-11", "2014-03-04", "2014-03-15", "2014-08-25")
SCOPE = (("item_id", ITEM),)
STATES = (("stock_state", "day", "item_id"),)


def events(_: datetime) -> Iterator[Event]:
    """Sales and counts in order of time."""
    yield REPLAY.configured()
    rows = SET.rows("mock_kaggle.csv")
    sales = [_paid(row) for row in rows if row["venda"] != "0"]
    counts = [_counted(before, row) for before, row in pairwise([{"estoque": "0"}, *rows])]
    yield from in_order(sales + counts)


def _paid(row: Row) -> Event:
    day, qty, price = row["data"], int(row["venda"]), minor(row["preco"])
    line = {"line_id": "1", "item_id": ITEM, "qty": qty, "unit_price_minor": price, "amount_minor": qty * price}
    data = {"order_id": day, "amount_minor": qty * price, "currency": "BRL", "lines": [line]}
    return event(SHOP, "order.paid", f"sales:{day}", local(f"{day} 12:00", ZONE), data)


def _counted(before: Row, row: Row) -> Event:
    day, stock = row["data"], int(row["estoque"])
    delta = stock - int(before["estoque"])
    data = {"adjustment_id": day, "item_id": ITEM, "delta": delta, "on_hand": stock, "reason": "count"}
    return event(SHOP, "stock.adjusted", f"count:{day}", local(f"{day} 21:00", ZONE), data)


def expected(_: datetime) -> Iterator[Expected]:
    """Sales, stock, state and cover of each day, and the totals."""
    rows = SET.truth("daily_derived")
    for place, row in enumerate(rows):
        yield from _day(row, rows[max(0, place - 6) : place + 1])
    for day in MISSING_DAYS:
        yield Expected("units", "day", day, None)
        yield Expected("days_of_cover", "day", day, None, None, SCOPE)
    total = SET.summary()
    yield Expected("units", "month", START, total["units_sold"], until=END)
    yield Expected("gmv", "month", START, minor(total["revenue"]), until=END)


def _day(row: Row, week: list[Row]) -> Iterator[Expected]:
    day, sold, stock = row["date"], int(row["sold"]), int(row["stock"])
    yield Expected("units", "day", day, sold)
    yield Expected("gmv", "day", day, minor(row["revenue"]))
    yield Expected("stock_on_hand", "day", day, max(0, stock), None, SCOPE)
    if row["stockout"] == "1":
        yield Expected("stock_state", "day", day, None, None, SCOPE, label="out")
    if row["days_cover_7d"] == "inf":
        yield Expected("days_of_cover", "day", day, None, None, SCOPE)
    elif row["days_cover_7d"]:
        units = sum(int(each["sold"]) for each in week)
        yield Expected("days_of_cover", "day", day, 7 * max(0, stock), units, SCOPE, "", row["days_cover_7d"])


def is_out_otherwise(_: datetime, found: Found) -> list[str]:
    """Every other day with a row is in stock: the number of days out of stock is the published one."""
    out = [key.start for key, said in found.items() if key.metric == "stock_state" and said.label == "out"]
    days, wanted = len(out), SET.summary()["stock_zero_or_less_days"]
    return [] if days == wanted else [f"{days} days out of stock instead of {wanted}: {out}"]


def minor(reais: str) -> int:
    """An amount of the files in centavos."""
    return int(Decimal(reais).scaleb(2))


REPLAY = Replay(SHOP, SET, ZONE, "BRL", 2, events, expected, (is_out_otherwise,), STATES)
REPLAYS = (REPLAY,)
