"""What a moved lever adds (metrics.md M2 lever_changes)."""

from services.analyzer.deltas import SHOP, Contributions, scope
from services.analyzer.entities.ledger import Ledger
from services.analyzer.entities.levers import CHANGED

LEVERS = "l"  # the family
LONG = "dw"


def moved(change: Ledger) -> Contributions:
    """One change under the shop, its item and its lever."""
    out = Contributions()
    for fact in change.of_kind(CHANGED):
        lever = {"lever": fact.said["lever"]}
        scopes = [SHOP, scope(**lever)]
        if fact.said["item"]:
            item = {"item_id": fact.said["item"]}
            scopes += [scope(**item), scope(**item, **lever)]
        out.total(LEVERS, LONG, fact.told.at, scopes, "changes", 1)
    return out
