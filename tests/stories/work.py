"""Words for activities, tasks and posts in the stories."""

from tests.stories.player import Player


def opened(play: Player, activity: str, enrol_until: str, starts: str, ends: str, **envelope: object) -> None:
    """An activity can be joined."""
    moments = {"enrol_until": enrol_until, "starts_at": starts, "ends_at": ends}
    play.say("activity.opened", envelope=envelope, activity_id=activity, name=activity, **moments)


def assigned(play: Player, task: str, due: str, kind: str = "fix_page", person: str | None = None) -> None:
    """Somebody was given a task."""
    data = {"task_id": task, "task_kind": kind, "department": "DES", "step": "do it", "due_at": due}
    play.say("task.assigned", **data, **({} if person is None else {"person_id": person}))


def done(play: Player, task: str, person: str, amount: int | None = None, **envelope: object) -> None:
    """A task was carried out."""
    data = {"task_id": task, "person_id": person}
    play.say("task.done", envelope=envelope, **data, **({} if amount is None else {"amount_done": amount}))


def published(
    play: Player, content: str, channel: str = "weitao", person: str | None = None, **envelope: object
) -> None:
    """A piece of content appeared."""
    who = {} if person is None else {"person_id": person}
    play.say("content.published", envelope=envelope, content_id=content, channel=channel, **who)


def incentive(
    play: Player, name: str, person: str, floor: int, per_unit: int, item: str | None = None, **more: object
) -> None:
    """What a person earns per unit above a floor."""
    rule = {"incentive_id": name, "person_id": person, "units_floor": floor, "per_unit_minor": per_unit}
    since = {"effective_from": "2026-11-01T00:00:00+08:00", "revision": 1, "period": "month", **more}
    play.say("plan.incentive.set", **rule, **since, **({} if item is None else {"item_id": item}))
