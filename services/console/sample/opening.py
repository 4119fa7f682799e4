"""What the shop says of itself before its first visitor: settings, items, costs, people, plans."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from services.console.sample.book import DAYS, Book
from services.console.sample.calendar import ZONE, start_of
from services.console.sample.saying import Said, iso

CURRENCY, EXPONENT = "GBP", 2
MONEY = {"currency": CURRENCY, "timezone": ZONE.key, "exponent": EXPONENT}
GROSS_MARGIN = 0.45
STRETCH = 1.03
BUDGET_STRETCH = 1.1
LEADS = {
    "OPS": "p_ops",
    "PRO": "p_pro",
    "DES": "p_des",
    "CS": "p_cs",
    "CON": "p_con",
    "BUY": "p_buy",
    "MGR": "owner",
}
SHARES = {"PRO": 5, "DES": 2, "CS": 2, "CON": 1}
POUND = 100


def configured(book: Book, first_day: date) -> Said:
    """The shop's first event: it fixes currency, exponent and zone."""
    main = [item.id for item in book.main_items]
    data = {
        "timezone": MONEY["timezone"],
        "currency": MONEY["currency"],
        "money_exponent": MONEY["exponent"],
        "gross_margin": GROSS_MARGIN,
        "main_item_ids": main,
    }
    return _setting(first_day, "shop", "shop.configured", data)


def opening(book: Book, first_day: date) -> list[Said]:
    """Items, costs, roles and shares, all in force from the start of the first day."""
    said = list(_items(book, first_day))
    for department, person in LEADS.items():
        role = {
            "role_id": f"{department.lower()}1",
            "department": department,
            "person_id": person,
            "is_lead": True,
            "contact_channel": "none",
            "active": True,
        }
        said.append(_setting(first_day, f"role:{department}", "org.role.set", role))
    weights = [{"key": key, "weight": weight} for key, weight in SHARES.items()]
    shares = {"dimension": "department", "weights": weights}
    said.append(_setting(first_day, "share:department", "plan.share.set", shares))
    return said


def plans(book: Book, first_day: date, today: date) -> list[Said]:
    """Targets of this month and the next, from what the fortnight really took; days before the opening have none."""
    said: list[Said] = []
    this_month = today.replace(day=1)
    for month in (this_month, _next_month(this_month)):
        said += _plan(book, first_day, month)
    return said


def _plan(book: Book, first_day: date, month: date) -> Iterator[Said]:
    days = [month + timedelta(days=n) for n in range(monthrange(month.year, month.month)[1])]
    closed = [day for day in days if day < first_day]
    open_days = len(days) - len(closed)
    sales = sum(day.sales for day in book.days) / DAYS
    spent = sum(advert.cost for day in book.days for advert in day.adverts) / DAYS
    name = f"{month:%Y-%m}"
    known_from = max(first_day, (month - timedelta(days=1)).replace(day=1))
    for day in closed:
        data = {"plan_metric": "gmv", "day": day.isoformat(), "target": 0}
        yield _setting(known_from, f"plan:{day}", "plan.day.set", data)
    target = {
        "plan_metric": "gmv",
        "month": name,
        "target": round(sales * open_days * STRETCH / (100 * POUND)) * 100 * POUND,
        "budget_minor": round(spent * open_days * BUDGET_STRETCH / POUND) * POUND,
    }
    yield _setting(known_from, f"plan:{name}", "plan.month.set", target)


def _items(book: Book, first_day: date) -> Iterator[Said]:
    for item in book.items:
        listed = {
            "listing_id": f"l-{item.id}",
            "item_id": item.id,
            "title": item.title,
            "price_minor": item.price,
        }
        yield Said(start_of(first_day), f"listed:{item.id}", "item.listed", listed)
    for item in book.main_items:
        cost = {"item_id": item.id, "unit_cost_minor": item.cost, "min_price_minor": item.floor}
        yield _setting(first_day, f"cost:{item.id}", "item.cost.set", cost)


def _setting(first_day: date, name: str, event_type: str, data: dict[str, Any]) -> Said:
    at = start_of(first_day)
    return Said(at, f"set:{name}", event_type, {**data, "effective_from": iso(at), "revision": 1})


def _next_month(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
