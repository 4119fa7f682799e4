"""Which events count (events.md E2): distinct by natural key, the winner of each, and how far a late fact reaches."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.analyzer.oracle.windows import Window, day_of, day_start

KEYS: dict[str, tuple[str, ...]] = {
    "page.viewed": ("view_id",),
    "page.pinged": ("view_id", "seq"),
    "item.favorited": ("action_id",),
    "cart.added": ("action_id",),
    "checkout.started": ("action_id",),
    "order.created": ("order_id",),
    "order.paid": ("order_id",),
    "order.cancelled": ("order_id",),
    "order.refunded": ("refund_id",),
    "order.closed": ("order_id",),
    "order.excluded": ("order_id",),
    "return.requested": ("return_id",),
    "return.closed": ("return_id",),
    "item.listed": ("listing_id",),
    "item.delisted": ("listing_id",),
    "item.changed": ("change_id",),
    "page.changed": ("change_id",),
    "price.changed": ("change_id",),
    "slot.changed": ("change_id",),
    "item.cost.set": ("item_id", "sku_id"),
    "stock.adjusted": ("adjustment_id",),
    "supplier.lead_time.set": ("item_id",),
    "promo.published": ("promo_id",),
    "promo.changed": ("change_id",),
    "promo.withdrawn": ("promo_id",),
    "promo.announced": ("announcement_id",),
    "activity.opened": ("activity_id",),
    "activity.enrolled": ("activity_id",),
    "activity.progressed": ("activity_id", "status"),
    "inquiry.opened": ("inquiry_id",),
    "inquiry.messaged": ("message_id",),
    "inquiry.closed": ("inquiry_id",),
    "complaint.filed": ("complaint_id",),
    "complaint.resolved": ("complaint_id",),
    "review.posted": ("review_id",),
    "review.resolved": ("review_id",),
    "member.joined": ("buyer_id", "program"),
    "traffic.reported": ("day", "hour", "traffic_source", "device", "visitor_class", "item_id"),
    "sales.reported": ("day", "reporter"),
    "ad.reported": ("day", "hour", "traffic_source", "campaign_id", "item_id", "keyword", "placement"),
    "keyword.reported": ("day", "keyword", "item_id"),
    "impression.reported": ("day", "item_id", "placement"),
    "rank.observed": ("day", "item_id", "keyword"),
    "lost.reported": ("day", "item_id", "to_shop", "reason"),
    "dsr.observed": ("day", "aspect"),
    "cost.booked": ("cost_id",),
    "competitor.set": ("competitor_id",),
    "competitor.item.listed": ("competitor_id", "peer_item_id"),
    "competitor.observed": ("day", "competitor_id", "peer_item_id"),
    "benchmark.set": ("metric", "level", "category_id", "keyword"),
    "shop.configured": (),
    "plan.kpi.set": ("kpi_id",),
    "plan.incentive.set": ("incentive_id",),
    "plan.campaign.set": ("campaign_id",),
    "org.role.set": ("role_id",),
    "task.assigned": ("task_id",),
    "task.answered": ("answer_id",),
    "task.done": ("task_id",),
    "task.cancelled": ("task_id",),
    "content.published": ("content_id", "channel"),
}
BEHAVIOUR = ("page.viewed", "page.pinged", "item.favorited", "cart.added", "checkout.started")  # E3
REACH = {"pulse": timedelta(minutes=10), "minute": timedelta(hours=2), "hour": timedelta(days=3)}
DAY_REACH, BEHAVIOUR_REACH = 40, timedelta(days=3)
Reach = Callable[[datetime], timedelta]


class Event(NamedTuple):
    """One distinct event; `arrived` is the moment at which its first copy was received."""

    type: str
    id: str
    at: datetime
    arrived: datetime
    is_history: bool
    data: dict[str, Any]

    @property
    def order(self) -> tuple[datetime, str]:
        return self.at, self.id

    @property
    def name(self) -> tuple[Any, ...]:
        """The natural key."""
        return tuple(self.data.get(field) for field in KEYS[self.type])


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def distinct(lines: Iterable[dict[str, Any]]) -> list[Event]:
    """ "Results depend only on the set of distinct valid events": equal events are one, first received."""
    found: dict[tuple[Any, ...], Event] = {}
    for line in sorted(lines, key=lambda line: moment(line["receivedat"])):
        data = json.dumps(line["data"], sort_keys=True)
        same = (line["source"], line["id"], line["type"], line["time"], data)
        event = (line["type"], line["id"], moment(line["time"]), moment(line["receivedat"]))
        found.setdefault(same, Event(*event, bool(line.get("history")), line["data"]))
    return list(found.values())


def same_key(events: Iterable[Event], kind: str) -> dict[tuple[Any, ...], list[Event]]:
    """The events of a type by natural key."""
    found: dict[tuple[Any, ...], list[Event]] = defaultdict(list)
    for event in events:
        if event.type == kind:
            found[event.name].append(event)
    return found


def fact(candidates: list[Event]) -> Event:
    """F: "if contents differ, the lowest (`time`, `id`) wins"; of an order told again "the highest [revision] wins"."""
    highest = max(event.data.get("revision", 1) for event in candidates)
    return min((e for e in candidates if e.data.get("revision", 1) == highest), key=lambda event: event.order)


def facts(events: Iterable[Event], kind: str) -> dict[tuple[Any, ...], Event]:
    """The fact that counts, by natural key."""
    return {key: fact(found) for key, found in same_key(events, kind).items()}


def rows(events: Iterable[Event], kind: str) -> list[Event]:
    """R: "highest `revision`; then highest (`time`, `id`)", and "the surviving row with the latest `as_of`"."""
    return [
        max(found, key=lambda e: (moment(e.data["as_of"]), e.data["revision"], e.order))
        for found in same_key(events, kind).values()
    ]


def settings(events: Iterable[Event], kind: str, at: datetime) -> dict[tuple[Any, ...], dict[str, Any]]:
    """S: "At moment t: the latest `effective_from` <= t", of equal ones the highest revision, then (`time`, `id`)."""
    found = {}
    for key, said in same_key(events, kind).items():
        begun = [event for event in said if moment(event.data["effective_from"]) <= at]
        if begun:
            found[key] = max(begun, key=_force).data
    return found


def _force(event: Event) -> tuple[datetime, int, tuple[datetime, str]]:
    return moment(event.data["effective_from"]), event.data["revision"], event.order


def late_reach(events: Iterable[Event]) -> Reach:
    """How far a late fact reaches into a day or a longer window, by the `late_days` in force at its last moment."""
    said = [event for event in events if event.type == "shop.configured"]

    def reach(at: datetime) -> timedelta:
        options = settings(said, "shop.configured", at).get((), {}).get("options") or {}
        return timedelta(days=options.get("late_days", DAY_REACH))

    return reach


def last_arrival(window: Window, late: Reach) -> datetime:
    """The moment until which facts still change a window (E2, Late).

    "A fact that arrives later ... raises the revision of the windows it belongs to, as far as they reach back: pulse
    and rolling minutes 10 minutes, minute 2 hours, hour 3 days, day and longer 40 days; into shorter windows that are
    out of reach it does not go."
    """
    return window.end + (REACH.get(window.kind) or late(window.last))


def counts(event: Event, window: Window, late: Reach) -> bool:
    """Whether an event that came in time can change the figures of a window.

    "R rows may restate their key for 400 days"; "a `history` fact counts for hour and longer windows whatever its age".
    Windows longer than a day hold what their days hold ("up to 40 days after its day"), whatever `late_days` is later.
    """
    if "as_of" in event.data:
        return True
    if event.is_history and window.kind not in ("pulse", "minute"):
        return True
    return window.kind not in (*REACH, "day") or event.arrived <= last_arrival(window, late)


def in_time(event: Event, zone: ZoneInfo, late: Reach) -> bool:
    """Whether a fact comes "up to 40 days after its day (measured by `receivedat`)"; "E3 facts reach 3 days", which
    does "not apply to `history` facts" (M16)."""
    if event.is_history or "as_of" in event.data or "effective_from" in event.data:
        return True
    after = day_start(day_of(event.at, zone) + timedelta(days=1), zone)
    reach = late(after - timedelta(microseconds=1))
    return event.arrived <= after + (min(BEHAVIOUR_REACH, reach) if event.type in BEHAVIOUR else reach)
