"""UCI Online Shoppers (CC BY 4.0) as events, by the mapping of story D2; the files lie beside the project, if at all.

Sessions are told as `traffic.reported` rows: one of the shop, one for each traffic type (`extra_sources`, unpaid
because the file does not say), one for each visitor class ("Other" is `unknown`). Each session is taken as a visitor
and as a visit, `Revenue` TRUE as a buyer, a session with at most one page as a one-page visit. The shop's traffic
basis is `report`; orders and money are not in the file.

The file has months and no days, so days are invented, and the year 2017 with them: one shop tells everything as of
one day, one tells each month on its first day, one tells weekends on a Saturday and the rest on a Monday.

The truth's `mean_bounce_rate` and `mean_exit_rate` are plain means of rates, which we never take.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache, partial
from zoneinfo import ZoneInfo

from tests.data.dataset import DataSet, Event, Replay, Row, reported
from tests.data.figures import Expected, Scope

SET = DataSet("online_shoppers")
ZONE = "UTC"
WHOLE_DAY = "2017-12-31"
WEEKEND = {"TRUE": "2017-06-03", "FALSE": "2017-06-05"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CLASSES = {"New_Visitor": "new", "Returning_Visitor": "returning", "Other": "unknown"}
PAGES = ("Administrative", "Informational", "ProductRelated")
DayOf = Callable[[Row], str]


def whole(_: Row) -> str:
    """Everything on one day."""
    return WHOLE_DAY


def by_month(row: Row) -> str:
    """Each month on its first day."""
    return f"2017-{MONTHS.index(row['Month']) + 1:02}-01"


def by_weekend(row: Row) -> str:
    """Weekends on a Saturday, the rest on a Monday."""
    return WEEKEND[row["Weekend"]]


@cache
def rows() -> list[Row]:
    """The sessions."""
    return SET.rows("online_shoppers_intention.csv.gz")


def type_scope(row: Row) -> Scope:
    """The traffic source of a traffic type."""
    return (("traffic_source", f"type_{row['TrafficType']}"),)


def class_scope(row: Row) -> Scope:
    """The visitor class of a visitor type."""
    return (("visitor_class", CLASSES[row["VisitorType"]]),)


def events(shop: str, day_of: DayOf, _: datetime) -> Iterator[Event]:
    """The rows of each day, in order."""
    types = sorted({row["TrafficType"] for row in rows()}, key=int)
    extra = [{"key": f"type_{n}", "name_zh": f"渠道{n}", "is_paid": False} for n in types]
    yield REPLAY_OF[shop].configured(traffic_basis="report", extra_sources=extra)
    sums: dict[tuple[str, Scope], dict[str, int]] = {}
    for row in rows():
        for scope in ((), type_scope(row), class_scope(row)):
            total = sums.setdefault((day_of(row), scope), {})
            for name, number in _figures(row).items():
                total[name] = total.get(name, 0) + number
    for (day, scope), figures in sorted(sums.items()):
        named = ":".join(value for _, value in scope)
        data = {"day": day, **dict(scope), **figures}
        yield reported(shop, "traffic.reported", f"traffic:{day}:{named}", ZoneInfo(ZONE), data)


def _figures(row: Row) -> dict[str, int]:
    pages = sum(int(row[name]) for name in PAGES)
    return {
        "visitors": 1,
        "visits": 1,
        "page_views": pages,
        "one_page_visits": int(pages <= 1),
        "buyers": int(row["Revenue"].upper() == "TRUE"),
    }


def expected_whole(_: datetime) -> Iterator[Expected]:
    """Everything, each traffic type, each visitor class."""
    total = {name: str(value) for name, value in SET.summary().items()}
    yield from _all(total, WHOLE_DAY, ())
    for row in SET.truth("by_traffic_type"):
        yield from _all(row, WHOLE_DAY, type_scope(row))
    for row in SET.truth("by_visitor_type"):
        yield from _all(row, WHOLE_DAY, class_scope(row))
    returning = SET.truth("by_visitor_type")[-1]
    assert returning["VisitorType"] == "Returning_Visitor"
    share = int(returning["sessions"]), int(total["sessions"])
    yield Expected("returning_share", "day", WHOLE_DAY, *share)


def expected_months(_: datetime) -> Iterator[Expected]:
    """Each month, and each traffic type in it."""
    for row in SET.truth("by_month"):
        yield from _all(row, by_month(row), ())
    for row in SET.truth("by_month_traffic_type"):
        yield from _all(row, by_month(row), type_scope(row))


def expected_weekends(_: datetime) -> Iterator[Expected]:
    """Weekends and the rest."""
    for row in SET.truth("by_weekend"):
        yield from _all(row, by_weekend(row), ())


def _all(row: Row, day: str, scope: Scope) -> Iterator[Expected]:
    visits, pages, buyers, bounced = (
        int(row[name]) for name in ("sessions", "pages", "conversions", "one_page_sessions")
    )
    say = partial(Expected, window="day", start=day, scope=scope)
    yield say("visits", value=visits)
    yield say("visitors", value=visits)
    yield say("page_views", value=pages)
    yield say("buyers", value=buyers)
    yield say("bounce_rate", value=bounced, denominator=visits, printed=row["one_page_share"])
    yield say("depth", value=pages, denominator=visits, printed=row["pages_per_session"])
    yield say("conversion", value=buyers, denominator=visits, printed=row["conversion"])


def _replay(
    shop: str, day_of: DayOf, expected: Callable[[datetime], Iterator[Expected]]
) -> tuple[str, Replay]:
    return shop, Replay(shop, SET, ZONE, "USD", 2, partial(events, shop, day_of), expected)


REPLAY_OF = dict(
    (
        _replay("shoppers", whole, expected_whole),
        _replay("shoppers-months", by_month, expected_months),
        _replay("shoppers-weekends", by_weekend, expected_weekends),
    )
)
REPLAYS = tuple(REPLAY_OF.values())
