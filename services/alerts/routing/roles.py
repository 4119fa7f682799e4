"""Roles as alerts use them: who leads a department, who stands in."""

from collections.abc import Sequence
from typing import NamedTuple

from services.contracts.events.organisation import OrgRoleSetData

FALLBACKS = ("OPS", "MGR")


class Role(NamedTuple):
    """An active role; `url` is set where its contact is a webhook."""

    role_id: str
    department: str
    person_id: str
    is_lead: bool
    url: str | None = None
    backup_role_id: str | None = None

    @classmethod
    def of(cls, data: OrgRoleSetData) -> "Role":
        url = data.webhook_url if data.contact_channel == "webhook" else None
        return cls(data.role_id, data.department, data.person_id, data.is_lead, url, data.backup_role_id)


class Owner(NamedTuple):
    """Who has to act; without a role only the shop's endpoints are told."""

    department: str
    role: Role | None
    is_no_lead: bool


def lead(department: str, roles: Sequence[Role]) -> Role | None:
    return next((role for role in roles if role.department == department and role.is_lead), None)


def owner(department: str, roles: Sequence[Role]) -> Owner:
    """The department's lead, else the OPS lead, else the MGR lead, marked "no lead"."""
    own = lead(department, roles)
    if own is not None:
        return Owner(department, own, is_no_lead=False)
    stand_in = next((found for name in FALLBACKS if (found := lead(name, roles))), None)
    return Owner(department, stand_in, is_no_lead=True)


def backup(role: Role | None, roles: Sequence[Role]) -> Role | None:
    """The role that stands in for another; None when there is none."""
    if role is None or role.backup_role_id is None:
        return None
    return next((other for other in roles if other.role_id == role.backup_role_id), None)
