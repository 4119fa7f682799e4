"""UCI Online Retail: invoices become orders, C invoices refunds, stock codes items."""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

FIRST_DAY = date(2011, 7, 4)
DAYS = 14
# The shop did not trade on Saturdays; the Fridays of the two weeks after stand in for them.
STAND_IN = {5: date(2011, 7, 22), 12: date(2011, 7, 29)}
POSTAGE_CODES = frozenset({"POST", "DOT", "C2"})
SECOND_SPREAD = 60


@dataclass(frozen=True)
class Row:
    """One invoice line; `price` in pence, `quantity` positive for cancellations too."""

    invoice: str
    code: str
    title: str
    quantity: int
    at: datetime
    price: int
    customer: str

    @property
    def amount(self) -> int:
        return self.quantity * self.price


@dataclass
class Invoice:
    """An order, or a cancellation when `is_cancelled`; `day` counts from the sample's first Monday."""

    number: str
    day: int
    second: int
    customer: str
    is_cancelled: bool
    is_known_buyer: bool = False
    lines: list[Row] = field(default_factory=list)
    postage: int = 0

    @property
    def amount(self) -> int:
        return sum(line.amount for line in self.lines) + self.postage


def days_taken() -> dict[date, int]:
    """Trading day of the set -> day of the sample (0 is a Monday)."""
    usual = {FIRST_DAY + timedelta(days=n): n for n in range(DAYS) if n not in STAND_IN}
    return usual | {taken: n for n, taken in STAND_IN.items()}


def read_invoices(file: Path) -> list[Invoice]:
    """The invoices of the days taken that hold at least one product, by day and time."""
    wanted = days_taken()
    seen_customers: set[str] = set()
    found: dict[str, Invoice] = {}
    for row in _rows(file):
        day = wanted.get(row.at.date())
        if day is not None:
            known = row.customer in seen_customers
            _add(found.setdefault(row.invoice, _invoice(row, day, known)), row)
        elif row.customer and row.at.date() < FIRST_DAY:
            seen_customers.add(row.customer)
    kept = [invoice for invoice in found.values() if invoice.lines]
    return sorted(kept, key=lambda invoice: (invoice.day, invoice.second, invoice.number))


def titles(invoices: Iterable[Invoice]) -> dict[str, str]:
    """Stock code -> its most frequent description, written as a sentence."""
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for invoice in invoices:
        for line in invoice.lines:
            names[line.code][line.title] += 1
    return {code: counted.most_common(1)[0][0] for code, counted in names.items()}


def _rows(file: Path) -> Iterator[Row]:
    with gzip.open(file, "rt", newline="", encoding="utf-8-sig") as lines:
        for raw in csv.DictReader(lines):
            quantity = int(raw["Quantity"])
            price = _pence(raw["UnitPrice"])
            is_sale = quantity > 0 and price > 0 and not raw["InvoiceNo"].startswith(("C", "A"))
            is_cancelled = raw["InvoiceNo"].startswith("C") and quantity < 0 and price > 0
            if is_sale or is_cancelled:
                yield Row(
                    raw["InvoiceNo"],
                    raw["StockCode"],
                    " ".join(raw["Description"].split()).capitalize()[:200],
                    abs(quantity),
                    datetime.fromisoformat(raw["InvoiceDate"]),
                    price,
                    raw["CustomerID"].removesuffix(".0"),
                )


def _invoice(row: Row, day: int, known: bool) -> Invoice:
    """The set knows the minute only; the invoice number spreads invoices within it."""
    digits = int("".join(filter(str.isdigit, row.invoice)))
    second = row.at.hour * 3600 + row.at.minute * 60 + digits % SECOND_SPREAD
    return Invoice(row.invoice, day, second, row.customer, row.invoice.startswith("C"), known)


def _add(invoice: Invoice, row: Row) -> None:
    if row.code in POSTAGE_CODES:
        invoice.postage += row.amount
    elif row.code[:1].isdigit():
        invoice.lines.append(row)


def _pence(text: str) -> int:
    """The set has a few prices with three decimals; the sample counts in pence."""
    return int((Decimal(text) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
