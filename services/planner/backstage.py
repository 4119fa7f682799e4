"""What the pages need of the planner: shops, the view of one, and a target set by hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy import Engine

from services.contracts.envelope import Envelope
from services.planner.routes.targets import Say, published
from services.planner.sheet import MorningView
from services.planner.targets import target_set
from services.planner.view import morning
from services.runtime.access.shops import all_shops, shop_of
from services.runtime.clock import Clock
from services.runtime.store import reading

SetTarget = Callable[[str, str, int, str], Awaitable[None]]
USUAL_EXPONENT = 2


class Backstage:
    """Behind the pages; its calls may block."""

    def __init__(self, engine: Engine, access: Engine, clock: Clock) -> None:
        """The planner's store and the installation's shops."""
        self._engine, self._access, self._clock = engine, access, clock

    def shops(self) -> Sequence[str]:
        """Every shop of the installation."""
        return [shop.shop_id for shop in all_shops(self._access)]

    def morning(self, shop_id: str) -> MorningView:
        """The page of a shop now."""
        with reading(self._engine) as session:
            return morning(session, shop_id, self._clock.now())

    def exponent(self, shop_id: str) -> int:
        """Decimals of the shop's currency."""
        shop = shop_of(self._access, shop_id)
        return USUAL_EXPONENT if shop is None else shop.exponent


def target_setter(say: Say, clock: Clock) -> SetTarget:
    """Puts a month target on the stream, with the person who set it as its source."""

    async def set_target(shop_id: str, month: str, target: int, person: str) -> None:
        event: Envelope = target_set(
            shop_id, month, "gmv", target, None, clock.now(), f"/planner/person/{person}"
        )
        await published(say, event)

    return set_target
