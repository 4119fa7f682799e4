"""Guards the listening socket: request heads come complete and in time, early answers are read before we hang up."""

from asyncio import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from services.ingest.settings import Settings

LINGER_SECONDS = 2.0


def guarded(settings: Settings) -> type[HttpToolsProtocol]:
    """The server's protocol with the limits of these settings."""

    class Guarded(GuardedProtocol):
        head_seconds = settings.header_seconds
        head_bytes = settings.header_bytes

    return Guarded


class GuardedProtocol(HttpToolsProtocol):
    """Closes a connection whose next request head is not complete in time, or grows too large.

    Between requests of one connection the server's own keep-alive time-out holds. An answer given before the
    body was read (413) is followed by the end of our side only: hanging up at once would make the system reset
    the connection, and a client that still sends would never see the answer.
    """

    head_seconds: float = 10.0
    head_bytes: int = 32_768
    _timer: TimerHandle | None = None
    _head_size: int = 0
    _in_head: bool = True
    _is_lingering: bool = False

    def connection_made(self, transport: Any) -> None:
        super().connection_made(_Lingering(transport, self))  # type: ignore[arg-type]  # it stands for the transport
        self._await_head()

    def data_received(self, data: bytes) -> None:
        if self._is_lingering:
            return
        if self._in_head:
            self._head_size += len(data)
            if self._timer is None:
                self._await_head()
        super().data_received(data)
        if self._in_head and self._head_size > self.head_bytes:
            self.transport.abort()

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

    def linger(self, transport: Any) -> None:
        """End our side; what still comes is thrown away until the client ends its own, or for two seconds."""
        if self._is_lingering or transport.is_closing():
            return
        self._is_lingering = True
        transport.write_eof()
        transport.resume_reading()
        self.loop.call_later(LINGER_SECONDS, transport.close)

    def has_unread_body(self) -> bool:
        """Whether a request was answered before its body had come."""
        return not self._in_head and self.cycle.response_complete

    def _await_head(self) -> None:
        self._timer = self.loop.call_later(self.head_seconds, self._give_up)

    def _give_up(self) -> None:
        if self._in_head:
            self.transport.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class _Lingering:
    """The transport as the server sees it: only its `close` is ours."""

    def __init__(self, transport: Any, protocol: GuardedProtocol) -> None:
        self._transport = transport
        self._protocol = protocol

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def close(self) -> None:
        if self._protocol.has_unread_body():
            self._protocol.linger(self._transport)
        else:
            self._transport.close()
