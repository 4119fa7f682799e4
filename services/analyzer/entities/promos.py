"""Promotions and item costs as they were in force at any moment."""

import msgspec

from services.analyzer.entities.facts import Told, replaces, replaces_row


class Definition(msgspec.Struct, array_like=True, gc=False):
    """One definition of a promo, in force from the moment it was told."""

    told: Told
    item_ids: list[str]
    starts_at: int
    ends_at: int | None
    price: int | None = None  # the fixed price, in minor units


class Promo(msgspec.Struct, gc=False):
    """A promo: its definitions by change id, and its withdrawal."""

    definitions: dict[str, Definition] = {}
    withdrawn: Told | None = None

    def at(self, time_us: int) -> Definition | None:
        """The definition in force at a moment: the latest one told until then."""
        told = [d for d in self.definitions.values() if d.told.time_us <= time_us]
        return max(told, key=lambda d: (d.told.time_us, d.told.event_id), default=None)

    @property
    def went_live(self) -> int | None:
        """Epoch second from which figures to date count: the start in the newest definition."""
        newest = max(self.definitions.values(), key=lambda d: (d.told.time_us, d.told.event_id), default=None)
        return None if newest is None else newest.starts_at

    def covers(self, item_id: str, time_us: int) -> bool:
        """Whether the promo was live for an item at a moment."""
        now = self.at(time_us)
        if now is None or (now.item_ids and item_id not in now.item_ids):
            return False
        second = time_us / 1_000_000
        if second < now.starts_at or (now.ends_at is not None and second >= now.ends_at):
            return False
        return self.withdrawn is None or time_us < self.withdrawn.time_us


class Cost(msgspec.Struct, array_like=True, gc=False):
    """One statement of an item's cost and lowest price, from a moment on."""

    told: Told
    effective_us: int
    unit_cost: int
    min_price: int | None

    @property
    def floor(self) -> int:
        """The larger of unit cost and lowest allowed price."""
        return max(self.unit_cost, self.min_price or 0)

    @property
    def basis(self) -> int:
        """What a loss is counted from: the unit cost, or the floor when the cost is unknown (stated as 0)."""
        return self.unit_cost or self.floor


class ItemCosts(msgspec.Struct, gc=False):
    """The costs of an item; keys are "sku|effective_us", sku empty for the item itself."""

    statements: dict[str, Cost] = {}

    def hear(self, sku_id: str | None, cost: Cost) -> bool:
        """Take in a statement; True when it counts."""
        key = f"{sku_id or ''}|{cost.effective_us}"
        old = self.statements.get(key)
        if old is not None and not replaces_row(cost.told, old.told):
            return False
        self.statements[key] = cost
        return True

    def at(self, sku_id: str | None, time_us: int) -> Cost | None:
        """The cost in force at a moment, that of the sku before that of the item."""
        for sku in (sku_id, None) if sku_id else (None,):
            prefix = f"{sku or ''}|"
            known = [
                c for k, c in self.statements.items() if k.startswith(prefix) and c.effective_us <= time_us
            ]
            if known:
                return max(known, key=lambda c: c.effective_us)
        return None


def hear_definition(promo: Promo, change_id: str, definition: Definition) -> bool:
    """Take in a definition of the promo; True when it counts."""
    old = promo.definitions.get(change_id)
    if not replaces(definition.told, None if old is None else old.told):
        return False
    promo.definitions[change_id] = definition
    return True
