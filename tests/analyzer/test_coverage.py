"""Every metric is said in each scope and window of its table: a whole shop's days leave no line of the catalogue out.

Each of these figures is held against an independent calculation or counted by hand: those of the oracle's sections in
`test_against_oracle`, all others in `formulas`.
"""

from pathlib import Path

import msgspec
import pytest

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import OutputRecord, SourceRecord
from services.contracts.catalogue.entry import Metric
from services.contracts.metrics import CATALOGUE
from services.contracts.topics import METRICS
from tests.analyzer.compared import KEY_OF, KIND_OF
from tests.analyzer.shopdays import PUNCTUAL, arrived, shop_days

Said = set[tuple[str, tuple[str, ...], str]]
SEEDS = range(6)
CURRENT_EVERY = 20  # records between two looks at the current rows
PLANNED = {"keyword_verdict", *(metric.id for metric in CATALOGUE.values() if metric.section == "M12")}
KEYS = {**KEY_OF, "S": "", "C": "category_id", "H": "person_id", "B": "buyer_id"}
KINDS = {**KIND_OF, "to date": "to_date"}
# Where the letters of the table stand together, or the figure is split by a key of its own: the keys of its rows.
SPLIT: dict[tuple[str, str], tuple[str, ...]] = {
    ("item_visitors", "T"): ("item_id", "traffic_source"),
    ("keyword_buyers", "I"): ("item_id", "keyword"),
    ("keyword_orders", "I"): ("item_id", "keyword"),
    ("keyword_conversion", "I"): ("item_id", "keyword"),
    ("buyer_promo_units", "P"): ("buyer_id", "promo_id"),
    ("buyer_promo_units", "B"): ("buyer_id", "promo_id"),
    ("buyer_item_units", "I"): ("buyer_id", "item_id"),
    ("buyer_item_units", "B"): ("buyer_id", "item_id"),
    ("return_reason_share", "S"): ("reason",),
    ("return_reason_share", "I"): ("item_id", "reason"),
    ("dsr", "S"): ("aspect",),
    ("silence_seconds", "S"): ("family",),
    ("reconciliation_gap", "S"): ("figure", "reporter"),
}
# What takes more visits, older listings or finer reports than random days have: the test that holds it.
APART = {
    ("bounce_rate_adjusted", "S", "w"): "analyzer/formulas/test_mix.py",
    ("depth_adjusted", "S", "w"): "analyzer/formulas/test_mix.py",
    ("page_change_lift", "I", "r7"): "analyzer/formulas/test_lift.py",
    ("new_item_ctr_ratio", "I", "d"): "analyzer/formulas/test_launch.py",
    ("fav_cart_rate", "I", "since listing"): "analyzer/formulas/test_launch.py",
    ("buyer_item_units", "I", "p"): "stories/test_s02_one_buyer_takes_it_all.py",
    ("buyer_item_units", "B", "p"): "stories/test_s02_one_buyer_takes_it_all.py",
    **{
        (f"ad_{name}", letter, "h"): "analyzer/formulas/test_adverts.py"
        for name in ("impressions", "clicks", "orders", "cost")
        for letter in "IK"
    },
}
TESTS = Path(__file__).parents[1]
ROLLING = ("r7", "r14", "r28")  # what rN of a table stands for at least


@pytest.fixture(scope="module")
def said() -> Said:
    """Metric, scope keys and window of every row with a figure."""
    return {each for seed in SEEDS for each in _said(arrived(shop_days(seed).events, seed, PUNCTUAL))}


@pytest.mark.parametrize("metric", [m for m in CATALOGUE.values() if m.id not in PLANNED], ids=lambda m: m.id)
def test_a_metric_is_said_in_every_scope_and_window_of_its_table(metric: Metric, said: Said) -> None:
    missing = [
        f"{letter} {window}"
        for letter in metric.scopes
        for window in metric.windows
        if (metric.id, letter, window) not in APART
        and not said & {(metric.id, _keys(metric.id, letter), kind) for kind in _kinds(window)}
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("metric", "file"), sorted({(metric, file) for (metric, _, _), file in APART.items()})
)
def test_what_random_days_cannot_show_has_a_test_of_its_own(metric: str, file: str) -> None:
    assert f'"{metric}"' in (TESTS / file).read_text(encoding="utf-8")


def _keys(metric: str, letter: str) -> tuple[str, ...]:
    key = KEYS[letter]
    return SPLIT.get((metric, letter), (key,) if key else ())


def _kinds(window: str) -> tuple[str, ...]:
    return ROLLING if window == "rN" else (KINDS.get(window, window),)


def _said(records: list[SourceRecord]) -> Said:
    aggregator, found = ShopAggregator(), set()
    for number, record in enumerate(records):
        aggregator.apply(record)
        found |= _of(aggregator.take_rows())
        if number % CURRENT_EVERY == 0:
            found |= _of(aggregator.current())
    return found


def _of(records: list[OutputRecord]) -> Said:
    lines = (line for each in records if each.topic == METRICS for line in each.value.split(b"\n"))
    rows = (msgspec.json.decode(line)["data"] for line in lines)
    return {
        (row["metric"], tuple(sorted(row["scope"].keys() - {"shop_id"})), _kind(row))
        for row in rows
        if row.get("value") is not None or row.get("label") is not None
    }


def _kind(row: dict) -> str:
    kind = row["window"]["kind"]
    return str(row["parts"]["length"]) if kind == "rolling" else str(kind)
