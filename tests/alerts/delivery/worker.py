"""A worker in a process of its own: python -m tests.alerts.delivery.worker DATABASE_URL FOLDER SETTINGS_JSON."""

import asyncio
import json
import sys
from pathlib import Path

from services.alerts.delivery.opening import open_webhooks
from services.alerts.delivery.settings import WebhookSettings
from services.runtime.access.opening import open_access
from services.runtime.clock import SystemClock
from services.runtime.settings import Stack
from services.runtime.store import open_engine


async def work(url: str, folder: str, settings: str) -> None:
    """Until killed."""
    access = open_access(Stack(data_dir=Path(folder)))
    hooks = open_webhooks(
        open_engine(url), access, SystemClock(), settings=WebhookSettings(**json.loads(settings))
    )
    print("ready", flush=True)
    await hooks.deliverer.run()


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:]))
