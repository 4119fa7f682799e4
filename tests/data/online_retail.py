"""UCI Online Retail (CC BY 4.0) as events, by the mapping of story D1; the files lie beside the project, if at all.

Invoices with sale lines become `order.paid` at the first line's minute, one line per row (equal rows are different
lines); C invoices become unlinked `order.refunded`; all other rows `stock.adjusted`. Amounts are in 1/1000 pound
(`money_exponent` 3), times in Europe/London.
"""

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "online_retail"
LONDON = ZoneInfo("Europe/London")
EXPONENT = 3
Event = dict[str, Any]
Row = dict[str, str]


def is_here() -> bool:
    """Whether the data set is on this machine."""
    return (FOLDER / "online_retail.csv.gz").exists()


def rows() -> list[Row]:
    """The rows of the file, in its order, each with its number."""
    with gzip.open(FOLDER / "online_retail.csv.gz", "rt", newline="") as file:
        return [{**row, "number": str(number)} for number, row in enumerate(csv.DictReader(file))]


def truth(name: str) -> list[Row]:
    """A truth file as rows of texts."""
    with (FOLDER / "truth" / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def minor(pounds: str) -> int:
    """An amount of the truth files in minor units."""
    return int(Decimal(pounds).scaleb(EXPONENT))


def configured(shop: str) -> Event:
    """The shop's settings, its first event."""
    settings = {"timezone": "Europe/London", "currency": "GBP", "money_exponent": EXPONENT}
    data = {**settings, "effective_from": "2010-01-01T00:00:00Z", "revision": 1}
    return _event(shop, "shop.configured", "configured", datetime(2010, 1, 1, tzinfo=UTC), data)


def events(shop: str = "retail") -> Iterator[Event]:
    """All events of the period in order of time, the shop's settings first; all are `history`."""
    yield configured(shop)
    sales: dict[str, list[Row]] = {}
    refunds: dict[str, list[Row]] = {}
    others: list[Row] = []
    for row in rows():
        invoice = row["InvoiceNo"]
        if invoice.startswith("C"):
            refunds.setdefault(invoice, []).append(row)
        elif is_sale(row):
            sales.setdefault(invoice, []).append(row)
        else:
            others.append(row)
    made = [_paid(shop, invoice, lines) for invoice, lines in sales.items()]
    made += [_refunded(shop, invoice, lines) for invoice, lines in refunds.items()]
    made += [_adjusted(shop, row) for row in others]
    yield from sorted(made, key=lambda event: (event["time"], event["id"]))


def is_sale(row: Row) -> bool:
    """Whether a row is a line of a sale."""
    is_priced = int(row["Quantity"]) > 0 and Decimal(row["UnitPrice"]) > 0
    return is_priced and not row["InvoiceNo"].startswith("C")


def _paid(shop: str, invoice: str, lines: list[Row]) -> Event:
    mapped = [_line(row) for row in lines]
    amount = sum(line["amount_minor"] for line in mapped)
    data = {"order_id": invoice, "amount_minor": amount, "currency": "GBP", "lines": mapped}
    buyer = lines[0]["CustomerID"].removesuffix(".0")
    if buyer:
        data["buyer_id"] = buyer
    return _event(shop, "order.paid", f"paid:{invoice}", _moment(lines[0]), data)


def _refunded(shop: str, invoice: str, lines: list[Row]) -> Event:
    mapped = [_line(row) for row in lines]
    amount = sum(line["amount_minor"] for line in mapped)
    data = {"refund_id": invoice, "amount_minor": amount, "currency": "GBP", "lines": mapped}
    return _event(shop, "order.refunded", f"refund:{invoice}", _moment(lines[0]), data)


def _adjusted(shop: str, row: Row) -> Event:
    data = {
        "adjustment_id": row["number"],
        "item_id": row["StockCode"],
        "delta": int(row["Quantity"]),
        "reason": "other",
    }
    return _event(shop, "stock.adjusted", f"stock:{row['number']}", _moment(row), data)


def _line(row: Row) -> dict[str, Any]:
    qty, price = abs(int(row["Quantity"])), minor(row["UnitPrice"])
    line = {"line_id": row["number"], "item_id": row["StockCode"], "qty": qty}
    return {**line, "unit_price_minor": price, "amount_minor": qty * price}


def _moment(row: Row) -> datetime:
    return datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=LONDON)


def _event(shop: str, kind: str, event_id: str, at: datetime, data: dict[str, Any]) -> Event:
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": f"/{shop}/tills",
        "type": kind,
        "time": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "shopid": shop,
        "history": True,
        "data": data,
    }
