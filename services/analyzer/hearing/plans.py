"""What plans say of days: those of a campaign and public holidays are no plain days."""

from typing import Any

from services.analyzer.hearing.settings import statement
from services.analyzer.plain import CALENDAR, CAMPAIGN
from services.analyzer.shop import Shop


def hear_campaign(shop: Shop, event: Any) -> None:
    """The days of a campaign."""
    shop.entity("plan", f"{CAMPAIGN}{event.data.campaign_id}").hear(statement(event))


def hear_calendar(shop: Shop, event: Any) -> None:
    """The public holidays of a year."""
    shop.entity("plan", f"{CALENDAR}{event.data.year}").hear(statement(event))


HEARD = {"plan.campaign.set": hear_campaign, "plan.calendar.set": hear_calendar}
