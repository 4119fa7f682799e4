"""Sends what is due, from the moment when it is committed until it has arrived.

wake() ─▶ Claims.take ─▶ one task per claim: Sender.send ─▶ Results.record ─▶ wake() for the next of its endpoint
          leased rows                        answer          delivered | again at | given up | endpoint off
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from services.alerts import telemetry
from services.alerts.delivery import signing
from services.alerts.delivery.answer import Answer
from services.alerts.delivery.claims import Claim, Claims
from services.alerts.delivery.leases import Lease, Watch
from services.alerts.delivery.results import Results
from services.alerts.delivery.sender import Sender
from services.alerts.delivery.settings import WebhookSettings
from services.alerts.delivery.telemetry import fenced_total, first_try_seconds, under_way
from services.contracts.moments import moment_of
from services.runtime import logs
from services.runtime.clock import Clock

log = logs.get(__name__)
PAUSE_SECONDS = 1.0
RENEWALS_PER_LEASE = 4
DATABASE_THREADS = 4

P = ParamSpec("P")
R = TypeVar("R")


class Deliverer:
    """One worker. Several may run on one database: leases keep them apart."""

    def __init__(
        self, claims: Claims, results: Results, sender: Sender, clock: Clock, settings: WebhookSettings
    ) -> None:
        """Nothing happens before `run`."""
        self._claims = claims
        self._results = results
        self._sender = sender
        self._clock = clock
        self._settings = settings
        self._watch = Watch(settings.lease_seconds)
        self._bell = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._threads = ThreadPoolExecutor(DATABASE_THREADS, thread_name_prefix="deliveries")
        self._tries: dict[asyncio.Task[None], Claim] = {}
        self._looked_at = 0.0
        self._lost: frozenset[Lease] = frozenset()
        self._renewed_at = 0.0

    def wake(self) -> None:
        """Something was committed: look now. May be called from any thread, also before `run`."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._bell.set)

    async def run(self) -> None:
        """Until cancelled; then tries under way get a moment to end, and what is not done is given back."""
        self._loop = asyncio.get_running_loop()
        renewing = asyncio.create_task(self._renew())
        try:
            while True:
                self._bell.clear()
                await self._round()
                with suppress(TimeoutError):  # not wait_for: in Python 3.11 it can swallow a cancellation
                    async with asyncio.timeout(self._settings.poll_seconds):
                        await self._bell.wait()
        finally:
            renewing.cancel()
            await self._stop()

    async def _round(self) -> None:
        try:
            await self._look_around()
            busy = Counter(claim.endpoint_id for claim in self._tries.values())
            for claim in await self._in_thread(self._claims.take, busy, self._lost):
                self._start(claim)
        except SQLAlchemyError as error:
            log.warning("deliveries_unreadable", error=type(error).__name__)

    async def _look_around(self) -> None:
        """Once per poll: leases whose holder is gone, and how much waits."""
        now = time.monotonic()
        if now - self._looked_at < self._settings.poll_seconds:
            return
        self._looked_at = now
        self._lost = self._watch.look(await self._in_thread(self._claims.foreign), now)
        telemetry.waiting.of().set(await self._in_thread(self._claims.waiting))

    def _start(self, claim: Claim) -> None:
        task = asyncio.create_task(self._try(claim))
        self._tries[task] = claim
        under_way.of().set(len(self._tries))
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Whatever happened, the lease is not renewed any longer; the endpoint's next message may go."""
        claim = self._tries.pop(task)
        if not task.cancelled():
            self._claims.held.pop(claim.seq, None)
        under_way.of().set(len(self._tries))
        if not task.cancelled() and (error := task.exception()):
            log.error("delivery_broke_off", error=repr(error))
        self._bell.set()

    async def _try(self, claim: Claim) -> None:
        if self._is_stale(claim):
            return
        now = self._clock.now()
        if not claim.attempts:
            first_try_seconds.of().observe(max(0.0, (now - moment_of(claim.due_us)).total_seconds()))
        headers = signing.signed(claim.webhook_id, claim.body, claim.secrets, now)
        answer = await self._sender.send(claim.url, claim.body, headers)
        await self._record(claim, answer)

    def _is_stale(self, claim: Claim) -> bool:
        """This process slept (was stopped) since it took the lease: somebody else may have it by now."""
        known_good = max(claim.taken_at, self._renewed_at)
        return time.monotonic() - known_good >= self._settings.lease_seconds

    async def _record(self, claim: Claim, answer: Answer) -> None:
        """As long as it takes: a result that is not written down is a message sent twice."""
        telemetry.attempts_total.of(answer.outcome).inc()
        while True:
            try:
                is_ours = await self._in_thread(self._results.record, claim, answer)
                break
            except SQLAlchemyError as error:
                log.warning("delivery_not_recorded", error=type(error).__name__)
                await asyncio.sleep(PAUSE_SECONDS)
        self._say(claim, answer, is_ours)

    def _say(self, claim: Claim, answer: Answer, is_ours: bool) -> None:
        if not is_ours:
            fenced_total.of().inc()
            log.warning("delivery_fenced", endpoint=claim.endpoint_id, webhook_id=claim.webhook_id)
        elif answer.is_good:
            waited = (self._clock.now() - moment_of(claim.at_us)).total_seconds()
            telemetry.delivery_seconds.of(claim.type).observe(max(0.0, waited))
        else:
            log.info(
                "delivery_failed",
                endpoint=claim.endpoint_id,
                webhook_id=claim.webhook_id,
                outcome=answer.outcome,
                status=answer.status,
                tries=claim.attempts + 1,
            )

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._settings.lease_seconds / RENEWALS_PER_LEASE)
            began = time.monotonic()
            try:
                await self._in_thread(self._claims.renew)
                self._renewed_at = began
            except SQLAlchemyError as error:
                log.warning("leases_not_renewed", error=type(error).__name__)

    async def _stop(self) -> None:
        running = list(self._tries)
        if running:
            await asyncio.wait(running, timeout=self._settings.stop_seconds)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        with suppress(SQLAlchemyError):
            await self._in_thread(self._claims.release)
        await self._sender.close()
        self._threads.shutdown(wait=False)

    async def _in_thread(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: work(*args, **kwargs))
