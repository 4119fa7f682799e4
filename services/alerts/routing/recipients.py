"""Which roles a transition goes to, and whether at once or together with others."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from services.alerts.lifecycle import Alert, Transition
from services.alerts.routing.roles import Role, backup, lead, owner
from services.alerts.rules.pack import Rule

FOR_MACHINES = frozenset(
    {"no_data", "data_back"}
)  # a person is not told that data are missing once per alert
BACKUP, OPS, MGR = 2, 3, 4  # steps of a page that nobody takes on (R3); the first goes to the owner again


def told_roles(
    alert: Alert, transition: Transition, rule: Rule, roles: Sequence[Role], also_to: str | None
) -> list[Role]:
    """The roles that get the message, each once; resolutions follow their openings and are not decided here."""
    if transition.is_quiet or transition.reason in FOR_MACHINES or transition.kind == "resolved":
        return []
    if transition.kind == "escalated":
        return _unique([step_role(transition, rule, roles)])
    if alert.route == "digest":
        return []
    told: list[Role | None] = [owner(rule.owner, roles).role]
    if alert.route == "page":
        told += [lead(department, roles) for department in rule.copy]
    if also_to is not None:
        told += [role for role in roles if role.person_id == also_to][:1]
    return _unique(told)


def step_role(transition: Transition, rule: Rule, roles: Sequence[Role]) -> Role | None:
    """Whom a step of an escalation reaches."""
    own = owner(rule.owner, roles).role
    if transition.reason == "deadline_passed" or transition.level == OPS:
        return lead("OPS", roles) or own
    if transition.level == BACKUP:
        return backup(own, roles) or lead("OPS", roles) or own
    if transition.level == MGR:
        return lead("MGR", roles) or lead("OPS", roles) or own
    return own


def step_department(transition: Transition, rule: Rule, roles: Sequence[Role]) -> str:
    """The department of that step, also when nobody leads it."""
    if transition.reason == "deadline_passed" or transition.level == OPS:
        return "OPS"
    if transition.level == MGR:
        return "MGR"
    if transition.level == BACKUP and (role := backup(owner(rule.owner, roles).role, roles)):
        return role.department
    return rule.owner


class Filters(NamedTuple):
    """What an endpoint wants; empty means everything."""

    types: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    severities: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()

    def wants(self, **said: str | None) -> bool:
        """`said` by the names of the filters; what a message does not say passes no filter on it."""
        return all(not wanted or said.get(name) in wanted for name, wanted in self._asdict().items())


def _unique(roles: Iterable[Role | None]) -> list[Role]:
    by_id = {role.role_id: role for role in roles if role is not None}
    return list(by_id.values())
