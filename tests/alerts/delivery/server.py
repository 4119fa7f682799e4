"""A receiver on the loopback that behaves as badly as it is told to."""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple

Writer = asyncio.StreamWriter
Behaviour = Callable[[Writer], Awaitable[None]]


class Got(NamedTuple):
    """A request as it came."""

    at: float
    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


class Server:
    """Answers by `script`, one behaviour per request, then by `usual`."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.script: deque[Behaviour] = deque()
        self.usual: Behaviour = answer(204)
        self.port = 0
        self.under_way = 0
        self.most_at_once = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.got]

    async def serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            self.got.append(await _read(reader))
            behaviour = self.script.popleft() if self.script else self.usual
            await behaviour(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.under_way -= 1
            writer.close()


@asynccontextmanager
async def receiving(ssl: Any = None) -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=ssl)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


def answer(status: int, delay: float = 0.0, **headers: str) -> Behaviour:
    async def behave(writer: Writer) -> None:
        await asyncio.sleep(delay)
        named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {status} Said\r\n{named}content-length: 0\r\n\r\n".encode())
        await writer.drain()

    return behave


async def hang(writer: Writer) -> None:
    """Takes the request and says nothing."""
    with suppress(TimeoutError):
        await asyncio.wait_for(writer.wait_closed(), 60)


async def drip(writer: Writer) -> None:
    """One byte of a head now and then, for ever."""
    for byte in b"HTTP/1.1 200 OK\r\nx-slow: " + b"z" * 10_000:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.05)


async def drip_body(writer: Writer) -> None:
    """A good status, then a body without end."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"z")
        await writer.drain()
        await asyncio.sleep(0.05)


class Flood:
    """A good status and a gigabyte; counts what was taken."""

    def __init__(self) -> None:
        self.sent = 0

    async def __call__(self, writer: Writer) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n")
        block = b"z" * 65_536
        with suppress(ConnectionError):
            while self.sent < 1_000_000_000:
                writer.write(block)
                await writer.drain()
                self.sent += len(block)


async def rubbish(writer: Writer) -> None:
    writer.write(b"220 mail.example ESMTP\r\n" * 3)
    await writer.drain()


async def slam(writer: Writer) -> None:
    writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> Got:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    raw = await reader.readexactly(int(headers.get("content-length", 0)))
    return Got(time.time(), head[0].split()[1], headers, raw)
