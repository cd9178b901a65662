"""Which addresses a service may be called at. Pure: no name is looked up here.

The same answers as hookops gives for `preview`, from a table of the emulator's own:
`tests/emulator/service/test_addresses.py` compares the two.
Source: IANA, IPv4 and IPv6 Special-Purpose Address Registries and IPv6 Address Space; RFC 5771,
RFC 4291, RFC 3879, RFC 6052; Microsoft, What is IP address 168.63.129.16; Amazon EC2, Google
Compute Engine, Alibaba ECS and Oracle Cloud, instance metadata.
"""

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

# No switch and no option allows these: they give a machine's credentials to whoever asks.
NEVER = (
    "169.254.0.0/16",
    "fd00:ec2::/32",
    "fd20:ce::/32",
    "100.100.100.200/32",
    "192.0.0.192/32",
)

BLOCKED = (
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
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/128",
    "::1/128",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/32",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
)

# Outside of it, IPv6 has given out nothing that a service could be at.
GLOBAL = "2000::/3"
# IPv4-mapped and -compatible addresses, and those of NAT64, lead to the IPv4 address they end in.
WITH_V4 = ("::ffff:0:0/96", "::/96", "64:ff9b::/96")

_NEVER: tuple[Network, ...] = tuple(map(ip_network, NEVER))
_BLOCKED: tuple[Network, ...] = tuple(map(ip_network, BLOCKED))
_GLOBAL = IPv6Network(GLOBAL)
_WITH_V4 = tuple(map(IPv6Network, WITH_V4))


def is_callable(text: str, *, loopback: bool = False) -> bool:
    """Whether a service may be called at the address.

    Shape: `text` is what a resolver gives; `loopback` allows the addresses of this computer.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if _is_in(address, _NEVER):
        return False
    return _is_public(address) or (loopback and is_loopback(text))


def is_loopback(text: str) -> bool:
    """Whether it is an address of this computer, in its usual form."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    # From Python 3.13 on, ::ffff:127.0.0.1 counts as loopback too.
    return address.is_loopback and (isinstance(address, IPv4Address) or text == "::1")


def _is_in(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address.version == net.version and address in net for net in networks)


def _is_public(address: Address) -> bool:
    # The table first, since Python's own differ between its versions; then IPv6 by a positive
    # list and IPv4 by Python's, as new special networks may be registered.
    if _is_in(address, _BLOCKED):
        return False
    if isinstance(address, IPv4Address):
        return address.is_global
    if _is_in(address, _WITH_V4):
        return _is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    # A scope (fe80::1%eth0) names an interface of this computer.
    return address in _GLOBAL and address.scope_id is None
