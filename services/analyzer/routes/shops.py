"""The shops of the installation, as the read API needs them: whether there is one, and its zone."""

from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from services.analyzer.errors import UnknownShop
from services.runtime.access.shops import shop_of


class Shops:
    """Looks shops up once: their zone never changes."""

    def __init__(self, access: Engine) -> None:
        """`access` is the database of shops and keys."""
        self._access = access
        self._zones: dict[str, ZoneInfo] = {}

    def zone(self, shop_id: str) -> ZoneInfo:
        """The shop's zone; raises `UnknownShop`."""
        known = self._zones.get(shop_id)
        if known is None:
            shop = shop_of(self._access, shop_id)
            if shop is None:
                raise UnknownShop(shop_id)
            known = self._zones[shop_id] = ZoneInfo(shop.timezone)
        return known
