"""Facts of one subject (an item, a person, an activity), each by its natural key (class F of events.md E2)."""

from typing import Any

import msgspec

from services.analyzer.entities.facts import Told, other_contents, replaces
from services.analyzer.moments import SECOND


class Fact(msgspec.Struct, array_like=True, gc=False):
    """One fact: how it was told, and the fields that are of use."""

    told: Told
    said: dict[str, Any]
    others: list[int] = []  # other contents that were told of it: each is a conflicting event

    @property
    def order(self) -> tuple[int, str]:
        """Facts are ordered by time, ties by event id."""
        return (self.told.time_us, self.told.event_id)


class Ledger(msgspec.Struct, gc=False):
    """Facts by kind and natural key, as "kind:key"."""

    facts: dict[str, Fact] = {}

    def hear(self, kind: str, key: str, fact: Fact) -> bool:
        """Take in a fact; True when it is the telling that counts now."""
        name = f"{kind}:{key}"
        old = self.facts.get(name)
        if old is None:
            self.facts[name] = fact
            return True
        is_new = replaces(fact.told, old.told)
        kept = fact if is_new else old
        kept.others = other_contents(kept.told, fact.told.content, old.told.content, *old.others)
        self.facts[name] = kept
        return is_new

    def of_kind(self, kind: str) -> list[Fact]:
        """All facts of a kind, in no particular order."""
        head = f"{kind}:"
        return [fact for name, fact in self.facts.items() if name.startswith(head)]

    def of(self, kind: str, until: int, since: int = 0) -> list[Fact]:
        """The facts of a kind in [since, until) epoch seconds, earliest first."""
        head = f"{kind}:"
        found = [
            fact
            for name, fact in self.facts.items()
            if name.startswith(head) and since * SECOND <= fact.told.time_us < until * SECOND
        ]
        return sorted(found, key=lambda fact: fact.order)

    def latest(self, kind: str, until: int, since: int = 0) -> Fact | None:
        """The last fact of a kind before `until`."""
        found = self.of(kind, until, since)
        return found[-1] if found else None

    @property
    def size(self) -> int:
        """How many facts are kept."""
        return len(self.facts)

    def forget(self, before: int) -> None:
        """Drop what both happened and came before an epoch second."""
        self.facts = {name: f for name, f in self.facts.items() if max(f.told.at, f.told.arrived) >= before}
