"""What Online Retail must come to (story D1), of the events that tests/data/online_retail.py makes of it.

`other rows` of the story are all 1,799 that are neither sale nor cancellation: 1,797 at price 0 and the two bad debts
of 2011-08-12 at a negative price, which are no stock but have no better event. So there are 16,848 events: 12,495
orders, 2,554 refunds, 1,799 adjustments (16,846 without the bad debts), besides the shop's settings.

`repeat_purchase_rate` over the period, and the identified buyers that it is of, are those of the 365 days that end
with it. The truth books each line in the hour of its own minute and an invoice in each of its hours; the story books
an invoice as a whole at its first line, so the lines of the one invoice that runs over a full hour move back to where
it began. Top buyers and busy ten minutes are no figures of ours (history counts from the hour on).
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from tests.data import online_retail
from tests.data.dataset import DataSet, Replay, Row
from tests.data.figures import Expected, Found
from tests.data.online_retail import minor

SET = DataSet("online_retail")
SHOP = "online-retail"
START, END = "2010-12-01", "2011-09-01"
YEAR_ENDING_THERE = "2010-09-01"
BULK = 500
UNKNOWN_BUYER = "order:"  # an order without a buyer is a buyer of its own


def expected(_: datetime) -> Iterator[Expected]:
    """Days, hours, months, the best products, and the period."""
    for row in SET.truth("daily"):
        yield from _day(row)
    moved = moved_lines()
    for row in SET.truth("hourly"):
        for metric, number in _figures(row).items():
            yield Expected(metric, "hour", f"{row['hour']}:00", number + moved[metric, row["hour"]])
    for row in SET.truth("monthly"):
        yield from _money(row, "month", f"{row['month']}-01")
        yield Expected("orders", "month", f"{row['month']}-01", int(row["orders"]))
        buyers = int(row["identified_customers"])
        yield Expected("identified_buyers", "month", f"{row['month']}-01", buyers)
    for row in SET.truth("top100_products"):
        scope = (("item_id", row["StockCode"]),)
        for metric, number in _figures(row).items():
            yield Expected(metric, "month", START, number, None, scope, END)
    yield from _period()


def moved_lines() -> Counter[tuple[str, str]]:
    """What the sale lines after the hour of their invoice's first one add to each hour, by (metric, hour)."""
    moved: Counter[tuple[str, str]] = Counter()
    begun: dict[str, str] = {}
    late: set[tuple[str, str]] = set()
    for row in filter(online_retail.is_sale, online_retail.rows()):
        invoice, hour = row["InvoiceNo"], row["InvoiceDate"][:13]
        first = begun.setdefault(invoice, hour)
        if hour == first:
            continue
        late.add((invoice, hour))
        qty = int(row["Quantity"])
        for metric, number in (("units", qty), ("gmv", qty * minor(row["UnitPrice"]))):
            moved[metric, first] += number
            moved[metric, hour] -= number
    moved.update({("orders", hour): -number for hour, number in Counter(hour for _, hour in late).items()})
    return moved


def _day(row: Row) -> Iterator[Expected]:
    yield from _money(row, "day", row["day"])
    yield from _sold(row, "day", row["day"])
    yield Expected("identified_buyers", "day", row["day"], int(row["identified_customers"]))
    gmv, orders = minor(row["gross_revenue"]), int(row["orders"])
    printed = row["aov"] and str(Decimal(row["aov"]).scaleb(online_retail.EXPONENT))
    yield Expected("aov_per_order", "day", row["day"], gmv, orders, printed=printed)


def _money(row: Row, window: str, start: str, until: str = "") -> Iterator[Expected]:
    columns = {"gmv": "gross_revenue", "refund_amount": "cancelled_amount", "net_sales": "net_revenue"}
    for metric, column in columns.items():
        yield Expected(metric, window, start, minor(row[column]), until=until)


def _sold(row: Row, window: str, start: str) -> Iterator[Expected]:
    for metric, number in _figures(row).items():
        yield Expected(metric, window, start, number)


def _figures(row: Row) -> dict[str, int]:
    return {"orders": int(row["orders"]), "units": int(row["units"]), "gmv": minor(row["gross_revenue"])}


def _period() -> Iterator[Expected]:
    total = SET.summary()
    yield from _money(total, "month", START, END)
    orders, gmv = total["sale_orders"], minor(total["gross_revenue"])
    yield Expected("orders", "month", START, orders, until=END)
    yield Expected("units", "month", START, total["units_sold"], until=END)
    printed = str(Decimal(total["aov_overall"]).scaleb(online_retail.EXPONENT))
    yield Expected("aov_per_order", "month", START, gmv, orders, until=END, printed=printed)
    repeated, buyers = total["repeat_customers_ge2_orders"], total["identified_customers"]
    rate = str(total["repeat_rate"])
    yield Expected("repeat_purchase_rate", "r365", YEAR_ENDING_THERE, repeated, buyers, printed=rate)


def bulk_days(_: datetime, found: Found) -> list[str]:
    """Which day, product and number of units one known buyer took; buyers are pseudonyms where they are read."""
    ours = Counter(
        (key.start, dict(key.scope)["item_id"], said.value)
        for key, said in found.items()
        if key.metric == "buyer_item_units" and key.window == "day" and (said.value or 0) >= BULK
        if not dict(key.scope)["buyer_id"].startswith(UNKNOWN_BUYER)
    )
    truth = SET.truth("buyer_product_day_ge_500_units")
    published = Counter((row["day"], row["StockCode"], int(row["units"])) for row in truth)
    extra, missing = ours - published, published - ours
    return [f"bulk days: {dict(extra)} not published, {dict(missing)} missing"] if extra or missing else []


REPLAY = Replay(
    SHOP,
    SET,
    "Europe/London",
    "GBP",
    online_retail.EXPONENT,
    lambda _: online_retail.events(SHOP),
    expected,
    checks=(bulk_days,),
    looked_at=(("buyer_item_units", "day", "buyer_id,item_id"),),
)
REPLAYS = (REPLAY,)
