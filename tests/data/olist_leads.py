"""Enquiries of a marketplace and the deals won from them as events (story D4); read from beside the project.

A lead becomes a pre-sale `inquiry.opened` at the first moment of its contact day (the file has days), its
`mql_id` as the buyer; `agent_id` is the first-line person (`sdr_id`) where a deal names one. A deal becomes
`order.paid` of that buyer at its moment, of unknown amount, credited to the closing person (`sr_id`). The
attribution window is longer than any lag. Times are taken as São Paulo's, where the marketplace is.
Origins that are traffic sources of ours keep our name; the others are sources of the shop's own.

A deal dated before its inquiry does not count as converted, unlike in the truth: its lead, its day, its month, its
origin and its first-line person have one conversion less here. All 842 deals are orders.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache

from tests.data.dataset import DataSet, Event, Replay, Row, event, in_order, local
from tests.data.figures import Expected, Scope

SET = DataSet("olist_leads")
ZONE = "America/Sao_Paulo"
SHOP = "olist-leads"
ATTRIBUTION_HOURS = 600 * 24
START, END = "2017-06-01", "2018-12-01"
SOURCES = {
    "Organic Search": "search",
    "Paid Search": "ppc",
    "Direct Traffic": "direct",
    "Display": "display",
    "Unknown": "unknown",
    "Other": "other",
    "Social": "social",
    "Email": "email",
    "Referral": "referral",
    "Other Publicities": "other_publicities",
}
EXTRA = [
    {"key": "social", "name_zh": "社交媒体", "is_paid": False},
    {"key": "email", "name_zh": "邮件", "is_paid": False},
    {"key": "referral", "name_zh": "推荐链接", "is_paid": False},
    {"key": "other_publicities", "name_zh": "其他广告", "is_paid": True},
]


@cache
def leads() -> list[Row]:
    """The enquiries, their day as `YYYY-MM-DD`."""
    rows = SET.rows("olist_marketing_qualified_leads_dataset.csv.gz", ";")
    return [{**row, "day": row["first_contact_date"].replace(".", "-")} for row in rows]


@cache
def deals() -> dict[str, Row]:
    """The deals by `mql_id`, their moment as `YYYY-MM-DD HH:MM`."""
    rows = SET.rows("olist_marketing_closed_deals_dataset.csv.gz", ";")
    return {row["mql_id"]: {**row, "won": _padded(row["won_date"])} for row in rows}


def _padded(won: str) -> str:
    return datetime.strptime(won, "%Y.%m.%d %H:%M").strftime("%Y-%m-%d %H:%M")  # noqa: DTZ007 - the zone follows


def events(_: datetime) -> Iterator[Event]:
    """All leads and deals in order of time."""
    yield REPLAY.configured(attribution_hours=ATTRIBUTION_HOURS, extra_sources=EXTRA)
    yield from in_order([*map(_opened, leads()), *map(_paid, deals().values())])


def _opened(lead: Row) -> Event:
    data = {
        "inquiry_id": lead["mql_id"],
        "buyer_id": lead["mql_id"],
        "agent_id": deals().get(lead["mql_id"], {}).get("sdr_id"),
        "channel": "web_form",
        "is_presale": True,
        "traffic_source": SOURCES[lead["origin"]],
    }
    return event(SHOP, "inquiry.opened", f"lead:{lead['mql_id']}", local(lead["day"], ZONE), data)


def _paid(deal: Row) -> Event:
    data = {
        "order_id": deal["mql_id"],
        "buyer_id": deal["mql_id"],
        "amount_minor": 0,
        "amount_unknown": True,
        "agent_id": deal["sr_id"],
    }
    return event(SHOP, "order.paid", f"deal:{deal['mql_id']}", local(deal["won"], ZONE), data)


def expected(_: datetime) -> Iterator[Expected]:
    """Conversion by origin, day and month of contact, and of everything; deals by person and by day."""
    for row in SET.truth("by_origin"):
        early = too_early(lambda lead, origin=row["origin"]: lead["origin"] == origin)
        scope = (("traffic_source", SOURCES[row["origin"]]),)
        yield from _conversion(row, early, "month", START, scope, END)
    for row in SET.truth("by_contact_day"):
        early = too_early(lambda lead, day=row["day"]: lead["day"] == day)
        yield from _conversion(row, early, "day", row["day"])
    for row in SET.truth("by_contact_month"):
        early = too_early(lambda lead, month=row["month"]: lead["day"].startswith(month))
        yield from _conversion(row, early, "month", f"{row['month']}-01")
    total = {name: str(value) for name, value in SET.summary().items()}
    yield from _conversion(total, too_early(lambda _: True), "month", START, (), END)
    yield from _people()


def _conversion(
    row: Row, early: int, window: str, start: str, scope: Scope = (), until: str = ""
) -> Iterator[Expected]:
    converted, asked = int(row["deals"]) - early, int(row["leads"])
    printed = row["conversion"] if not early else ""
    yield Expected("inquirers", window, start, asked, None, scope, until)
    yield Expected("inquiry_buyers", window, start, converted, None, scope, until)
    yield Expected("inquiry_conversion", window, start, converted, asked, scope, until, printed)


def _people() -> Iterator[Expected]:
    for row in SET.truth("deals_by_sr"):
        scope = (("agent_id", row["sr_id"]),)
        yield Expected("orders", "month", START, int(row["deals"]), None, scope, END)
    early = Counter(deals()[lead["mql_id"]]["sdr_id"] for lead in early_leads())
    for row in SET.truth("deals_by_sdr"):
        scope = (("agent_id", row["sdr_id"]),)
        converted = int(row["deals"]) - early[row["sdr_id"]]
        yield Expected("inquiry_buyers", "month", START, converted, None, scope, END)
    for row in SET.truth("deals_by_won_day"):
        yield Expected("orders", "day", row["day"], int(row["deals"]))


def early_leads() -> list[Row]:
    """The leads whose deal is dated before the first moment of their contact day."""
    return [lead for lead in leads() if lead["mql_id"] in deals() and _is_early(lead)]


def too_early(among: Callable[[Row], bool]) -> int:
    """How many of some leads have such a deal."""
    return sum(among(lead) for lead in early_leads())


def _is_early(lead: Row) -> bool:
    return deals()[lead["mql_id"]]["won"] < lead["day"]


REPLAY = Replay(SHOP, SET, ZONE, "BRL", 2, events, expected)
REPLAYS = (REPLAY,)
