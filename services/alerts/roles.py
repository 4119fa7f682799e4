"""The contact of a role follows the role: where its department's messages go."""

from collections.abc import Callable

from services.alerts.shopdesk import ShopDesk
from services.alerts.store.endpoints import keep_role
from services.contracts.events.organisation import OrgRoleSet


def keep_contact(desk: ShopDesk, event: OrgRoleSet, make_secret: Callable[[], bytes]) -> None:
    """As the role stands now: an inactive one, or one without a webhook, has no contact here."""
    desk.forget()
    role = next((each for each in desk.roles if each.role_id == event.data.role_id), None)
    keep_role(desk.session, desk.shop_id, role, event.data.role_id, make_secret, desk.now)
