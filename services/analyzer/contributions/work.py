"""What posts and done tasks add (metrics.md M11)."""

from services.analyzer.deltas import SHOP, Contributions, scope
from services.analyzer.entities.ledger import Ledger
from services.analyzer.entities.work import ASSIGNED, DONE, PUBLISHED, Task

DAILY = "d"
REVIEW_SHOPS = "review_shops"


def posts(content_id: str, content: Ledger) -> Contributions:
    """One piece of content under the shop and whoever published it, and by channel."""
    out = Contributions()
    for fact in content.of_kind(PUBLISHED):
        person = fact.said["person"]
        scopes = [SHOP, scope(person_id=person)] if person else [SHOP]
        for measure in ("posts", f"posts:{fact.said['channel']}"):
            out.distinct("s", DAILY, fact.told.at, scopes, measure, content_id)
    return out


def reviewed(task: Task) -> Contributions:
    """Shops that were looked at, under who did it; only once it is known what the task was."""
    out = Contributions()
    kinds = {fact.said["kind"] for fact in task.of_kind(ASSIGNED)}
    for done in task.of_kind(DONE) if kinds == {REVIEW_SHOPS} else ():
        here = [scope(person_id=done.said["person"])]
        out.total("s", DAILY, done.told.at, here, "shops_reviewed", done.said["amount"])
    return out
