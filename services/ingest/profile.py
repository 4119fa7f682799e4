"""What ingest must know of a shop to judge its events, and how an accepted `shop.configured` changes it."""

from dataclasses import dataclass, replace
from typing import Any

from services.contracts.checks import Violation
from services.contracts.envelope import Envelope
from services.contracts.events.plans import ShopConfigured
from services.contracts.vocabulary import TRAFFIC_SOURCES

# ISO 4217 currencies whose exponent is not 2.
ISO_EXPONENTS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND"), 0),
    **dict.fromkeys(("VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """A shop as ingest knows it; once `has_events`, currency, exponent and zone are fixed."""

    shop_id: str
    currency: str = "CNY"
    exponent: int = 2
    timezone: str = "Asia/Shanghai"
    extra_sources: frozenset[str] = frozenset()
    has_events: bool = False


def iso_exponent(currency: str) -> int:
    """The number of decimals of a currency by ISO 4217."""
    return ISO_EXPONENTS.get(currency, 2)


def objection(profile: Profile, event: Envelope) -> Violation | None:
    """What speaks against an event by what is known of its shop; None when nothing does."""
    data: Any = event.data  # type: ignore[attr-defined]  # every event has it
    if isinstance(event, ShopConfigured):
        return _objection_to_setting(profile, data)
    currency = getattr(data, "currency", None)
    if currency is not None and currency != profile.currency:
        return Violation(
            "currency_mismatch", "data.currency", f"The shop's amounts are in {profile.currency}."
        )
    source = getattr(data, "traffic_source", None)
    if source is None or source in TRAFFIC_SOURCES or source in profile.extra_sources:
        return None
    return Violation(
        "field_enum",
        "data.traffic_source",
        "Not a known traffic source: a shop adds its own with extra_sources of shop.configured.",
    )


def _objection_to_setting(profile: Profile, data: Any) -> Violation | None:
    if not profile.has_events:
        return None
    if data.currency != profile.currency:
        return Violation("currency_mismatch", "data.currency", _fixed("currency", profile.currency))
    if data.timezone != profile.timezone:
        return Violation("check_failed", "data.timezone", _fixed("time zone", profile.timezone))
    if data.money_exponent is not None and data.money_exponent != profile.exponent:
        return Violation("check_failed", "data.money_exponent", _fixed("exponent", profile.exponent))
    return None


def _fixed(what: str, value: object) -> str:
    return f"The shop's {what} is {value} and cannot change after its first event."


def after(profile: Profile, event: Envelope) -> Profile:
    """The profile once an event is accepted; sources once declared stay known, whatever a later setting lists."""
    if not isinstance(event, ShopConfigured):
        return profile if profile.has_events else replace(profile, has_events=True)
    data = event.data
    declared = {source.key for source in data.extra_sources or ()}
    changed = replace(profile, has_events=True, extra_sources=profile.extra_sources | declared)
    if profile.has_events:
        return changed
    exponent = data.money_exponent if data.money_exponent is not None else iso_exponent(data.currency)
    return replace(changed, currency=data.currency, exponent=exponent, timezone=data.timezone)
