"""A shop as its distinct events tell it, for the windows of one grain."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from tests.analyzer.oracle import which
from tests.analyzer.oracle.orders import Order, Refund, read_orders, read_refunds
from tests.analyzer.oracle.places import Place, places_of
from tests.analyzer.oracle.values import Answer
from tests.analyzer.oracle.visits import Visit, read_visits
from tests.analyzer.oracle.which import Event
from tests.analyzer.oracle.windows import Window, day_of, short

Scope = Mapping[str, str]
Formula = Callable[["Shop", Scope, Window], Answer]
FACTS_ONLY = ("pulse", "minute", "hour")


class Shop:
    """The events that go into windows of a grain (pulse, minute, hour, or day for all longer ones), read once."""

    def __init__(self, events: list[Event], grain: str = "day") -> None:
        self.everything, self.grain = events, grain
        self.zone = zone_of(events)
        self.events = [event for event in events if self._counts(event)]
        self._facts: dict[str, list[Event]] = {}

    def _counts(self, event: Event) -> bool:
        if "as_of" in event.data or "effective_from" in event.data:
            return True
        end = short(self.grain, event.at).end if self.grain in FACTS_ONLY else event.at
        return which.reaches(event, self.grain, end, self.zone)

    def facts(self, kind: str) -> list[Event]:
        """The facts of a type that count, oldest first."""
        if kind not in self._facts:
            found = which.facts(self.events, kind).values()
            self._facts[kind] = sorted(found, key=lambda event: event.order)
        return self._facts[kind]

    def rows(self, kind: str) -> list[Event]:
        """The surviving row of each key."""
        return which.rows(self.events, kind)

    def settings(self, kind: str, at: datetime) -> list[dict[str, Any]]:
        """The settings in force at a moment."""
        return list(which.settings(self.events, kind, at).values())

    def configured(self, name: str, at: datetime, default: Any) -> Any:
        """One setting of the shop at a moment."""
        said = self.settings("shop.configured", at)
        value = said[0].get(name) if said else None
        return default if value is None else value

    def day(self, moment: datetime) -> date:
        return day_of(moment, self.zone)

    def attribution(self, at: datetime) -> timedelta:
        """ "Attribution hours (24, P)"."""
        return timedelta(hours=self.configured("attribution_hours", at, 24))

    @cached_property
    def visits(self) -> list[Visit]:
        return read_visits(self.facts("page.viewed"))

    @cached_property
    def orders(self) -> list[Order]:
        """The orders that are sales, in the order (created, id): "excluded orders leave everything"."""
        return [order for order in self.all_orders.values() if order.exclusion is None]

    @cached_property
    def all_orders(self) -> dict[str, Order]:
        return read_orders(self.events)

    @cached_property
    def refunds(self) -> list[Refund]:
        return read_refunds(self.facts("order.refunded"), self.all_orders)

    @cached_property
    def places(self) -> dict[str, Place]:
        """Source, device and visitor class of each paid order, by order id."""
        return places_of([order for order in self.orders if order.paid], self.visits, self.zone)

    @cached_property
    def inquiries(self) -> list[Event]:
        """ "Only `is_presale` = true is an inquiry"."""
        return [event for event in self.facts("inquiry.opened") if event.data["is_presale"]]


def zone_of(events: list[Event]) -> ZoneInfo:
    """The zone that the first `shop.configured` set: "after that these three cannot change"."""
    said = sorted((e for e in events if e.type == "shop.configured"), key=lambda e: (e.arrived, e.order))
    return ZoneInfo(said[0].data["timezone"] if said else "Asia/Shanghai")
