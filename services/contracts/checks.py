"""The checks between the fields of an event (events.md E1-E11); nothing here knows a clock, a shop or a key."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from services.contracts.envelope import Envelope
from services.contracts.identity import type_of
from services.contracts.vocabulary import OPTIONS, RejectReason

SNOOZE_MAX = timedelta(days=7)
_CURRENCY = re.compile(r"[A-Z]{3}")


class Violation(NamedTuple):
    """What an event breaks: the reject reason, the path of the field, words for its sender."""

    reason: RejectReason
    field: str
    message: str


Check = Callable[[Any], Violation | None]


def check(event: Envelope) -> Violation | None:
    """The first check that the event fails, or None."""
    found = _opaque_buyer(event)
    for one in CHECKS.get(type_of(event), ()):
        found = found or one(event)
    return found


def _failed(field: str, message: str) -> Violation:
    return Violation("check_failed", f"data.{field}", message)


def _opaque_buyer(event: Any) -> Violation | None:
    buyer_id = getattr(event.data, "buyer_id", None)
    if buyer_id is not None and "@" in buyer_id:
        return _failed("buyer_id", "a buyer id is opaque: it holds no @")
    return None


def _item_page_names_item(event: Any) -> Violation | None:
    if event.data.page_type == "item" and event.data.item_id is None:
        return _failed("item_id", "the page of an item names its item_id")
    return None


def _one_kind_of_discount(event: Any) -> Violation | None:
    data = event.data
    given = sum(value is not None for value in (data.price_minor, data.percent_off, data.amount_off_minor))
    if given != 1:
        return _failed("price_minor", "exactly one of price_minor, percent_off, amount_off_minor is given")
    return None


def _graded_somehow(event: Any) -> Violation | None:
    if event.data.grade is None and event.data.stars is None:
        return _failed("grade", "grade or stars is given")
    return None


def _reachable(event: Any) -> Violation | None:
    data = event.data
    if data.contact_channel == "webhook" and data.webhook_url is None:
        return _failed("webhook_url", "the channel webhook needs webhook_url")
    if data.contact_channel not in ("webhook", "none") and not data.contact:
        return _failed("contact", "this channel needs contact")
    return None


def _someone_to_erase(event: Any) -> Violation | None:
    if event.data.buyer_id is None and event.data.visitor_id is None:
        return _failed("buyer_id", "buyer_id or visitor_id is given")
    return None


def _something_to_snooze(event: Any) -> Violation | None:
    if event.data.alert_id is None and event.data.rule_id is None:
        return _failed("alert_id", "alert_id or rule_id is given")
    return None


def _snoozed_shortly(event: Any) -> Violation | None:
    if event.data.until - event.time > SNOOZE_MAX:
        return _failed("until", "an alert sleeps at most 7 days")
    return None


def _whole_day(event: Any) -> Violation | None:
    permil = event.data.hour_permil
    if permil is not None and (sum(permil) != 1000 or min(permil) < 0):
        return _failed("hour_permil", "the hours are not negative and sum to 1000")
    return None


def _known_zone(event: Any) -> Violation | None:
    if not is_zone(event.data.timezone):
        return _failed("timezone", "not an IANA time zone")
    return None


def _iso_currency(event: Any) -> Violation | None:
    if not _CURRENCY.fullmatch(event.data.currency):
        return _failed("currency", "a currency is an ISO 4217 code such as CNY")
    return None


def _known_options(event: Any) -> Violation | None:
    for name, value in (event.data.options or {}).items():
        if name not in OPTIONS:
            return _failed("options", f"unknown option; known are {', '.join(OPTIONS)}")
        low, high = OPTIONS[name]
        if isinstance(value, bool | str | None) or not low <= value <= high:
            return _failed(f"options.{name}", f"a number from {low} to {high}")
    return None


@cache
def is_zone(name: str) -> bool:
    """Whether a name is a zone of the IANA database."""
    return name in _zones() and ZoneInfo(name) is not None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


CHECKS: dict[str, tuple[Check, ...]] = {
    "page.viewed": (_item_page_names_item,),
    "promo.published": (_one_kind_of_discount,),
    "promo.changed": (_one_kind_of_discount,),
    "review.posted": (_graded_somehow,),
    "shop.configured": (_known_zone, _iso_currency, _known_options),
    "plan.campaign.set": (_whole_day,),
    "org.role.set": (_reachable,),
    "buyer.erased": (_someone_to_erase,),
    "alert.snoozed": (_something_to_snooze, _snoozed_shortly),
}
