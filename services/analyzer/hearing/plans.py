"""What plans say of days: those of a campaign are no plain days."""

from typing import Any

from services.analyzer.shop import Shop


def hear_campaign(shop: Shop, event: Any) -> None:
    """Days of a campaign are no plain days."""
    shop.about.campaign_days |= {str(factor.day) for factor in event.data.factors}
    shop.mark("about", "")


HEARD = {"plan.campaign.set": hear_campaign}
