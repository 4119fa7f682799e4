"""Who is told of what."""

from typing import Any

from services.alerts.lifecycle import Transition
from services.alerts.routing.recipients import Filters, step_department, step_role, told_roles
from services.alerts.routing.roles import Role, owner
from services.alerts.rules.loading import default_pack
from tests.alerts.lifecycle.cases import START, alert

OPS, MGR, CS = (
    Role(name.lower(), name, f"p_{name.lower()}", True, "https://h") for name in ("OPS", "MGR", "CS")
)
BACKUP = Role("ops2", "OPS", "p_ops2", False, "https://h")
RULES = default_pack().rules


def said(kind: str = "opened", reason: str = "first_breach", **more: Any) -> Transition:
    return Transition(kind=kind, reason=reason, at=START, number=1, **more)  # type: ignore[arg-type]


def roles(rule: str, transition: Transition, known: list[Role], also_to: str | None = None) -> list[str]:
    route = RULES[rule].route or "digest"
    told = told_roles(alert(route=route), transition, RULES[rule], known, also_to)
    return [role.role_id for role in told]


def test_group_money_pages_the_owner_and_copies_the_manager():
    assert roles("below_floor_sale", said(), [OPS, MGR, CS]) == ["ops", "mgr"]


def test_a_notice_goes_to_its_department_alone_and_a_digest_to_nobody():
    assert roles("inquiry_conversion_low", said(), [OPS, MGR, CS]) == ["cs"]
    assert roles("day_target_missed", said(), [OPS, MGR, CS]) == []


def test_without_a_lead_operations_then_the_manager_stand_in():
    assert owner("CS", [OPS, MGR]) == ("CS", OPS, True)
    assert owner("CS", [MGR]) == ("CS", MGR, True)
    assert owner("CS", []) == ("CS", None, True)
    assert owner("CS", [OPS, CS]) == ("CS", CS, False)


def test_whoever_published_a_blocked_promo_is_told_too():
    assert roles("promo_preflight", said(), [OPS, MGR, CS], "p_cs") == ["ops", "mgr", "cs"]


def test_silence_is_not_told_to_people_once_per_alert():
    assert roles("below_floor_sale", said("updated", "no_data"), [OPS, MGR]) == []


def test_a_quiet_transition_is_told_to_nobody():
    assert roles("below_floor_sale", said(is_quiet=True), [OPS, MGR]) == []


def test_each_step_reaches_the_next_person():
    lead = OPS._replace(backup_role_id="ops2")
    known, rule = [lead, BACKUP, MGR], RULES["below_floor_sale"]
    reached = [
        step_role(said("escalated", "not_acknowledged", level=level), rule, known) for level in (1, 2, 3, 4)
    ]
    assert [role.role_id for role in reached if role] == ["ops", "ops2", "ops", "mgr"]


def test_a_notice_past_its_deadline_reaches_the_lead_of_operations():
    late = said("escalated", "deadline_passed", level=1)
    assert step_role(late, RULES["inquiry_conversion_low"], [OPS, CS]) == OPS
    assert step_department(late, RULES["inquiry_conversion_low"], []) == "OPS"


def test_an_endpoint_gets_everything_it_did_not_filter_out():
    assert Filters().wants(types="alert.opened", rules=None)
    only = Filters(severities=frozenset({"critical"}))
    assert only.wants(types="alert.opened", severities="critical")
    assert not only.wants(types="alert.opened", severities="warning")
