"""A shop as a test knows it: a `Look` in memory."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from services.alerts.judging.look import Cost, Heard, Look, Profile, Promo, Row, Scope
from services.alerts.scopes import key_of
from services.contracts.events.promotions import PromoTerms

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def promo(promo_id: str = "pr1", **more: Any) -> Promo:
    marks = {name: more.pop(name) for name in ("withdrawn_at", "is_old") if name in more}
    usual = {"kind": "fixed_price", "item_ids": ["i1"], "stackable": False, "starts_at": NOW}
    if not {"price_minor", "percent_off", "amount_off_minor"} & set(more):
        usual["price_minor"] = 15_000
    terms = PromoTerms(promo_id=promo_id, **{**usual, **more})
    return Promo(terms=terms, told_at=NOW, **marks)


class Known(Look):
    """Item i1: listed at 238.00, cost 60.00, lowest 80.00."""

    def __init__(self, *promos: Promo) -> None:
        self.shop_id = "s1"
        self._promos = list(promos)
        self.costs: dict[str, Cost] = {"i1": Cost(6000, 8000)}
        self.prices: dict[str, int] = {"i1": 23_800}
        self.known: dict[tuple[str, str, str], Row] = {}
        self.firing_now: dict[tuple[str, str], str] = {}
        self.all: list[Heard] = []
        self.factor = 1.0
        self.open_hours = Profile()

    @property
    def listening_since(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def say(self, row: Row) -> None:
        self.known[row.metric, row.kind, key_of(row.scope)] = row

    def row(self, metric: str, kind: str, scope: Scope) -> Row | None:
        return self.known.get((metric, kind, key_of(scope)))

    def rows(self, metric: str, kind: str) -> Sequence[Row]:
        return [row for place, row in self.known.items() if place[:2] == (metric, kind)]

    def promo(self, promo_id: str) -> Promo | None:
        return next((each for each in self._promos if each.promo_id == promo_id), None)

    def promos(self) -> Sequence[Promo]:
        return self._promos

    def cost(self, item_id: str, at: datetime) -> Cost | None:
        return self.costs.get(item_id)

    def price(self, item_id: str, at: datetime) -> int | None:
        return self.prices.get(item_id)

    def items(self) -> Sequence[str]:
        return list(self.prices)

    def profile(self, at: datetime) -> Profile:
        return self.open_hours

    def campaign_factor(self, day: date) -> float:
        return self.factor

    def heard(self, family: str, name: str) -> Heard | None:
        return next((each for each in self.all if (each.family, each.name) == (family, name)), None)

    def all_heard(self) -> Sequence[Heard]:
        return self.all

    def firing(self, rule_id: str, scope: Scope) -> str | None:
        return self.firing_now.get((rule_id, key_of(scope)))
