"""An independent, slow calculation of a shop's days from the set of its events (shares no code with `services`).

Only what the stories and metrics.md say: distinct events by identity, orders by their own day, refunds cut at the
paid amount in the order (time, refund id), exclusions gone, visits by visit id or gaps of 30 minutes.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta, timezone
from typing import Any

Event = dict[str, Any]
Figures = dict[tuple[str, date, str], int]
SHANGHAI = timezone(timedelta(hours=8))


def at(event: Event) -> datetime:
    return datetime.fromisoformat(event["time"]).astimezone(SHANGHAI)


def distinct(events: list[Event], kind: str, key: str) -> dict[str, Event]:
    """The event that counts of each natural key: the lowest (time, id)."""
    found: dict[str, Event] = {}
    for event in events:
        if event["type"] == kind:
            name = event["data"][key]
            if name not in found or (event["time"], event["id"]) < (found[name]["time"], found[name]["id"]):
                found[name] = event
    return found


def figures(events: list[Event]) -> Figures:
    """Figure by (metric, day, traffic source); the source is empty for the shop."""
    out: Figures = defaultdict(int)
    paid, gone = _sales(events)
    visits = _visits(events)
    source_of = _sources(paid, gone, visits)
    members: dict[tuple[str, date, str], set[str]] = defaultdict(set)
    for order, event in paid.items():
        if order in gone:
            continue
        day, data = at(event).date(), event["data"]
        who = data.get("buyer_id") or f"order {order}"
        for source in ("", source_of[order]):
            out["gmv", day, source] += data["amount_minor"]
            out["orders", day, source] += 1
            members["buyers", day, source].add(who)
        out["units", day, ""] += sum(line["qty"] for line in data["lines"])
    _refunds(events, paid, gone, out)
    _traffic(events, gone, visits, out, members)
    for key, found in members.items():
        out[key] = len(found)
    for _, day, _ in list(out):
        out["net_sales", day, ""] = out["gmv", day, ""] - out["refund_amount", day, ""]
    return out


def _sales(events: list[Event]) -> tuple[dict[str, Event], set[str]]:
    paid = distinct(events, "order.paid", "order_id")
    gone = set(distinct(events, "order.excluded", "order_id"))
    for kind in ("order.created", "order.paid"):
        for order, event in distinct(events, kind, "order_id").items():
            if event["data"].get("is_brushing"):
                gone.add(order)
    return paid, gone


def _refunds(events: list[Event], paid: dict[str, Event], gone: set[str], out: Figures) -> None:
    refunds = sorted(
        distinct(events, "order.refunded", "refund_id").items(), key=lambda e: (e[1]["time"], e[0])
    )
    left = {order: event["data"]["amount_minor"] for order, event in paid.items()}
    for _, event in refunds:
        order, amount = event["data"]["order_id"], event["data"]["amount_minor"]
        if order in gone:
            continue
        counted = min(amount, left.get(order, amount))
        if order in left:
            left[order] -= counted
        out["refund_amount", at(event).date(), ""] += counted
        out["over_refund_amount", at(event).date(), ""] += amount - counted


def _visits(events: list[Event]) -> list[tuple[str, list[Event]]]:
    """(visitor, page views oldest first) of every visit."""
    by_visit: dict[tuple[str, str], list[Event]] = defaultdict(list)
    loose: dict[str, list[Event]] = defaultdict(list)
    for event in distinct(events, "page.viewed", "view_id").values():
        data = event["data"]
        if "visit_id" in data:
            by_visit[data["visitor_id"], data["visit_id"]].append(event)
        else:
            loose[data["visitor_id"]].append(event)
    visits = [(visitor, sorted(views, key=_view_order)) for (visitor, _), views in by_visit.items()]
    for visitor, views in loose.items():
        ordered = sorted(views, key=_view_order)
        begun = [ordered[0]]
        for event in ordered[1:]:
            if at(event) - at(begun[-1]) > timedelta(minutes=30):
                visits.append((visitor, begun))
                begun = []
            begun.append(event)
        visits.append((visitor, begun))
    return visits


def _view_order(event: Event) -> tuple[datetime, str]:
    return at(event), event["data"]["view_id"]


def _sources(paid: dict[str, Event], gone: set[str], visits: list[tuple[str, list[Event]]]) -> dict[str, str]:
    """The traffic source of each paid order: all orders of a buyer on a day take that of the first of them."""
    firsts: dict[tuple[str, date], Event] = {}
    for visitor, views in sorted(visits, key=lambda visit: _view_order(visit[1][0])):
        firsts.setdefault((visitor, at(views[0]).date()), views[0])
    own, leader = {}, {}
    for order, event in sorted(paid.items(), key=lambda entry: (at(entry[1]), entry[0])):
        if order in gone:
            continue
        data, day = event["data"], at(event).date()
        visit = firsts.get((data.get("visitor_id", ""), day))
        told = visit["data"] if visit is not None else data
        own[order] = told.get("traffic_source", "unknown")
        buyer = data.get("buyer_id")
        if buyer:
            own[order] = own[leader.setdefault((buyer, day), order)]
    return own


def _traffic(
    events: list[Event],
    gone: set[str],
    visits: list[tuple[str, list[Event]]],
    out: Figures,
    members: dict[tuple[str, date, str], set[str]],
) -> None:
    viewers: dict[date, set[str]] = defaultdict(set)
    for visitor, views in visits:
        source = views[0]["data"].get("traffic_source", "unknown")
        for scope in ("", source):
            out["visits", at(views[0]).date(), scope] += 1
        for event in views:
            day = at(event).date()
            viewers[day].add(visitor)
            for scope in ("", source):
                out["page_views", day, scope] += 1
                members["visitors", day, scope].add(visitor)
    for kind, key in (
        ("item.favorited", "action_id"),
        ("cart.added", "action_id"),
        ("checkout.started", "action_id"),
        ("order.created", "order_id"),
        ("order.paid", "order_id"),
    ):
        for name, event in distinct(events, kind, key).items():
            visitor, day = event["data"].get("visitor_id"), at(event).date()
            if visitor and name not in gone:
                members["visitors", day, ""].add(visitor)
                if visitor not in viewers[day]:
                    members["visitors", day, "unknown"].add(visitor)
