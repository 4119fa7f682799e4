"""What a judgement may look at: the shop as it is known, read-only."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from services.alerts.lifecycle.evidence import OLD_NEWS
from services.contracts.events.promotions import PromoTerms

Scope = Mapping[str, str]


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The newest row of a metric and scope; `kind` is the window kind, for rolling windows its length.

    `said_at` is the row's own time; `recent` are the values of the last windows, oldest first.
    """

    metric: str
    kind: str
    scope: dict[str, str]
    start: datetime
    end: datetime
    value: int | float | None = None
    numerator: int | float | None = None
    denominator: int | float | None = None
    unit: str = "count"
    is_final: bool = False
    revision: int = 1
    is_history: bool = False
    said_at: datetime
    parts: dict[str, str | int | float | bool | None] = {}
    recent: list[int | float | None] = []

    def part(self, name: str) -> int | float | None:
        """A figure that stands beside the value."""
        value = self.parts.get(name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def text(self, name: str) -> str | None:
        value = self.parts.get(name)
        return value if isinstance(value, str) else None


class Promo(msgspec.Struct, frozen=True, kw_only=True):
    """A promo: its latest definition, told at `told_at`; `is_old` when that was history or came too late."""

    terms: PromoTerms
    told_at: datetime
    is_old: bool = False
    withdrawn_at: datetime | None = None

    @property
    def promo_id(self) -> str:
        return self.terms.promo_id

    def covers(self, item_id: str) -> bool:
        return not self.terms.item_ids or item_id in self.terms.item_ids

    def is_over(self, at: datetime) -> bool:
        return self.is_withdrawn(at) or (self.terms.ends_at is not None and self.terms.ends_at <= at)

    def is_withdrawn(self, at: datetime) -> bool:
        return self.withdrawn_at is not None and self.withdrawn_at <= at

    def is_live(self, at: datetime) -> bool:
        return self.terms.starts_at <= at and not self.is_over(at)

    def was_live(self, since: datetime, until: datetime) -> bool:
        """Whether it was live at any moment of [since, until)."""
        ends = [each for each in (self.terms.ends_at, self.withdrawn_at) if each is not None]
        return self.terms.starts_at < until and all(end >= since for end in ends)


class Cost(msgspec.Struct, frozen=True):
    """Minor units; the floor is the larger of cost and lowest allowed price."""

    unit_cost: int | None = None
    min_price: int | None = None

    @property
    def floor(self) -> int:
        return max(self.unit_cost or 0, self.min_price or 0)


class Profile(msgspec.Struct, frozen=True):
    """The shop's zone and business hours; `closes` 00:00 stands for the day's end.

    A window that ended longer than `old_news` ago pages nobody: never less than an hour, as its last figures come late.
    """

    zone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    opens: time = time(9)
    closes: time = time(0)
    is_closed: bool = False
    notices_per_day: int = 20
    old_news: timedelta = OLD_NEWS

    def is_business(self, at: datetime) -> bool:
        """Whether the shop is open at that moment."""
        local = at.astimezone(self.zone).time()
        if self.opens == self.closes:
            return True
        if self.closes == time(0):
            return local >= self.opens
        if self.opens < self.closes:
            return self.opens <= local < self.closes
        return local >= self.opens or local < self.closes


class Heard(msgspec.Struct, frozen=True):
    """When something was heard of last; `back_since` is when it came back from its last silence."""

    family: str
    name: str
    latest_at: datetime
    back_since: datetime
    longest_gap_seconds: int | None = None


class Look(Protocol):
    """What is known of one shop."""

    shop_id: str

    def row(self, metric: str, kind: str, scope: Scope) -> Row | None: ...

    def rows(self, metric: str, kind: str) -> Sequence[Row]: ...

    def promo(self, promo_id: str) -> Promo | None: ...

    def promos(self) -> Sequence[Promo]: ...

    def cost(self, item_id: str, at: datetime) -> Cost | None: ...

    def price(self, item_id: str, at: datetime) -> int | None:
        """The latest listed or changed price, minor units."""
        ...

    def items(self) -> Sequence[str]:
        """Items whose price is known."""
        ...

    def profile(self, at: datetime) -> Profile: ...

    def campaign_factor(self, day: date) -> float: ...

    def heard(self, family: str, name: str) -> Heard | None: ...

    def all_heard(self) -> Sequence[Heard]: ...

    def firing(self, rule_id: str, scope: Scope) -> str | None:
        """The alert of that rule and scope that is firing or recovering."""
        ...

    @property
    def listening_since(self) -> datetime:
        """Since when we have been listening: silence before it is ours."""
        ...


def is_alive(look: Look, now: datetime, within_seconds: float = 15.0) -> bool:
    """Whether ingest was heard just now; a shop whose ticks were never heard is not held to be silent."""
    ingest = look.heard("ingest", "ingest")
    return ingest is None or (now - ingest.latest_at).total_seconds() <= within_seconds
