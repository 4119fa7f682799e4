"""The shops of the installation, as the analyzer needs them: whether there is one, and its zone."""

from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from services.analyzer.about import DEFAULT_ZONE
from services.analyzer.errors import UnknownShop
from services.runtime.access.shops import shop_of


class Shops:
    """Looks shops up once: their zone never changes. Safe to use from several threads."""

    def __init__(self, access: Engine) -> None:
        """`access` is the database of shops and keys."""
        self._access = access
        self._zones: dict[str, str] = {}

    def zone(self, shop_id: str) -> ZoneInfo:
        """The zone of a shop that exists; raises `UnknownShop`."""
        known = self._known(shop_id)
        if known is None:
            raise UnknownShop(shop_id)
        return ZoneInfo(known)

    def zone_name(self, shop_id: str) -> str:
        """The zone in which a shop's events are counted; the default one where the shop is not on record."""
        return self._known(shop_id) or DEFAULT_ZONE

    def _known(self, shop_id: str) -> str | None:
        if shop_id not in self._zones:
            shop = shop_of(self._access, shop_id)
            if shop is None:
                return None
            self._zones[shop_id] = shop.timezone
        return self._zones[shop_id]
