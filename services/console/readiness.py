"""Waits until every service says that it is ready, or says which one is not and why."""

import time
from collections.abc import Callable, Mapping

import httpx

from services.console.errors import ConsoleError

TIMEOUT_SECONDS = 300.0
EVERY_SECONDS = 0.2
SAY_EVERY_SECONDS = 20.0


def await_ready(
    urls: Mapping[str, str],
    look: Callable[[], object],
    is_stopping: Callable[[], bool],
    logs: str,
    say: Callable[[str], None],
) -> None:
    """Returns when /readyz of all answers 200; `look` is called in between; ConsoleError after five minutes."""
    waiting = dict(urls)
    deadline = time.monotonic() + TIMEOUT_SECONDS
    say_at = time.monotonic() + SAY_EVERY_SECONDS
    with httpx.Client(timeout=2.0, trust_env=False) as client:
        while waiting and not is_stopping():
            look()
            waiting = {name: url for name, url in waiting.items() if not _is_ready(client, url)}
            if waiting and time.monotonic() > deadline:
                names = ", ".join(waiting)
                raise ConsoleError(
                    f"Not ready after {TIMEOUT_SECONDS:.0f} s: {names}; the logs are in {logs}."
                )
            if waiting and time.monotonic() > say_at:
                say(f"Still waiting for {', '.join(waiting)} ...")
                say_at += SAY_EVERY_SECONDS
            time.sleep(EVERY_SECONDS if waiting else 0)


def _is_ready(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(f"{url}/readyz").status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
