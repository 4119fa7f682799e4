"""The product defaults (P) that a shop changes with `options` of `shop.configured`, over time (events.md E10).

A setting does not change the past (E2): what belongs to a moment is read as of it, and what belongs to a window as of
the last moment of the window.
"""

from typing import Any

from services.analyzer.about import ATTRIBUTION_HOURS
from services.analyzer.clock import GRACE, LONG_REACH, NEWS, QUIET
from services.analyzer.entities.settings import Settings, Statement
from services.analyzer.entities.visits import USUAL, Rule
from services.analyzer.members import EXACT_LIMIT
from services.analyzer.moments import DAY, HOUR, SECOND
from services.analyzer.overtime import OverTime
from services.contracts.catalogue.behind.shared import ATTRIBUTION, NEW_BUYERS, RETURNING

IDENTITY = 400 * DAY  # an order told again is known again for so long (events.md E2, P)
NEW_BUYER_DAYS = 365  # without a paid order in so many days before, a buyer is new (metrics.md M0, P)


class Options:
    """All of them, read off the shop's settings once."""

    def __init__(self, settings: Settings | None = None) -> None:
        """Without settings they are the product's."""
        told = {} if settings is None else settings.statements
        self._told = [(us, _said(told[us])) for us in sorted(told)]
        self.exact_limit = self._over_time("exact_distinct_limit", EXACT_LIMIT)
        self.grace = self._over_time("grace_seconds", GRACE)
        self.quiet = self._over_time("quiet_seconds", QUIET)
        self.old_news = self._over_time("old_news_seconds", NEWS)
        self.late = self._over_time("late_days", LONG_REACH, DAY)
        self.identity = self._over_time("identity_days", IDENTITY, DAY)
        self.new_buyer_days = self._over_time("new_buyer_days", NEW_BUYER_DAYS)
        self.visits = OverTime[Rule | None](None, ((us, _rule(said)) for us, said in self._told))
        self.attribution = self._over_time("attribution_hours", ATTRIBUTION_HOURS)
        self.recent_us = max((rule or USUAL).recent_us for rule in self.visits.values)

    @property
    def further(self) -> dict[str, int]:
        """Days by which look-backs go, or went, beyond the product's own, by option; those alone that do."""
        seconds = {
            RETURNING: (self.recent_us - USUAL.recent_us) // SECOND,
            NEW_BUYERS: (max(self.new_buyer_days.values) - NEW_BUYER_DAYS) * DAY,
            ATTRIBUTION: (max(self.attribution.values) - ATTRIBUTION_HOURS) * HOUR,
        }
        return {option: -(-beyond // DAY) for option, beyond in seconds.items() if beyond > 0}

    def _over_time(self, name: str, default: int, unit: int = 1) -> OverTime[int]:
        said = ((us, options.get(name)) for us, options in self._told)
        return OverTime(default, ((us, default if v is None else int(v * unit)) for us, v in said))


def _said(statement: Statement) -> dict[str, Any]:
    """The options of a statement, and what it says beside them of the same kind."""
    said = statement.said
    return {**(said.get("options") or {}), "attribution_hours": said.get("attribution_hours")}


def _rule(said: dict[str, Any]) -> Rule | None:
    """The rule of visits, None for the usual one."""
    gap, days = said.get("visit_gap_minutes"), said.get("returning_days")
    rule = Rule(
        USUAL.gap_us if gap is None else int(gap * 60 * SECOND),
        USUAL.recent_us if days is None else int(days * DAY * SECOND),
    )
    return None if rule == USUAL else rule
