"""Notices that another state has become the active one, and begins anew with it."""

import asyncio
import os
import signal

import faust
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from services.analyzer.history.active import generation_of
from services.analyzer.history.tables import ActiveState
from services.analyzer.version import STATE_VERSION
from services.runtime import logs

LOOK_SECONDS = 1.0
log = logs.get(__name__)


def follow_switches(app: faust.App, history: Engine, active: ActiveState) -> None:
    """Registers a look at the active state with the worker; `active` is the one that the worker counts on."""
    if active.version != STATE_VERSION:
        log.warning("state_version_differs", active=active.version, code=STATE_VERSION, do="console rebuild")
    counted_on = active.generation

    async def look() -> None:
        while not app.should_stop:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                now = await asyncio.to_thread(generation_of, history)
            except SQLAlchemyError as error:
                log.warning("active_state_not_read", error=type(error).__name__)
                continue
            if now != counted_on:
                log.info("state_switched", before=counted_on, now=now)
                os.kill(os.getpid(), signal.SIGHUP)
                return

    app.task(look)
