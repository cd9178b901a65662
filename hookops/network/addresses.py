"""Which addresses may be connected to. Pure: no name is looked up here.

Python's `is_global` alone does not do: it is true for multicast, for IPv4 inside NAT64 and 6to4,
and its tables differ between versions of Python.
"""

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address

_V4 = {
    "0.0.0.0/8": "of this network",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by a provider's customers",
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "of Azure's own services",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "reserved",
    "192.0.2.0/24": "for documentation",
    "192.31.196.0/24": "reserved",
    "192.52.193.0/24": "reserved",
    "192.88.99.0/24": "of a 6to4 relay",
    "192.168.0.0/16": "private",
    "192.175.48.0/24": "reserved",
    "198.18.0.0/15": "for benchmarks",
    "198.51.100.0/24": "for documentation",
    "203.0.113.0/24": "for documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}
"""Source: IANA IPv4 Special-Purpose Address Registry; RFC 5771 for multicast; Microsoft, What is
IP address 168.63.129.16."""

_V6 = {
    "::/128": "unspecified",
    "::1/128": "loopback",
    "64:ff9b:1::/48": "of a local translator",
    "100::/64": "for discarding",
    "2001::/32": "a Teredo tunnel",
    "2001::/23": "reserved",
    "2001:db8::/32": "for documentation",
    "2002::/16": "a 6to4 tunnel",
    "3fff::/20": "for documentation",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "private",
    "ff00::/8": "multicast",
}
"""Source: IANA IPv6 Special-Purpose Address Registry; RFC 4291 and RFC 3879."""

# Not `ipaddress.is_private` and its like: they differ between versions of Python, and a message
# needs the word.
_BLOCKED = tuple(
    [(IPv4Network(net), word) for net, word in _V4.items()]
    + [(IPv6Network(net), word) for net, word in _V6.items()]
)
_GLOBAL = IPv6Network("2000::/3")
"""Source: IANA IPv6 Address Space: all that is given out of global unicast."""

_WITH_V4 = (IPv6Network("::ffff:0:0/96"), IPv6Network("::/96"), IPv6Network("64:ff9b::/96"))
"""IPv4-mapped and -compatible addresses, and those of NAT64, end in an IPv4 address that is
reached through them. Source: RFC 4291, 2.5.5; RFC 6052, 2.1."""


Networks = tuple[IPv4Network | IPv6Network, ...]

PRIVATE = tuple(
    ip_network(net)
    for net in ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
"""What an allow-list may have: not this computer, and nothing that is public anyway."""

# No list of networks allows these: they give a machine's credentials to whoever asks.
_OF_CLOUDS = tuple(
    (ip_network(net), word)
    for net, word in (
        ("169.254.0.0/16", "link-local"),
        ("fd00:ec2::/32", "of Amazon's own services"),
        ("fd20:ce::/32", "of Google's own services"),
        ("100.100.100.200/32", "of Alibaba's own services"),
        ("192.0.0.192/32", "of Oracle's own services"),
    )
)
"""Source: Amazon EC2, Google Compute Engine, Alibaba ECS and Oracle Cloud, instance metadata."""


def read_networks(text: str) -> Networks:
    """The private networks of a list such as `10.20.0.0/16, fd12::/48`. Raises: ValueError."""
    found = []
    for part in text.replace(",", " ").split():
        try:
            network = ip_network(part)
        except ValueError:
            raise ValueError(f"{part} is not a network, such as 10.20.0.0/16") from None
        if not any(_is_inside(network, outer) for outer in PRIVATE):
            raise ValueError(f"{network} is not inside a private network")
        found.append(network)
    return tuple(found)


def is_in(text: str, networks: Networks) -> bool:
    """Whether the address is in one of the networks."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address.version == net.version and address in net for net in networks)


def why_blocked(text: str, *, loopback: bool = False, networks: Networks = ()) -> str:
    """Why hookops must not connect to the address, such as `10.0.0.1 is private`.

    Shape: `text` is what a resolver gives; `loopback` allows the addresses of this computer, and
    `networks` those of private networks. Returns: empty for a public one.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return "the resolver gave something that is not an address"
    # No list overrides the first question; each of the others has an option of its own.
    for net, owner in _OF_CLOUDS:
        if address.version == net.version and address in net:
            return f"{address} is {owner}"
    word = _word(address)
    if not word or (loopback and is_loopback(text)) or is_in(text, networks):
        return ""
    return f"{address} is {word}"


def _is_inside(inner: IPv4Network | IPv6Network, outer: IPv4Network | IPv6Network) -> bool:
    # Bounds, since subnet_of refuses two versions already by its type.
    same = inner.version == outer.version
    return same and inner[0] in outer and inner[-1] in outer


def is_loopback(text: str) -> bool:
    """Whether it is an address of this computer, in its usual form."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    # Of IPv6 the usual form alone: from Python 3.13 on, ::ffff:127.0.0.1 counts as loopback too.
    return address.is_loopback and (isinstance(address, IPv4Address) or text == "::1")


def _word(address: Address) -> str:
    # Blocked networks come first, so that a message has their word. Then an IPv6 address that
    # leads to an IPv4 one is judged by that. What is left must be global by a positive list
    # (IPv6) or by Python's tables (IPv4), since new special networks may be registered.
    for network, word in _BLOCKED:
        if address.version == network.version and address in network:
            return word
    inner = _inner(address)
    if inner is not None:
        word = _word(inner)
        return f"a form of {inner}, which is {word}" if word else ""
    if isinstance(address, IPv6Address):
        # A scope (fe80::1%eth0) names an interface of this computer.
        return "" if address in _GLOBAL and address.scope_id is None else "no global address"
    return "" if address.is_global else "not global"


def _inner(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one is a form of."""
    if isinstance(address, IPv4Address) or not any(address in net for net in _WITH_V4):
        return None
    return IPv4Address(int(address) & 0xFFFFFFFF)
