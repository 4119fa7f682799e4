"""Two hours of a Taobao sample as events (story D4); read from beside the project, never copied into it.

`pv` becomes `page.viewed`, `fav` `item.favorited`, `cart` `cart.added` of one piece, `buy`
`order.paid` of one piece by the same user, of unknown amount (`amount_unknown`): the file has no money. Rows are
their own ids; the last, cut line is left out as the truth leaves it out.

Hours of what is long past come as `history` at their own time. Minutes do not take history, so a second shop sends
the same rows as they happen: all times moved so that the last row happens when the sending begins. Only there a
view is one of an item's page: hours of single items are no figures of so long ago. Both count visitors exactly (`exact_distinct_limit`): the sample has more than the 4,096 from which on a shop may estimate.

The truth's `uv` is `visitors` (views, favourites, carts and orders), its buyers' conversion `conversion`, its hot
list the items with the most `page_views` of the last hour, the smaller number first among equals. Ten minutes are
ten minutes added; their distinct users are no figure of ours, nor are the top buyers. Bounce and depth are not read
from a sample of users, as its README asks.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from itertools import groupby
from typing import NamedTuple

from tests.data.dataset import DataSet, Event, Replay, event
from tests.data.figures import Expected, Found

SET = DataSet("taobao_userbehavior")
ZONE = "Asia/Shanghai"
DAY = "2017-11-26"
HOURS_SHOP, MINUTES_SHOP = "taobao-hours", "taobao-minutes"
COUNTED = {"page_views": "pv", "cart_adds": "cart", "favorites": "fav", "orders": "buy"}
AHEAD = timedelta(hours=8)  # Beijing's clock before that of the truth files


class Act(NamedTuple):
    """A row of the file."""

    number: int
    user: str
    item: str
    category: str
    kind: str
    at: int


@cache
def acts() -> list[Act]:
    """The rows with a whole time, in order."""
    lines = csv.reader(io.StringIO(SET.text("UserBehavior.csv.gz")))
    rows = enumerate(lines)
    read = (Act(number, user, item, group, kind, int(at)) for number, (user, item, group, kind, at, *_) in rows)
    return [act for act in read if act.at >= 10**9]


def no_shift(_: datetime) -> timedelta:
    """As it happened."""
    return timedelta()


def until_now(now: datetime) -> timedelta:
    """So that the last row happens now, in whole minutes: the minutes of the file stay minutes."""
    last = datetime.fromtimestamp(acts()[-1].at, UTC)
    return timedelta(minutes=(now - last) // timedelta(minutes=1))


def events(shop: str, now: datetime) -> Iterator[Event]:
    """All rows in their order."""
    yield REPLAY_OF[shop].configured(options={"exact_distinct_limit": 100_000})
    is_history = shop == HOURS_SHOP
    shift = no_shift(now) if is_history else until_now(now)
    for act in acts():
        kind, data = _told(act, with_item=not is_history)
        at = datetime.fromtimestamp(act.at, UTC) + shift
        yield event(shop, kind, f"{kind}:{act.number}", at, data, history=is_history)


def _told(act: Act, with_item: bool) -> tuple[str, Event]:
    number, who = str(act.number), {"visitor_id": act.user, "item_id": act.item}
    page = {"page_type": "item", **who} if with_item else {"page_type": "other", "visitor_id": act.user}
    line = {"line_id": "1", "item_id": act.item, "qty": 1, "unit_price_minor": 0, "amount_minor": 0}
    buyer = {"buyer_id": act.user, "visitor_id": act.user}
    return {
        "pv": ("page.viewed", {"view_id": number, **page}),
        "fav": ("item.favorited", {"action_id": number, **who}),
        "cart": ("cart.added", {"action_id": number, "qty": 1, **who}),
        "buy": (
            "order.paid",
            {"order_id": number, "amount_minor": 0, "amount_unknown": True, "lines": [line], **buyer},
        ),
    }[act.kind]


def expected_hours(_: datetime) -> Iterator[Expected]:
    """The two hours and the day."""
    for row in SET.truth("per_hour_utc"):
        say = partial(Expected, window="hour", start=_beijing(row["w"], timedelta()))
        for metric, column in COUNTED.items():
            yield say(metric, value=int(row[column]))
        uv, buyers = int(row["uv"]), int(row["buyers"])
        yield say("visitors", value=uv)
        yield say("buyers", value=buyers)
        yield say("conversion", value=buyers, denominator=uv, printed=row["buyer_conversion"])
    total = SET.summary()
    for metric, column in COUNTED.items():
        yield Expected(metric, "day", DAY, total["events"][column])
    users, buyers = total["users"], total["buyers"]
    yield Expected("visitors", "day", DAY, users)
    yield Expected("buyers", "day", DAY, buyers)
    yield Expected("conversion", "day", DAY, buyers, users, printed=str(total["buyer_conversion"]))
    yield Expected("gmv", "day", DAY, 0)


def expected_minutes(now: datetime) -> Iterator[Expected]:
    """Each minute, and ten minutes added."""
    shift = until_now(now)
    for row in SET.truth("per_minute_utc"):
        start = _beijing(row["w"], shift)
        yield Expected("visitors", "minute", start, int(row["uv"]))
        for metric, column in COUNTED.items():
            yield Expected(metric, "minute", start, int(row[column]))
    for row in SET.truth("per_10min_utc"):
        start, end = _beijing(row["w"], shift), _beijing(row["w"], shift + timedelta(minutes=10))
        for metric, column in COUNTED.items():
            yield Expected(metric, "minute", start, int(row[column]), until=end)


def hot_lists(now: datetime, found: Found) -> list[str]:
    """The five hottest items of the last hour, every five minutes, from the item's minutes."""
    shift, views = until_now(now), _views_by_minute(found)
    wrong = []
    for end, group in groupby(SET.truth("top5_items_sliding_1h_by_5min"), key=lambda row: row["window_end_utc"]):
        until = datetime.fromisoformat(_beijing(end, shift))
        counts: Counter[str] = Counter()
        for back in range(1, 61):
            counts.update(views.get((until - timedelta(minutes=back)).isoformat()[:16], {}))
        hottest = sorted(counts.items(), key=lambda entry: (-entry[1], int(entry[0])))[:5]
        published = [(row["item"], int(row["pv"])) for row in group]
        if hottest != published:
            wrong.append(f"hot list at {end}: {hottest} instead of {published}")
    return wrong


def _views_by_minute(found: Found) -> dict[str, dict[str, int]]:
    views: dict[str, dict[str, int]] = {}
    for key, said in found.items():
        if key.metric == "page_views" and key.window == "minute" and [name for name, _ in key.scope] == ["item_id"]:
            views.setdefault(key.start, {})[key.scope[0][1]] = int(said.value or 0)
    return views


def _beijing(utc: str, shift: timedelta) -> str:
    return (datetime.fromisoformat(utc) + AHEAD + shift).isoformat()[:16]


REPLAY_OF = {
    HOURS_SHOP: Replay(HOURS_SHOP, SET, ZONE, "CNY", 2, partial(events, HOURS_SHOP), expected_hours),
    MINUTES_SHOP: Replay(
        MINUTES_SHOP,
        SET,
        ZONE,
        "CNY",
        2,
        partial(events, MINUTES_SHOP),
        expected_minutes,
        checks=(hot_lists,),
        looked_at=(("page_views", "minute", "item_id"),),
        is_live=True,
    ),
}
REPLAYS = tuple(REPLAY_OF.values())
