"""Settings of the shop: its own configuration, and figures of the industry to compare with."""

from collections.abc import Iterable
from typing import Any

import msgspec

from services.analyzer.about import About
from services.analyzer.deltas import SHOP, scope
from services.analyzer.entities.facts import told
from services.analyzer.entities.items import LISTED
from services.analyzer.entities.settings import Settings, Statement
from services.analyzer.hearing.options import obey
from services.analyzer.known import COUNTED
from services.analyzer.moments import SECOND
from services.analyzer.options import Options
from services.analyzer.shop import Shop
from services.contracts.moments import micros

MEANING = ("traffic_basis", "bounce_by", "extra_sources", "main_item_ids")  # settings that figures hang on
BUSINESS = ("opens_at", "closes_at")
BY_BASIS = frozenset({"s", "v", "mix", "rest", "mains"})
COMPARED = {"inquiry_conversion": {"q": "wM"}}  # the shop's windows that a benchmark of a metric stands in


def hear_configured(shop: Shop, event: Any) -> None:
    """The shop's settings; zone and currency are fixed with the first of them."""
    about: About = shop.about
    if not about.is_configured and not shop.windows.book.panes and not shop.windows.footfall:
        about.timezone, about.is_configured = event.data.timezone, True
        shop.arrange()
    data = event.data
    told = (micros(data.effective_from), data.revision, micros(event.time), event.id)
    if data.attribution_hours and told > about.attribution_told:
        about.attribution_hours, about.attribution_told = data.attribution_hours, told
        shop.windows.delays = about.delays
    shop.mark("about", "")
    _state(shop, event)


def _state(shop: Shop, event: Any) -> None:
    """Put the settings in force, and say or judge anew what hangs on them."""
    settings: Settings = shop.entity("setting", "shop.configured")
    before = dict(settings.statements)
    if not keep(shop, event, "shop.configured"):
        return
    after = settings.statements
    obey(shop, event, Options(settings))
    if _told(before, MEANING) != _told(after, MEANING):
        _say_anew(shop, event)
    if _told(before, BUSINESS) != _told(after, BUSINESS):
        _judge_anew(shop, event)


def _say_anew(shop: Shop, event: Any) -> None:
    """Traffic figures of windows that end under new settings may come from elsewhere, or mean something else."""
    panes = shop.windows.book.panes
    since = micros(event.data.effective_from) // SECOND
    days = [key.start for key in panes if key[:2] == ("s", "d")]
    for key, pane in list(panes.items()):
        if key.family in BY_BASIS and pane.end > since:
            shop.windows.stir(key, pane)
    if days:
        shop.stand(event, "rest", SHOP, max(since, min(days)))


def _judge_anew(shop: Shop, event: Any) -> None:
    """By other business hours, days on which somebody was silent may have data, or have none (metrics.md M13)."""
    since = micros(event.data.effective_from) // SECOND
    silent = {int(day) for day in shop.entities["silence"]}
    silent |= {day for producer in shop.entities["producer"].values() for day in producer.silences}
    for day in sorted(silent):
        if shop.calendar.day(day).spans["d"].end > since:
            _say_of(shop, day)


def _say_of(shop: Shop, day: int) -> None:
    """Whatever leaves out days without data, or has none because of them."""
    for family in COUNTED:
        for key, pane in shop.windows.book.of_family(family, "dwM"):
            if key.start <= day < pane.end:
                shop.windows.stir(key, pane)
    shop.speaker.standings.woken(day)


def _told(statements: dict[int, Statement], names: Iterable[str]) -> list[tuple[int, list[Any]]]:
    return [(us, [statements[us].said.get(name) for name in names]) for us in sorted(statements)]


def hear_benchmark(shop: Shop, event: Any) -> None:
    """A figure of the industry, or a reference weight (metrics.md M14)."""
    data = event.data
    parts = (data.metric, data.level, data.category_id or "", data.keyword or "")
    if keep(shop, event, "|".join(("benchmark.set", *parts))):
        _say_again(shop, event)
        _launches(shop, event)


def _launches(shop: Shop, event: Any) -> None:
    """New items of the category, since their listing."""
    data, since = event.data, micros(event.data.effective_from) // SECOND
    if data.metric != "main_image_ctr" or data.level != "mean":
        return
    for item_id, item in sorted(shop.entities["item"].items()):
        for listing in item.of_kind(LISTED):
            if listing.said["is_new"] and listing.said["category"] == data.category_id:
                shop.stand(event, "launch", scope(item_id=item_id), max(since, listing.told.at))


def _say_again(shop: Shop, event: Any) -> None:
    """Windows that end after the figure's beginning are compared with it, whenever it was told."""
    since, came = micros(event.data.effective_from) // SECOND, shop.arrival(event)
    for family, kinds in COMPARED.get(event.data.metric, {}).items():
        for key, pane in shop.windows.book.of_family(family, kinds):
            if pane.end > since:
                shop.windows.touch(key, pane, came, shop.offset)


def keep(shop: Shop, event: Any, name: str) -> bool:
    """Remember what a setting says from its `effective_from` on; True when it counts."""
    settings: Settings = shop.entity("setting", name)
    return settings.hear(statement(event))


def statement(event: Any) -> Statement:
    """What a setting says, with the moment from which it holds."""
    said = {k: v for k, v in msgspec.to_builtins(event.data).items() if v is not None}
    return Statement(told(event), micros(event.data.effective_from), said)


HEARD = {"shop.configured": hear_configured, "benchmark.set": hear_benchmark}
