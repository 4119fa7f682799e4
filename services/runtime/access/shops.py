"""The shops of the installation: each comes into being with its first key and keeps its money and zone."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Engine
from sqlmodel import Session, select

from services.runtime.access.tables import Shop
from services.runtime.store import insert_missing, reading

DEFAULT_CURRENCY = "CNY"
DEFAULT_TIMEZONE = "Asia/Shanghai"
HIGHEST_EXPONENT = 6
WITHOUT_MINOR_UNITS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV"}
    | {"XAF", "XOF", "XPF"}
)
WITH_THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


class ShopDiffers(Exception):
    """A shop exists with another currency, exponent or zone than the one asked for."""


class ShopInvalid(Exception):
    """A currency, exponent or zone that does not exist."""


def exponent_of(currency: str) -> int:
    """Decimal places of the ISO 4217 currency: 0 for JPY, 3 for KWD, else 2."""
    if currency in WITHOUT_MINOR_UNITS:
        return 0
    return 3 if currency in WITH_THOUSANDTHS else 2


def ensure_shop(
    session: Session,
    shop_id: str,
    now: datetime,
    *,
    currency: str | None = None,
    timezone: str | None = None,
    exponent: int | None = None,
) -> Shop:
    """The shop, made if it is new; raises `ShopDiffers` or `ShopInvalid`."""
    if session.get(Shop, shop_id) is None:
        money = currency or DEFAULT_CURRENCY
        places = exponent_of(money) if exponent is None else exponent
        new = Shop(
            shop_id=shop_id,
            currency=money,
            exponent=places,
            timezone=timezone or DEFAULT_TIMEZONE,
            created_at=now,
        )
        _require_valid(new)
        insert_missing(session, Shop, [new.model_dump()])
    shop = session.get_one(Shop, shop_id)
    for name, asked in (("currency", currency), ("timezone", timezone), ("exponent", exponent)):
        if asked is not None and asked != getattr(shop, name):
            raise ShopDiffers(f"Shop {shop_id} has {name} {getattr(shop, name)}, not {asked}.")
    return shop


def shop_of(engine: Engine, shop_id: str) -> Shop | None:
    with reading(engine) as session:
        return session.get(Shop, shop_id)


def all_shops(engine: Engine) -> Sequence[Shop]:
    """In the order of their ids."""
    with reading(engine) as session:
        return session.exec(select(Shop).order_by(Shop.shop_id)).all()


def _require_valid(shop: Shop) -> None:
    if len(shop.currency) != 3 or not shop.currency.isascii() or not shop.currency.isupper():
        raise ShopInvalid(f"{shop.currency!r} is not a currency code such as CNY.")
    if not 0 <= shop.exponent <= HIGHEST_EXPONENT:
        raise ShopInvalid(f"The exponent must lie between 0 and {HIGHEST_EXPONENT}, not {shop.exponent}.")
    if shop.timezone not in available_timezones():
        raise ShopInvalid(f"{shop.timezone!r} is not a zone such as Asia/Shanghai.")
    ZoneInfo(shop.timezone)
