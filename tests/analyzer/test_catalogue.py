"""Every metric of the catalogue is computed somewhere; what is still missing is named here."""

import inspect
from types import ModuleType

import pytest

from services.analyzer import buyerdays, hot, live, ranking
from services.analyzer.formulas import aftersale, incentives, launch, mains, reconciling, service, work
from services.analyzer.formulas.table import FORMULAS
from services.contracts.catalogue.behind import BEHIND
from services.contracts.catalogue.behind.scopes import DECIDES
from services.contracts.metrics import CATALOGUE
from services.contracts.registry import EVENTS

PLANNERS = {metric.id for metric in CATALOGUE.values() if metric.section == "M12"} | {"keyword_verdict"}
# What is computed without a formula: as time goes on, or for all scopes of a window at once. The module says its name.
ELSEWHERE: dict[str, ModuleType] = {
    "item_rank": ranking,
    "hot_item_rank": hot,
    "buyer_item_units": buyerdays,
    "promo_order_rate": live,
    "order_rate_baseline": live,
    "orders_expected": live,
    "silence_seconds": live,
    "main_value_per_buyer": mains,
    "value_ratio": mains,
    "sell_through": mains,
    "tasks_overdue": work,
    "incentive_amount": incentives,
    "return_reason_share": aftersale,
    "agent_gap": service,
    "reconciliation_gap": reconciling,
    "new_item_ctr_ratio": launch,
}
# What nobody computes yet. An entry that is computed by now has to go: the list only shrinks.
MISSING: set[str] = set()


def computed() -> set[str]:
    """The metrics that have a formula, or a named place of another kind."""
    return set(FORMULAS) | set(ELSEWHERE)


def test_what_is_missing_is_exactly_what_is_named() -> None:
    assert set(CATALOGUE) - PLANNERS - computed() == MISSING


def test_no_formula_is_of_a_metric_that_the_catalogue_does_not_have() -> None:
    assert set(FORMULAS) <= set(CATALOGUE)
    assert set(FORMULAS) & PLANNERS == set()


@pytest.mark.parametrize("metric", ELSEWHERE)
def test_what_is_computed_elsewhere_is_named_there(metric: str) -> None:
    assert f'"{metric}"' in inspect.getsource(ELSEWHERE[metric])
    assert metric not in FORMULAS


def test_each_metric_says_which_events_stand_behind_it() -> None:
    assert set(BEHIND) == set(CATALOGUE)
    assert [metric for metric, behind in BEHIND.items() if not behind.types] == []
    named = {kind for behind in BEHIND.values() for kind in behind.types}
    assert named | {kind for decides in DECIDES.values() for kind in decides.types} <= set(EVENTS)
