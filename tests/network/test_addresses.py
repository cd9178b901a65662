"""Which addresses may be connected to, whatever Python's own tables have."""

import re
from ipaddress import ip_network

import pytest

from hookops.network.addresses import is_loopback, read_networks, why_blocked

BLOCKED = {
    "0.0.0.0": "0.0.0.0 is of this network",
    "0.1.2.3": "0.1.2.3 is of this network",
    "10.0.0.1": "10.0.0.1 is private",
    "100.64.0.1": "100.64.0.1 is shared by a provider's customers",
    "100.100.100.200": "100.100.100.200 is of Alibaba's own services",
    "127.0.0.1": "127.0.0.1 is loopback",
    "127.255.255.254": "127.255.255.254 is loopback",
    "168.63.129.16": "168.63.129.16 is of Azure's own services",
    "169.254.169.254": "169.254.169.254 is link-local",
    "172.31.255.255": "172.31.255.255 is private",
    "192.0.0.170": "192.0.0.170 is reserved",
    "192.0.2.1": "192.0.2.1 is for documentation",
    "192.88.99.1": "192.88.99.1 is of a 6to4 relay",
    "192.168.0.1": "192.168.0.1 is private",
    "198.19.0.1": "198.19.0.1 is for benchmarks",
    "198.51.100.1": "198.51.100.1 is for documentation",
    "203.0.113.1": "203.0.113.1 is for documentation",
    "224.0.0.251": "224.0.0.251 is multicast",
    "255.255.255.255": "255.255.255.255 is reserved",
    "::": ":: is unspecified",
    "::1": "::1 is loopback",
    "::127.0.0.1": "::7f00:1 is a form of 127.0.0.1, which is loopback",
    "::ffff:127.0.0.1": "::ffff:7f00:1 is a form of 127.0.0.1, which is loopback",
    "::ffff:169.254.169.254": "::ffff:a9fe:a9fe is a form of 169.254.169.254, which is link-local",
    "64:ff9b::a00:1": "64:ff9b::a00:1 is a form of 10.0.0.1, which is private",
    "64:ff9b:1::808:808": "64:ff9b:1::808:808 is of a local translator",
    "100::1": "100::1 is for discarding",
    "2001::1": "2001::1 is a Teredo tunnel",
    "2001:2::1": "2001:2::1 is reserved",
    "2001:db8::1": "2001:db8::1 is for documentation",
    "2002:7f00:1::": "2002:7f00:1:: is a 6to4 tunnel",
    "2002:808:808::": "2002:808:808:: is a 6to4 tunnel",
    "3fff::1": "3fff::1 is for documentation",
    "4000::1": "4000::1 is no global address",
    "fd00:ec2::254": "fd00:ec2::254 is of Amazon's own services",
    "fe80::1": "fe80::1 is link-local",
    "fe80::1%eth0": "fe80::1%eth0 is link-local",
    "fec0::1": "fec0::1 is private",
    "ff02::1": "ff02::1 is multicast",
    "2606:4700::1111%eth0": "2606:4700::1111%eth0 is no global address",
    "127.1": "the resolver gave something that is not an address",
    "": "the resolver gave something that is not an address",
}
EDGES = {
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by a provider's customers",
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "of Azure's own services",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.31.196.0/24": "reserved",
    "192.52.193.0/24": "reserved",
    "192.88.99.0/24": "of a 6to4 relay",
    "192.168.0.0/16": "private",
    "192.175.48.0/24": "reserved",
    "198.18.0.0/15": "for benchmarks",
    "198.51.100.0/24": "for documentation",
    "203.0.113.0/24": "for documentation",
    "2001:db8::/32": "for documentation",
    "2002::/16": "a 6to4 tunnel",
}
"""Networks that have public addresses on both sides."""
ALLOWED = (
    "8.8.8.8",
    "223.255.255.255",
    "2000::",
    "93.184.215.14",
    "2606:4700::1111",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
)


@pytest.mark.parametrize(("address", "why"), BLOCKED.items())
def test_no_public_address(address, why):
    """It is blocked, with the reason."""
    assert why == why_blocked(address)


@pytest.mark.parametrize(("text", "word"), EDGES.items())
def test_the_edges_of_a_network(text, word):
    """Its first and last addresses are blocked, those before and after it are not."""
    network = ip_network(text)
    first, last = network[0], network[-1]

    assert [f"{first} is {word}", f"{last} is {word}"] == [
        why_blocked(str(edge)) for edge in (first, last)
    ]
    assert ["", ""] == [why_blocked(str(edge)) for edge in (first - 1, last + 1)]


@pytest.mark.parametrize("address", ALLOWED)
def test_public_address(address):
    """Allowed, also inside the forms that translate to it."""
    assert "" == why_blocked(address)
    assert "" == why_blocked(address, loopback=True)


def test_loopback_is_allowed_where_it_was_asked_for():
    """These two, in their usual form, and nothing else that is private."""
    allowed = [address for address in BLOCKED if not why_blocked(address, loopback=True)]

    assert ["127.0.0.1", "127.255.255.254", "::1"] == allowed
    assert not is_loopback("0:0:0:0:0:0:0:1")
    assert allowed == [address for address in (*BLOCKED, *ALLOWED) if is_loopback(address)]


def test_private_networks_are_allowed_where_a_list_has_them():
    """An address of the list, and no other: not of the other version, not of a form of it."""
    networks = read_networks("10.20.0.0/16, fd12:3456::/32")

    assert ["", ""] == [
        why_blocked(address, networks=networks) for address in ("10.20.255.1", "fd12:3456::9")
    ]
    assert ["10.21.0.1 is private", "fd13::1 is private", "169.254.169.254 is link-local"] == [
        why_blocked(address, networks=networks)
        for address in ("10.21.0.1", "fd13::1", "169.254.169.254")
    ]
    assert why_blocked("::ffff:10.20.0.1", networks=networks)
    assert why_blocked("127.0.0.1", networks=networks)


@pytest.mark.parametrize(
    ("address", "networks"),
    [
        ("fd00:ec2::254", "fd00::/8"),
        ("fd20:ce::254", "fc00::/7"),
        ("100.100.100.200", "100.64.0.0/10"),
        ("169.254.169.254", "10.0.0.0/8"),
    ],
)
def test_services_of_clouds_are_never_called(address, networks):
    """They give a machine's credentials to whoever asks: no list of networks allows them."""
    assert why_blocked(address, networks=read_networks(networks), loopback=True)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("10.0.0.1/8", "10.0.0.1/8 is not a network"),
        ("hooks.internal", "hooks.internal is not a network"),
        ("0.0.0.0/0", "0.0.0.0/0 is not inside a private network"),
        ("::/0", "::/0 is not inside a private network"),
        ("169.254.0.0/16", "169.254.0.0/16 is not inside a private network"),
        ("127.0.0.0/8", "127.0.0.0/8 is not inside a private network"),
        ("8.8.8.0/24", "8.8.8.0/24 is not inside a private network"),
        ("10.0.0.0/7", "10.0.0.0/7 is not inside a private network"),
        ("10.0.0.0/8,fe80::/10", "fe80::/10 is not inside a private network"),
    ],
)
def test_what_a_list_cannot_have(text, complaint):
    """Neither a cloud's own services nor this computer nor the internet."""
    with pytest.raises(ValueError, match=f"^{re.escape(complaint)}"):
        read_networks(text)


def test_an_empty_list():
    """It allows nothing."""
    assert () == read_networks(" , ")
