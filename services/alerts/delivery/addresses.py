"""Which addresses are on the public internet, whatever form they come in; pure."""

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_network,
)

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]

# IANA's special-purpose registries, multicast, and public addresses on which clouds answer their own machines.
CLOSED_V4 = tuple(
    IPv4Network(each)
    for each in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
UNICAST_V6 = IPv6Network("2000::/3")
CLOSED_V6 = tuple(
    IPv6Network(each)
    for each in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
NAT64 = IPv6Network("64:ff9b::/96")


def networks(texts: Iterable[str]) -> Networks:
    """`("10.0.0.0/8", "::1")` as networks; ValueError says which one is none."""
    return tuple(ip_network(text.strip(), strict=False) for text in texts)


def inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one only wraps (mapped, or translated by NAT64), else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def is_public(address: Address) -> bool:
    """Whether the open internet is at this address; tunnels that hide another address are not."""
    address = inner(address)
    if isinstance(address, IPv4Address):
        return not any(address in closed for closed in CLOSED_V4)
    is_plain = address.scope_id is None and address in UNICAST_V6
    return is_plain and not any(address in closed for closed in CLOSED_V6)


def is_allowed(address: Address, allowed: Networks) -> bool:
    """Whether the operator's own list names it, as it is or unwrapped."""
    return any(address in network or inner(address) in network for network in allowed)
