"""GET /v1/shops/{shop}/progress: how much of a shop's log is counted, durable and readable."""

from collections.abc import Awaitable, Callable

import msgspec
from fastapi import APIRouter

from services.analyzer.progress import Progress as Shops
from services.analyzer.routes.standing import Progress
from services.runtime.access.http import Reader, ShopPath

History = Callable[[int], Awaitable[dict[str, int | None]]]


def router(shops: Shops, history: History) -> APIRouter:
    """The route; `history` gives how far the metrics topic's partition is stored."""
    routes = APIRouter(tags=["progress"])

    @routes.get("/v1/shops/{shop}/progress")
    async def progress(shop: ShopPath, _: Reader) -> Progress:
        """Offsets, watermark, open windows, late events, the last checkpoint."""
        told = await shops.of(shop)
        stored = await history(told.offsets.partition)
        return Progress.model_validate({**msgspec.to_builtins(told), "history": stored})

    return routes
