"""Whom we connect to: https on public addresses, judged on the resolved address that is then connected to.

A URL is read once, strictly, into a `Target`; whatever two programs could read differently is refused. The name
is resolved once per try, all its addresses are judged, and the connection goes to one of exactly these: a name
that resolves to something else a moment later (DNS rebinding) changes nothing.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

import idna
import msgspec

from services.alerts.delivery.addresses import Address, Networks, is_allowed, is_public
from services.alerts.errors import UrlRefused

LONGEST = 2_000
PORTS = {"https": 443, "http": 80}
PRINTABLE = re.compile(r"[!-~\u0080-\U0010ffff]+")
ODD = re.compile(r'[\\^`{}|<>"]')
NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
BRACKETED = re.compile(r"\[[0-9a-f:.]+\](:\d+)?", re.IGNORECASE)
NUMBER = re.compile(r"\d+|0x[0-9a-f]*")


class Unresolved(UrlRefused):
    """The name has no address at present; later it may."""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A URL that was read: `host` is a lower-case ASCII name or an address, `path` holds the query too."""

    scheme: str
    host: str
    port: int
    path: str
    address: Address | None = None

    @property
    def authority(self) -> str:
        """The Host header."""
        host = f"[{self.host}]" if isinstance(self.address, IPv6Address) else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def at(self, address: Address) -> str:
        """The same URL with the address in place of the name."""
        host = f"[{address}]" if isinstance(address, IPv6Address) else str(address)
        return f"{self.scheme}://{host}:{self.port}{self.path}"


class Resolver(Protocol):
    """Looks names up; raises `Unresolved`."""

    async def __call__(self, host: str, port: int) -> Sequence[Address]: ...


class Guard:
    """Says for a URL which addresses we may connect to, or refuses it."""

    def __init__(self, resolve: Resolver, allowed: Networks = ()) -> None:
        """`allowed` are the operator's own networks: there private addresses and plain http are good."""
        self._resolve = resolve
        self._allowed = allowed

    async def pin(self, url: str) -> tuple[Target, tuple[Address, ...]]:
        """The target and its good addresses, at least one; raises `UrlRefused` with a sentence that says why."""
        target = read(url)
        found = [target.address] if target.address else await self._resolve(target.host, target.port)
        return target, judged(target, found, self._allowed)


def judged(target: Target, found: Sequence[Address], allowed: Networks) -> tuple[Address, ...]:
    """Those of the operator's networks if there are any; else all must be public, and reached by https."""
    own = tuple(address for address in found if is_allowed(address, allowed))
    if own:
        return own
    if not found:
        raise Unresolved(f"The name {target.host} has no address.")
    if not all(is_public(address) for address in found):
        raise UrlRefused(
            f"{target.host} is not on the public internet: ALERTS_WEBHOOK_ALLOW does not name it."
        )
    if target.scheme != "https":
        raise UrlRefused("Plain http is refused: use https.")
    return tuple(found)


def read(url: str) -> Target:
    """Reads a URL strictly; raises `UrlRefused`."""
    if not PRINTABLE.fullmatch(url) or ODD.search(url) or len(url) > LONGEST:
        raise UrlRefused(f"Not a URL: up to {LONGEST} characters, without spaces, backslashes or braces.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UrlRefused("Not a URL: host or port cannot be read.") from None
    if parts.scheme not in PORTS or not url[len(parts.scheme) :].startswith("://"):
        raise UrlRefused("The URL must begin with https://.")
    if "@" in parts.netloc or "%" in parts.netloc:
        raise UrlRefused("The URL may hold no user, password or escaped host.")
    if "#" in url:
        raise UrlRefused("The URL may hold no fragment (#).")
    host, address = _host(parts)
    if port == 0 or parts.netloc.endswith(":"):
        raise UrlRefused("The port must be between 1 and 65535.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(
        scheme=parts.scheme, host=host, port=port or PORTS[parts.scheme], path=path, address=address
    )


def _host(parts: SplitResult) -> tuple[str, Address | None]:
    raw = parts.hostname or ""
    if "[" in parts.netloc:
        return _bracketed(parts.netloc, raw)
    host = _ascii(raw).rstrip(".") if not raw.endswith("..") else ""
    if not NAME.fullmatch(host) or len(host) > 253:
        raise UrlRefused("The URL names no host that could be looked up.")
    if NUMBER.fullmatch(host.rpartition(".")[2]):
        return _numeric(host)
    return host, None


def _bracketed(netloc: str, raw: str) -> tuple[str, Address]:
    try:
        address = IPv6Address(raw if BRACKETED.fullmatch(netloc) else "")
    except ValueError:
        raise UrlRefused("The host is no IPv6 address.") from None
    return str(address), address


def _numeric(host: str) -> tuple[str, Address]:
    """Only `192.0.2.7`: other writings of a number (decimal, octal, hex, short) are read differently elsewhere."""
    try:
        address = IPv4Address(host)
    except ValueError:
        raise UrlRefused("Write an IPv4 address as four decimal numbers.") from None
    return str(address), address


def _ascii(host: str) -> str:
    if host.isascii():
        return host.lower()
    with suppress(idna.IDNAError, UnicodeError):
        return idna.encode(host, uts46=True).decode().lower()
    return ""
