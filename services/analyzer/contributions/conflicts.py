"""Facts that were told in several ways (events.md E2, metrics.md M13 conflicting_events)."""

from services.analyzer.deltas import SHOP, Contributions
from services.analyzer.entities.ledger import Fact, Ledger


def add_conflicts(out: Contributions, fact: Fact) -> None:
    """Count what was told of a fact in other ways, on the day of the telling that counts."""
    if fact.others:
        out.total("s", "d", fact.told.at, [SHOP], "conflicts", len(fact.others))


def conflicts(known: Ledger) -> Contributions:
    """The same of all facts of one subject."""
    out = Contributions()
    for fact in known.facts.values():
        add_conflicts(out, fact)
    return out
