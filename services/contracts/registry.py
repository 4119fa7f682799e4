"""Every event by its name, the union that decodes them, and their identity."""

from functools import cache
from typing import Any, get_args

import msgspec

from services.contracts.envelope import Envelope
from services.contracts.events import (
    behaviour,
    items,
    market,
    orders,
    organisation,
    outputs,
    plans,
    promotions,
    reports,
    service,
)
from services.contracts.identity import natural_key, settings_key, type_of

Event = (
    behaviour.PageViewed
    | behaviour.PagePinged
    | behaviour.ItemFavorited
    | behaviour.CartAdded
    | behaviour.CheckoutStarted
    | orders.OrderCreated
    | orders.OrderPaid
    | orders.OrderCancelled
    | orders.OrderRefunded
    | orders.OrderClosed
    | orders.OrderExcluded
    | orders.ReturnRequested
    | orders.ReturnClosed
    | items.ItemListed
    | items.ItemDelisted
    | items.ItemChanged
    | items.PageChanged
    | items.PriceChanged
    | items.SlotChanged
    | items.ItemCostSet
    | items.StockAdjusted
    | items.SupplierLeadTimeSet
    | promotions.PromoPublished
    | promotions.PromoChanged
    | promotions.PromoWithdrawn
    | promotions.PromoAnnounced
    | promotions.ActivityOpened
    | promotions.ActivityEnrolled
    | promotions.ActivityProgressed
    | service.InquiryOpened
    | service.InquiryMessaged
    | service.InquiryClosed
    | service.ComplaintFiled
    | service.ComplaintResolved
    | service.ReviewPosted
    | service.ReviewResolved
    | service.MemberJoined
    | reports.TrafficReported
    | reports.SalesReported
    | reports.AdReported
    | reports.KeywordReported
    | reports.ImpressionReported
    | reports.RankObserved
    | reports.LostReported
    | reports.DsrObserved
    | reports.CostBooked
    | market.CompetitorSet
    | market.CompetitorItemListed
    | market.CompetitorObserved
    | market.BenchmarkSet
    | plans.ShopConfigured
    | plans.PlanYearSet
    | plans.PlanQuarterSet
    | plans.PlanMonthSet
    | plans.PlanDaySet
    | plans.PlanShareSet
    | plans.PlanKpiSet
    | plans.PlanIncentiveSet
    | plans.PlanCalendarSet
    | plans.PlanCampaignSet
    | plans.RulepackSet
    | organisation.OrgRoleSet
    | organisation.TaskAssigned
    | organisation.TaskAnswered
    | organisation.TaskDone
    | organisation.TaskCancelled
    | organisation.BuyerErased
    | organisation.ContentPublished
    | organisation.AlertAcknowledged
    | organisation.AlertSnoozed
    | outputs.MetricRolled
    | outputs.AlertOpened
    | outputs.AlertUpdated
    | outputs.AlertEscalated
    | outputs.AlertResolved
    | outputs.GoalCascaded
    | outputs.KeywordJudged
    | outputs.ReportPublished
    | outputs.EventQuarantined
)

EVENTS: dict[str, type[Envelope]] = {str(event.__struct_config__.tag): event for event in get_args(Event)}
# What may come in from outside; the rest (E12) is said by the services themselves.
INPUTS: frozenset[str] = frozenset(n for n, event in EVENTS.items() if event.__module__ != outputs.__name__)

__all__ = [
    "EVENTS",
    "INPUTS",
    "Event",
    "decode_line",
    "decode_lines",
    "encode",
    "natural_key",
    "schema",
    "settings_key",
    "type_of",
]

_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_encoder = msgspec.json.Encoder(order="deterministic")


def decode_lines(value: bytes) -> list[Event]:
    """The events of a record: one JSON object a line, a trailing newline allowed; msgspec.DecodeError otherwise."""
    return _decoder.decode_lines(value)


def decode_line(line: bytes) -> Event:
    """The event of one line; msgspec.DecodeError (ValidationError among them) when it is none of ours."""
    return _decoder.decode(line)


def encode(event: Envelope) -> bytes:
    """An event as one line without its newline; the same event gives the same bytes."""
    return _encoder.encode(event)


@cache
def schema(event_type: str) -> dict[str, Any]:
    """The JSON Schema of an event by its name, with its class and natural key; KeyError for an unknown name."""
    event = EVENTS[event_type]
    return {**msgspec.json.schema(event), "x-class": event.CLASS, "x-key": list(event.KEY)}
