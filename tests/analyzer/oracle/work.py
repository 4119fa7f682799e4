"""Activities, content, tasks (metrics.md M11)."""

from tests.analyzer.oracle.customers import identified, is_new
from tests.analyzer.oracle.orders import Order
from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.sold import paid
from tests.analyzer.oracle.traffic import viewed
from tests.analyzer.oracle.values import Answer, Share
from tests.analyzer.oracle.which import Event, moment
from tests.analyzer.oracle.windows import Window


def activities_joinable(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Opened, not enrolled, `enrol_until` ahead"; "status = the highest reached" (E13), so one that progressed was
    enrolled, too."""
    joined = {
        event.data["activity_id"]
        for kind in ("activity.enrolled", "activity.progressed")
        for event in shop.facts(kind)
        if event.at < window.end
    }
    return sum(
        event.at < window.end <= moment(event.data["enrol_until"]) and event.data["activity_id"] not in joined
        for event in shop.facts("activity.opened")
    )


def activity_visitors(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Distinct visitors with `activity_id`": those of page views that the activity led to."""
    return len({visit.visitor for visit, _ in viewed(shop, scope, window)})


def content_posts(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Distinct `content_id`"."""
    person = scope.get("person_id")
    return len(
        {
            event.data["content_id"]
            for event in shop.facts("content.published")
            if event.at in window and person in (None, event.data.get("person_id"))
        }
    )


def tasks(shop: Shop) -> dict[str, Event]:
    return {event.data["task_id"]: event for event in shop.facts("task.assigned")}


def shops_reviewed(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Sum of `amount_done` of done tasks of kind `review_shops`"."""
    known = tasks(shop)
    return sum(
        event.data.get("amount_done") or 0
        for event in shop.facts("task.done")
        if event.at in window
        and event.data["person_id"] == scope["person_id"]
        and (task := known.get(event.data["task_id"])) is not None
        and task.data["task_kind"] == "review_shops"
    )


def tasks_overdue(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Open tasks past `due_at`"; "neither done nor cancelled"."""
    over = {
        event.data["task_id"]
        for kind in ("task.done", "task.cancelled")
        for event in shop.facts(kind)
        if event.at < window.end
    }
    person = scope.get("person_id")
    return sum(
        event.at < window.end
        and moment(event.data["due_at"]) < window.end
        and name not in over
        and person in (None, event.data.get("person_id"))
        for name, event in tasks(shop).items()
    )


def activity_new_buyer_share(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "New buyers / identified buyers among orders with the `activity_id`"."""
    firsts: dict[str, Order] = {}
    for order in identified(shop, scope, window):
        firsts.setdefault(order.buyer, order)
    return Share(sum(is_new(shop, order) for order in firsts.values()), len(firsts))


def incentive_amount(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Sum over the rule's items of max(0, `units` of the month - `units_floor`) x `per_unit_minor`; refunded orders
    in full are left out"."""
    rules = [
        rule
        for rule in shop.settings("plan.incentive.set", window.last)
        if rule["person_id"] == scope["person_id"]
    ]
    if not rules:
        return None
    sold: dict[str, int] = {}
    for order in paid(shop, {}, window):
        if order.is_known and order.amount and back_of(shop, order) >= order.amount:
            continue
        for line in order.payment.get("lines") or []:
            sold[line["item_id"]] = sold.get(line["item_id"], 0) + line["qty"]
    return sum(
        max(0, count - rule["units_floor"]) * rule["per_unit_minor"]
        for rule in rules
        for item, count in sold.items()
        if rule.get("item_id") in (None, item)
    )


def back_of(shop: Shop, order: Order) -> int:
    """What went back of an order."""
    return sum(refund.counted for refund in shop.refunds if refund.order and refund.order.id == order.id)


ANSWERS: dict[str, Formula] = {
    "activities_joinable": activities_joinable,
    "activity_visitors": activity_visitors,
    "activity_new_buyer_share": activity_new_buyer_share,
    "content_posts": content_posts,
    "shops_reviewed": shops_reviewed,
    "tasks_overdue": tasks_overdue,
    "incentive_amount": incentive_amount,
}
