"""What happens on the side, at intervals: telling how far we are, refreshing series, deleting short windows."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from services.analyzer import telemetry
from services.analyzer.agents.worker import Worker
from services.analyzer.aggregator import ShopAggregator, ShopProgress
from services.analyzer.history.forgetting import clean
from services.analyzer.history.retention import keeps, prune
from services.analyzer.progress import Progress
from services.analyzer.settings import Settings
from services.runtime import logs
from services.runtime.health import Health

COUNTING = "counting"
TELL_SECONDS, SHOW_SECONDS, PRUNE_SECONDS = 1.0, 5.0, 600.0
log = logs.get(__name__)


class Housekeeping:
    """Nothing here decides a figure; when the database is away it is tried again at the next turn."""

    def __init__(
        self,
        worker: Worker[ShopAggregator],
        progress: Progress,
        history: Engine,
        health: Health,
        today: telemetry.Today,
        settings: Settings,
    ) -> None:
        """Registers itself with the worker's app."""
        self._worker, self._progress, self._history = worker, progress, history
        self._health, self._today = health, today
        self._keep = keeps(settings.pulse_hours, settings.minute_hours)
        self._applied = 0
        for every, what in (
            (TELL_SECONDS, self._progress.tell),
            (SHOW_SECONDS, self._show),
            (PRUNE_SECONDS, self._prune),
        ):
            worker.app.task(self._repeating(every, what))

    def _repeating(self, every: float, what: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def repeat() -> None:
            while not self._worker.app.should_stop:
                await asyncio.sleep(every)
                try:
                    await what()
                except SQLAlchemyError as error:
                    log.warning("housekeeping_failed", what=what.__name__, error=type(error).__name__)

        return repeat

    async def _prune(self) -> None:
        deleted = await asyncio.to_thread(prune, self._history, self._keep, time.time())
        await asyncio.to_thread(clean, self._history, time.time())
        log.info("short_windows_deleted", rows=deleted)

    async def _show(self) -> None:
        owned = self._worker.owned
        gauges = [
            gauge
            for held in list(owned.partitions.values())
            for gauge in await owned.counting(held.fold.gauges, self._today.shown.has)
        ]
        self._today.refresh(gauges)
        told = [shop for look in self._progress.seen.values() for shop in look.shops.values()]
        self._today.refresh_health(_health(told))
        for reason in telemetry.LATE_REASONS:
            telemetry.late_events.of(reason).set(sum(shop.late_by_reason.get(reason, 0) for shop in told))
        self._show_worker()

    def _show_worker(self) -> None:
        worker, owned = self._worker, self._worker.owned
        behind = sum(worker.lag(number) for number in owned.partitions)
        applied = worker.feeder.records
        self._health.waiting(COUNTING, behind > 0)
        if applied != self._applied:
            self._health.beat(COUNTING)
        self._applied = applied
        telemetry.lag.of().set(behind)
        telemetry.records.of().set(applied)
        telemetry.unread.of().set(sum(held.fold.unread for held in owned.partitions.values()))
        telemetry.unacked.of().set(owned.unacked)
        telemetry.partitions.of().set(len(owned.partitions))
        telemetry.recovery_seconds.of().set(worker.recovery_seconds)
        telemetry.restored_bytes.of().set(worker.restored_bytes)
        telemetry.written_bytes.of().set(worker.writer.state_bytes)
        if worker.writer.ended_at is not None:
            telemetry.checkpoint_age.of().set(time.time() - worker.writer.ended_at)


def _health(progress: Iterable[ShopProgress]) -> dict[str, dict[str, float]]:
    """Series name -> shop -> value."""
    now, shops = time.time(), list(progress)
    return {
        "watermark_lag_seconds": {shop.shop_id: now - shop.watermark for shop in shops if shop.watermark},
        "open_windows": {shop.shop_id: shop.open_windows for shop in shops},
        "pending_revisions": {shop.shop_id: shop.pending_revisions for shop in shops},
        "late_events": {shop.shop_id: shop.late_events for shop in shops},
    }
