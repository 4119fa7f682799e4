"""Reported rows of any kind, as they are kept."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from services.analyzer.deltas import Contributions, difference
from services.analyzer.entities.facts import told
from services.analyzer.entities.reports import Grain, ReportDay, Row
from services.analyzer.shop import Shop
from services.contracts.identity import keyword_form
from services.contracts.moments import micros


def reported(event: Any, dimensions: Sequence[str], figures: Mapping[str, str]) -> Row:
    """The row that an event told; `figures` maps the row's names to the event's fields."""
    data = event.data
    named: dict[str, Any] = {name: getattr(data, name, None) for name in dimensions}
    if named.get("keyword") is not None:
        named["keyword"] = keyword_form(named["keyword"])
    said = {name: getattr(data, field) for name, field in figures.items()}
    return Row(
        told(event),
        micros(data.as_of),
        {name: str(value) for name, value in named.items() if value is not None},
        {name: value for name, value in said.items() if value is not None},
    )


def hear_row(
    shop: Shop,
    event: Any,
    day: ReportDay,
    row: Row,
    counted: Callable[[list[Row], list[Grain]], Contributions],
) -> None:
    """Take in a row of a day; `counted` gives what rows add where the day has some grains.

    Which grain a figure uses changes only with the first row of a grain: else nothing but the row itself is counted.
    """
    old, is_first = day.told(row), row.grain not in day.grains()
    held = list(day.rows.values()) if is_first else [old] if old is not None else []
    before = counted(held, day.grains())
    if day.hear(row):
        after = counted(list(day.rows.values()) if is_first else [row], day.grains())
        shop.apply(difference(before, after), event)


def midnight(shop: Shop, day: date | str) -> int:
    """The first second of a shop day."""
    return shop.calendar.day_of(day if isinstance(day, date) else date.fromisoformat(day)).start
