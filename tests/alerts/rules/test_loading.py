"""A pack is data: what it lacks is said with the name of its rule."""

from fractions import Fraction

import pytest

from services.alerts.errors import PackRefused
from services.alerts.rules import compare
from services.alerts.rules.loading import default_pack, digest, load, with_overrides
from services.alerts.rules.pack import Bound

RULE = """
pack_id: mine
revision: 3
rules:
  - id: r1
    name: {zh: 规则, en: Rule}
    group: data
    judge: inquiry
    metric: inquiry_conversion
    fires: {op: "<", value: "0.50"}
    clears: {op: ">=", value: "0.52"}
    minimum: 50
    cadence: weekly
    severity: warning
    owner: CS
    deadline: 7d
    step: {zh: 培训, en: Train}
"""


def without(field: str) -> str:
    return "\n".join(line for line in RULE.splitlines() if not line.strip().startswith(f"{field}:"))


def test_the_default_pack_has_every_rule_of_money_at_risk_in_both_languages():
    rules = default_pack().rules
    money = {name for name, rule in rules.items() if rule.group == "money"}
    assert money == {
        "promo_preflight",
        "below_floor_sale",
        "promo_loss_growing",
        "order_surge",
        "buyer_limit_exceeded",
        "buyer_bulk",
    }
    for rule in rules.values():
        assert rule.step.zh
        assert rule.step.en
        assert rule.name.zh
        assert rule.route


def test_what_speaks_for_others_is_judged_before_them():
    order = list(default_pack().rules)
    assert order.index("below_floor_sale") < order.index("order_surge")
    assert order.index("below_floor_sale") < order.index("promo_loss_growing")
    assert order.index("source_silent") < order.index("no_orders")


@pytest.mark.parametrize("field", ["owner", "step", "deadline"])
def test_a_rule_without_owner_step_or_deadline_is_refused_by_name(field: str):
    with pytest.raises(PackRefused, match=f"Rule r1 has no {field}"):
        load(without(field))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("7d", "soon", "deadline"),
        ("severity: warning", "severity: terrible", "severity"),
        ("inquiry_conversion", "nonsense", "no metric"),
        ('"0.50"', '"a half"', "r1"),
        ("minimum: 50", "minimum: 50\n    colour: red", "colour"),
        ("en: Train", "en: ''", "both languages"),
    ],
)
def test_what_can_not_be_used_is_refused_by_name(old: str, new: str, said: str):
    with pytest.raises(PackRefused, match=said):
        load(RULE.replace(old, new))


def test_a_shop_s_own_numbers_go_over_the_pack_and_leave_the_rest():
    changed = with_overrides(default_pack(), '{"buyer_bulk": {"fires": {"value": 500}}}', 2)
    assert changed.rules["buyer_bulk"].fires == Bound(">=", 500, "units")
    assert changed.rules["buyer_bulk"].owner == "OPS"
    assert changed.revision == 2
    assert digest(changed) != digest(default_pack())
    as_list = with_overrides(default_pack(), '{"rules": [{"id": "buyer_bulk", "fires": {"value": 500}}]}', 2)
    assert as_list.rules == changed.rules


def test_numbers_for_a_rule_that_is_not_there_are_refused():
    with pytest.raises(PackRefused, match="nonsense"):
        with_overrides(default_pack(), '{"nonsense": {"keep": "1m"}}', 2)


def test_a_rule_can_not_be_left_without_its_owner():
    with pytest.raises(PackRefused, match="buyer_bulk has no owner"):
        with_overrides(default_pack(), '{"buyer_bulk": {"owner": ""}}', 2)


@pytest.mark.parametrize(
    ("buyers", "inquirers", "expected"),
    [
        (499, 1000, "breach"),
        (500, 1000, "between"),
        (519, 1000, "between"),
        (520, 1000, "clear"),
        (20, 49, "unknown"),
        (0, 0, "unknown"),
        (166_666_666, 333_333_333, "breach"),
    ],
)
def test_comparisons_are_exact_and_too_few_samples_say_nothing(buyers: int, inquirers: int, expected: str):
    rule = default_pack().rules["inquiry_conversion_low"]
    value = compare.exact(0.5, buyers, inquirers) if inquirers else None
    assert compare.verdict(value, rule, inquirers) == expected


def test_a_printed_decimal_is_taken_as_printed():
    assert compare.exact(0.1, None, None) == Fraction(1, 10)
