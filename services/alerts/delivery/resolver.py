"""Looks names up with the system's resolver, on threads of its own: a slow name server delays nobody else."""

import asyncio
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

from services.alerts.delivery.addresses import Address
from services.alerts.delivery.guard import Unresolved


class SystemResolver:
    """All addresses of a name, in the order in which the system would try them."""

    def __init__(self, threads: int = 32) -> None:
        """At most so many names at once; each may block for as long as the system waits."""
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="names")

    async def __call__(self, host: str, port: int) -> Sequence[Address]:
        try:
            found = await asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host, port)
        except (OSError, UnicodeError):
            raise Unresolved(f"The name {host} cannot be looked up at present.") from None
        return tuple(dict.fromkeys(ip_address(text) for text in found))

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int) -> list[str]:
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
