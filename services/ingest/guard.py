"""Guards the listening socket against clients that never finish a request head, or never stop sending one."""

from asyncio import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from services.ingest.settings import Settings


def guarded(settings: Settings) -> type[HttpToolsProtocol]:
    """The server's protocol with the limits of these settings."""

    class Guarded(GuardedProtocol):
        head_seconds = settings.header_seconds
        head_bytes = settings.header_bytes

    return Guarded


class GuardedProtocol(HttpToolsProtocol):
    """Closes a connection whose next request head is not complete in time, or grows too large.

    Between requests of one connection the server's own keep-alive time-out holds.
    """

    head_seconds: float = 10.0
    head_bytes: int = 32_768
    _head_timer: TimerHandle | None = None
    _head_size: int = 0
    _in_head: bool = True

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head_size += len(data)
            if self._head_timer is None:
                self._await_head()
        super().data_received(data)
        if self._in_head and self._head_size > self.head_bytes:
            self.transport.close()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._stop_timer()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head, self._head_size = True, 0

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(self.head_seconds, self._give_up)

    def _give_up(self) -> None:
        if self._in_head and not self.transport.is_closing():
            self.transport.close()

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
