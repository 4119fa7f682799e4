"""Settings of the shop: its own configuration, and figures of the industry to compare with."""

from typing import Any

import msgspec

from services.analyzer.entities.facts import told
from services.analyzer.entities.settings import Settings, Statement
from services.analyzer.shop import About, Shop
from services.contracts.moments import micros


def hear_configured(shop: Shop, event: Any) -> None:
    """The shop's settings; zone and currency are fixed with the first of them."""
    about: About = shop.about
    if not about.is_configured and not shop.windows.book.panes:
        about.timezone, about.is_configured = event.data.timezone, True
        shop.arrange()
    data = event.data
    told = (micros(data.effective_from), data.revision, micros(event.time), event.id)
    if data.attribution_hours and told > about.attribution_told:
        about.attribution_hours, about.attribution_told = data.attribution_hours, told
        shop.windows.delays["q"] = about.attribution_hours * 3600
    shop.mark("about", "")
    keep(shop, event, "shop.configured")


def hear_benchmark(shop: Shop, event: Any) -> None:
    """A figure of the industry, or a reference weight (metrics.md M14)."""
    data = event.data
    parts = (data.metric, data.level, data.category_id or "", data.keyword or "")
    keep(shop, event, "|".join(("benchmark.set", *parts)))


def keep(shop: Shop, event: Any, name: str) -> bool:
    """Remember what a setting says from its `effective_from` on; True when it counts."""
    settings: Settings = shop.entity("setting", name)
    said = {k: v for k, v in msgspec.to_builtins(event.data).items() if v is not None}
    return settings.hear(Statement(told(event), micros(event.data.effective_from), said))


HEARD = {"shop.configured": hear_configured, "benchmark.set": hear_benchmark}
