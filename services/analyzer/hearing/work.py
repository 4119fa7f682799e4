"""Activities, content and tasks (events.md E6, E11)."""

from collections.abc import Callable
from typing import Any

from services.analyzer.contributions.conflicts import conflicts
from services.analyzer.contributions.work import posts, reviewed
from services.analyzer.deltas import SHOP
from services.analyzer.entities.facts import told
from services.analyzer.entities.ledger import Fact, Ledger
from services.analyzer.entities.work import (
    ASSIGNED,
    CANCELLED,
    DONE,
    ENROLLED,
    OPENED,
    PROGRESSED,
    PUBLISHED,
    Activity,
    Task,
)
from services.analyzer.formulas.incentives import INCENTIVE
from services.analyzer.hearing.activities import say_to_date
from services.analyzer.hearing.settings import keep
from services.analyzer.moments import DAY, SECOND
from services.analyzer.shop import Shop
from services.contracts.moments import micros

REACH = 40 * DAY  # a plan setting restates the months of so many days (events.md E2, P)


def hear_activity(shop: Shop, event: Any, kind: str) -> None:
    """An activity can be joined, was joined, or came a step further."""
    data = event.data
    activity: Activity = shop.entity("activity", data.activity_id)
    said: dict[str, Any] = {"status": getattr(data, "status", None)}
    if kind == OPENED:
        moments = {"enrol_until": data.enrol_until, "starts": data.starts_at, "ends": data.ends_at}
        said = {name: micros(moment) // SECOND for name, moment in moments.items()}
    telling = told(event)
    if activity.hear(kind, said.get("status") or "", Fact(telling, said)):
        shop.stand(event, "joinable", SHOP, telling.at)
        say_to_date(shop, event, data.activity_id)


def hear_published(shop: Shop, event: Any) -> None:
    """A piece of content appeared on a channel."""
    data = event.data
    content: Ledger = shop.entity("content", data.content_id)
    said = {"channel": data.channel, "person": data.person_id}
    with shop.recount(event, lambda: [posts(data.content_id, content), conflicts(content)]):
        content.hear(PUBLISHED, data.channel, Fact(told(event), said))


def hear_assigned(shop: Shop, event: Any) -> None:
    """Somebody was given a task."""
    data = event.data
    said = {"kind": data.task_kind, "person": data.person_id, "due_us": micros(data.due_at)}
    _hear_task(shop, event, ASSIGNED, said)


def hear_done(shop: Shop, event: Any) -> None:
    """A task was carried out."""
    _hear_task(shop, event, DONE, {"person": event.data.person_id, "amount": event.data.amount_done or 0})


def hear_cancelled(shop: Shop, event: Any) -> None:
    """A task is no longer wanted."""
    _hear_task(shop, event, CANCELLED, {})


def _hear_task(shop: Shop, event: Any, kind: str, said: dict[str, Any]) -> None:
    task: Task = shop.entity("task", event.data.task_id)
    old, telling = task.facts.get(f"{kind}:"), told(event)
    since = telling.at if old is None else min(telling.at, old.told.at)
    with shop.recount(event, lambda: [reviewed(task), conflicts(task)]):
        task.hear(kind, "", Fact(telling, said))
    shop.stand(event, "tasks", SHOP, since)


def hear_incentive(shop: Shop, event: Any) -> None:
    """What a person earns per unit above a floor."""
    if not keep(shop, event, f"{INCENTIVE}|{event.data.incentive_id}"):
        return
    effective, now = micros(event.data.effective_from) // SECOND, shop.clock.watermark
    if effective <= now:
        shop.stand(event, "incentive", SHOP, max(effective, now - REACH))
        shop.stand(event, "incentive", SHOP, now)


HEARD: dict[str, Callable[[Shop, Any], None]] = {
    "activity.opened": lambda shop, event: hear_activity(shop, event, OPENED),
    "activity.enrolled": lambda shop, event: hear_activity(shop, event, ENROLLED),
    "activity.progressed": lambda shop, event: hear_activity(shop, event, PROGRESSED),
    "content.published": hear_published,
    "task.assigned": hear_assigned,
    "task.done": hear_done,
    "task.cancelled": hear_cancelled,
    INCENTIVE: hear_incentive,
}
