"""A shop as its distinct events tell it."""

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
from tests.analyzer.oracle.windows import Window, day_of

Scope = Mapping[str, str]
Formula = Callable[["Shop", Scope, Window], Answer]


class Shop:
    """What some of a shop's distinct events say, read once."""

    def __init__(self, events: list[Event], zone: ZoneInfo) -> None:
        """The events are those that count for the windows in question."""
        self.events, self.zone = events, zone
        self._facts: dict[str, list[Event]] = {}
        self._rows: dict[str, list[Event]] = {}
        self._views: dict[Window, list[tuple[Visit, Event]]] = {}
        self._paid: dict[Window, list[Order]] = {}

    def facts(self, kind: str) -> list[Event]:
        """The facts of a type that count, oldest first."""
        if kind not in self._facts:
            found = which.facts(self.events, kind).values()
            self._facts[kind] = sorted(found, key=lambda event: event.order)
        return self._facts[kind]

    def rows(self, kind: str) -> list[Event]:
        """The surviving row of each key."""
        if kind not in self._rows:
            self._rows[kind] = which.rows(self.events, kind)
        return self._rows[kind]

    def settings(self, kind: str, at: datetime) -> list[dict[str, Any]]:
        """The settings in force at a moment."""
        return list(which.settings(self.events, kind, at).values())

    def configured(self, name: str, at: datetime, default: Any) -> Any:
        """One setting of the shop at a moment."""
        said = self.settings("shop.configured", at)
        value = said[0].get(name) if said else None
        return default if value is None else value

    def option(self, name: str, at: datetime, default: float) -> float:
        """ "Product defaults (P) that this shop changes", "read as of the event's `time`"."""
        return float(self.configured("options", at, {}).get(name, default))

    def day(self, moment: datetime) -> date:
        return day_of(moment, self.zone)

    def attribution(self, at: datetime) -> timedelta:
        """ "Attribution hours (24, P)"."""
        return timedelta(hours=self.configured("attribution_hours", at, 24))

    @cached_property
    def visits(self) -> list[Visit]:
        return read_visits(self.facts("page.viewed"), self.option)

    def views_in(self, window: Window) -> list[tuple[Visit, Event]]:
        """The page views of a window, each with its visit."""
        if window not in self._views:
            both = [(visit, view) for visit in self.visits for view in visit.views]
            self._views[window] = [(visit, view) for visit, view in both if view.at in window]
        return self._views[window]

    def paid_in(self, window: Window) -> list[Order]:
        """ "A paid order belongs to the day of its `order.paid` time"."""
        if window not in self._paid:
            self._paid[window] = [o for o in self.orders if o.paid and o.paid_at in window]
        return self._paid[window]

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
