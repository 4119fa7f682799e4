"""Makes the sample's data file: `python -m services.console.sample.build --help`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from services.console.sample.making import adverts, retail, shoppers, visits, writing
from services.console.sample.making.adverts import Advert
from services.console.sample.making.retail import Invoice
from services.console.sample.making.visits import Visit

SEED = 2011
OUTPUT = Path(__file__).with_name("fortnight.ndjson.gz")
PAID = ("ppc", "display", "affiliate")
LARGEST_FILE = 1_500_000


def main(
    online_retail: Annotated[Path, typer.Option(help="online_retail.csv.gz of UCI set 352")],
    online_shoppers: Annotated[Path, typer.Option(help="online_shoppers_intention.csv.gz of UCI set 468")],
    mmm: Annotated[Path, typer.Option(help="data.csv.gz of sibylhe/mmm_stan")],
    output: Annotated[Path, typer.Option(help="Where the data file goes")] = OUTPUT,
) -> None:
    """Reads the three sets and writes two weeks of them as one small file; the same input gives the same file."""
    invoices = retail.read_invoices(online_retail)
    orders = [invoice for invoice in invoices if not invoice.is_cancelled]
    refunds = [invoice for invoice in invoices if invoice.is_cancelled]
    made = visits.make_visits(orders, shoppers.read_sessions(online_shoppers), Random(SEED))
    campaigns = count_adverts(made, orders)
    adverts.price(campaigns, adverts.read_spend(mmm), sum(order.amount for order in orders))
    lines = [
        *writing.items(orders, retail.titles(invoices)),
        *writing.visits(made),
        *writing.orders(orders),
        *writing.refunds(refunds, link(refunds, orders)),
        *writing.adverts(campaigns),
    ]
    writing.write(output, lines)
    size = output.stat().st_size
    typer.echo(
        f"{len(orders)} orders, {len(refunds)} refunds, {len(made)} visits, {size:,} bytes in {output}"
    )
    if size > LARGEST_FILE:
        raise SystemExit(f"The file must stay under {LARGEST_FILE:,} bytes.")


def link(refunds: Sequence[Invoice], orders: Sequence[Invoice]) -> Mapping[str, Invoice]:
    """Refund -> the latest earlier order of the same customer that holds every line of it; each order once."""
    taken: set[str] = set()
    found: dict[str, Invoice] = {}
    for refund in refunds:
        for order in reversed(orders):
            if order.number not in taken and _covers(order, refund):
                found[refund.number] = order
                taken.add(order.number)
                break
    return found


def _covers(order: Invoice, refund: Invoice) -> bool:
    if not refund.customer or order.customer != refund.customer or order.amount < refund.amount:
        return False
    if (order.day, order.second) >= (refund.day, refund.second):
        return False
    bought: defaultdict[str, int] = defaultdict(int)
    for line in order.lines:
        bought[line.code] += line.quantity
    return all(bought[line.code] >= line.quantity for line in refund.lines)


def count_adverts(made: Sequence[Visit], orders: Sequence[Invoice]) -> list[Advert]:
    """What a platform would report: visits by paid source and day, and the orders that they led to."""
    by_number = {order.number: order for order in orders}
    rows = {(day, source): Advert(day, source) for day in range(retail.DAYS) for source in PAID}
    for visit in made:
        row = rows.get((visit.day, visit.session.source))
        if row is None:
            continue
        row.visits += 1
        if visit.order:
            row.orders += 1
            row.buyers += 1
            row.gmv += by_number[visit.order].amount
    return list(rows.values())


if __name__ == "__main__":
    typer.run(main)
