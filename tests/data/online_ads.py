"""Two months of advertising by day, campaign and placement as events (story D4); read from beside the project.

The file has no year (the truth takes 2020), and neither zone nor currency: UTC and USD are taken, with amounts in
1/10,000 (`money_exponent` 4). Rows of one key are summed before they are sent as one `ad.reported`, equal rows too,
as the truth keeps them. Post-click conversions are `orders`; they lag clicks and may exceed them.

The file holds two readings of revenue and several ways to cut the same rows, so it is replayed by several shops.
One reading, `revenue`, is what the publisher earned: `roi` is the truth's roi; the other, `sales`, is what the goods
sold for: `roi` is its roas. Each cut (campaign, placement, both, banner, engagement) makes the traffic sources of a
shop (`extra_sources`, all paid). Placement "#N/A" is a source like the others.

The truth's `cvr` is `ad_conversion`. What `ad_clicks_drop` compares on 05-01 are the clicks of that day and their mean
over the seven days before, by campaign: "camp 1" falls below 0.70 of it, and "camp 2" has no rows any more while the
others have some, so that its clicks are 0, provisionally.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache, partial
from zoneinfo import ZoneInfo

from tests.data.dataset import DataSet, Event, Replay, Row, in_order, reported
from tests.data.figures import Expected, Found, Key, Scope

SET = DataSet("online_ads")
ZONE = "UTC"
START, END = "2020-04-01", "2020-06-01"
MONTHS = {"April": "2020-04", "May": "2020-05"}
READINGS = {"revenue": "revenue", "sales": "post_click_sales_amount"}
CUTS = {
    "campaign": ("campaign_number",),
    "placement": ("placement",),
    "both": ("campaign_number", "placement"),
    "banner": ("banner",),
    "engagement": ("user_engagement",),
}
SPLIT = {"campaign": ("daily_campaign", "campaign"), "both": ("daily_campaign_placement", "")}
DROP_DAY, WEEK_BEFORE, WEEK_START = "2020-05-01", "r7", "2020-04-24"
DROPS = ["camp 1", "camp 2"]
DROPPED = 0.70  # rules.md, `ad_clicks_drop`


@cache
def rows() -> list[Row]:
    """The rows of the file with their day."""
    found = SET.rows("online_advertising_performance_data.csv.gz")
    return [{**row, "date": f"{MONTHS[row['month']]}-{int(row['day']):02}"} for row in found]


def source(row: Row, cut: str) -> str:
    """The traffic source that a row belongs to, from a file's or a truth's columns."""
    return ":".join(row[column] for column in CUTS[cut])


def events(shop: str, cut: str, reading: str, _: datetime) -> Iterator[Event]:
    """One row for each day and source, day after day."""
    sources = sorted({source(row, cut) for row in rows()})
    extra = [{"key": name, "name_zh": name, "is_paid": True} for name in sources]
    yield replay(cut, reading).configured(extra_sources=extra)
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows():
        total = sums.setdefault((row["date"], source(row, cut)), {})
        for name, amount in _figures(row, reading).items():
            total[name] = total.get(name, 0) + amount
    made = [_row(shop, day, name, figures) for (day, name), figures in sums.items()]
    yield from in_order(made)


def _figures(row: Row, reading: str) -> dict[str, int]:
    return {
        "impressions": int(row["displays"]),
        "clicks": int(row["clicks"]),
        "cost_minor": minor(row["cost"]),
        "orders": int(row["post_click_conversions"]),
        "gmv_minor": minor(row[READINGS[reading]]),
    }


def _row(shop: str, day: str, name: str, figures: dict[str, int]) -> Event:
    data = {"day": day, "traffic_source": name, **figures}
    return reported(shop, "ad.reported", f"ads:{day}:{name}", ZoneInfo(ZONE), data)


def expected(cut: str, reading: str, _: datetime) -> Iterator[Expected]:
    """Days, months and the two months together, of everything and of each source."""
    for row in SET.truth("daily"):
        yield from _all(row, reading, "day", row["date"])
    for row in SET.truth("month"):
        yield from _all(row, reading, "month", f"{MONTHS[row['month']]}-01")
    total = {name: str(value) for name, value in SET.summary().items()}
    yield from _all(total, reading, "month", START, (), END)
    by_day, whole = SPLIT.get(cut, ("", cut))
    for row in SET.truth(by_day) if by_day else []:
        yield from _all(row, reading, "day", row["date"], (("traffic_source", source(row, cut)),))
    for row in SET.truth(whole) if whole else []:
        yield from _all(row, reading, "month", START, (("traffic_source", source(row, cut)),), END)
    if cut == "campaign":
        yield from _weeks_before()


def _weeks_before() -> Iterator[Expected]:
    for name, (clicks, days) in clicks_before().items():
        yield Expected("ad_clicks_mean", WEEK_BEFORE, WEEK_START, clicks, days, (("traffic_source", name),))


def clicks_before() -> dict[str, tuple[int, int]]:
    """Clicks of each campaign in the seven days before the drop, and of how many days they are."""
    found: dict[str, tuple[int, int]] = {}
    for row in SET.truth("daily_campaign"):
        if WEEK_START <= row["date"] < DROP_DAY:
            clicks, days = found.get(row["campaign_number"], (0, 0))
            found[row["campaign_number"]] = clicks + int(row["clicks"]), days + 1
    return found


def dropped(_: datetime, found: Found) -> list[str]:
    """Which campaigns have lost more clicks than the rule lets pass."""
    low = []
    for name in clicks_before():
        scope = (("traffic_source", name),)
        mean = found[Key("ad_clicks_mean", WEEK_BEFORE, scope, WEEK_START)].value
        today = found.get(Key("ad_clicks", "day", scope, DROP_DAY))
        if today is not None and (today.value or 0) < DROPPED * (mean or 0):
            low.append(name)
    return [] if low == DROPS else [f"clicks of {low} dropped on {DROP_DAY}, not those of {DROPS}"]


def _all(
    row: Row, reading: str, window: str, start: str, scope: Scope = (), until: str = ""
) -> Iterator[Expected]:
    say = partial(Expected, window=window, start=start, scope=scope, until=until)
    shown, clicks, orders = (int(row[name]) for name in ("displays", "clicks", "conversions"))
    cost = minor(row["cost"])
    gmv, printed = {
        "revenue": (row["revenue"], row["roi_revenue_over_cost"]),
        "sales": (row["sales_amount"], row["roas_sales_over_cost"]),
    }[reading]
    yield say("ad_impressions", value=shown)
    yield say("ad_clicks", value=clicks)
    yield say("ad_orders", value=orders)
    yield say("ad_cost", value=cost)
    yield say("ad_gmv", value=minor(gmv))
    yield say("ad_ctr", value=clicks, denominator=shown, printed=row["ctr"])
    cpc = str(Decimal(row["cpc"]).scaleb(4)) if row["cpc"] else ""
    yield say("ad_cpc", value=cost, denominator=clicks, printed=cpc)
    yield say("ad_conversion", value=orders, denominator=clicks, printed=row["cvr"])
    yield say("roi", value=minor(gmv), denominator=cost, printed=printed)


def minor(amount: str) -> int:
    """An amount of the files in 1/10,000."""
    return int(Decimal(amount).scaleb(4))


def replay(cut: str, reading: str) -> Replay:
    """The shop of one cut and one reading."""
    shop = f"ads-{cut}-{reading}"
    told, published = partial(events, shop, cut, reading), partial(expected, cut, reading)
    checks = (dropped,) if cut == "campaign" else ()
    return Replay(shop, SET, ZONE, "USD", 4, told, published, checks)


REPLAYS = tuple(replay(cut, reading) for cut in CUTS for reading in READINGS)
