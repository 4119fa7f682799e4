"""Reads a request body within its limits: never much more than may be kept, and never for ever."""

import asyncio
import zlib
from dataclasses import dataclass

from fastapi import Request
from starlette.requests import ClientDisconnect

from services.ingest import errors

_GZIP = 16 + zlib.MAX_WBITS
_STEP = 65_536


@dataclass(frozen=True)
class BodyLimits:
    """The most bytes of a body, as sent and unpacked, and the time it may take to arrive."""

    most_bytes: int
    seconds: float


async def read_body(request: Request, limits: BodyLimits) -> bytes:
    """The unpacked body; raises the problems 400, 408, 413 and 415 of `errors`."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"gzip", "x-gzip", "identity"}:
        raise errors.unknown_encoding()
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limits.most_bytes:
        raise errors.too_large(limits.most_bytes)
    try:
        async with asyncio.timeout(limits.seconds):
            body = await _collect(request, limits.most_bytes)
    except TimeoutError:
        raise errors.too_slow(limits.seconds) from None
    except ClientDisconnect:
        raise errors.broken_off() from None
    return body if encoding == "identity" else unpack(body, limits.most_bytes)


async def _collect(request: Request, most: int) -> bytes:
    """At most one network read (64 KiB) more than `most` is ever held."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise errors.too_large(most)
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def unpack(body: bytes, most: int) -> bytes:
    """Gunzip in steps, so that a small body that unpacks to gigabytes is stopped at the limit."""
    unpacker = zlib.decompressobj(_GZIP)
    parts: list[bytes] = []
    size, rest = 0, body
    try:
        while not unpacker.eof:
            part = unpacker.decompress(rest, _STEP)
            if not part and not rest:
                break
            size += len(part)
            if size > most:
                raise errors.too_large(most)
            parts.append(part)
            rest = unpacker.unconsumed_tail
    except zlib.error:
        raise errors.not_gzip() from None
    if not unpacker.eof or unpacker.unused_data:
        raise errors.not_gzip()
    return b"".join(parts)
