"""Members and reported losses (events.md E7, E8)."""

from collections.abc import Callable, Iterator
from typing import Any

from services.analyzer.contributions.conflicts import conflicts
from services.analyzer.contributions.customers import joined
from services.analyzer.deltas import Contributions
from services.analyzer.entities.facts import told
from services.analyzer.entities.ledger import Fact, Ledger
from services.analyzer.hearing.buyers import EVER, count_buyers
from services.analyzer.shop import Shop


def hear_joined(shop: Shop, event: Any) -> None:
    """A buyer joined a member program; what was bought from then on was bought by a member."""
    data = event.data
    member: Ledger = shop.entity("member", data.buyer_id)
    with shop.recount(event, lambda: _counted(shop, data.buyer_id, member)):
        member.hear("joined", data.program, Fact(told(event), {"person": data.agent_id}))


def _counted(shop: Shop, buyer_id: str, member: Ledger) -> Iterator[Contributions]:
    yield joined(buyer_id, [(fact.told, fact.said["person"]) for fact in member.facts.values()])
    yield conflicts(member)
    yield from count_buyers(shop, {buyer_id: EVER})


HEARD: dict[str, Callable[[Shop, Any], None]] = {"member.joined": hear_joined}
