"""The emulator calls services by the rules by which hookops does; each has a table of its own."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hookops.emulator.service import addresses as emulator
from hookops.network import addresses as hookops

NETWORKS = [ip_network(net) for net in (*emulator.BLOCKED, *emulator.NEVER, *emulator.WITH_V4)]
EDGES = sorted({str(edge) for net in NETWORKS for edge in (net[0], net[-1])})
BESIDE = [
    str(type(net[0])(int(edge) + step))
    for net in NETWORKS
    for edge, step in ((net[0], -1), (net[-1], 1))
    if 0 <= int(edge) + step < 2**net.max_prefixlen
]
SCOPES_AND_NAMES = (
    "",
    "127.1",
    "::1%lo",
    "fe80::1%eth0",
    "2606:4700::1111%eth0",
    "8.8.8.8 ",
    "localhost",
)


def test_tables_are_the_same():
    """The networks that are blocked, those that no switch opens, and the forms of IPv4 in IPv6."""
    assert {*hookops._V4, *hookops._V6} == {*emulator.BLOCKED}
    assert {str(net) for net, _ in hookops._OF_CLOUDS} == {*emulator.NEVER}
    assert str(hookops._GLOBAL) == emulator.GLOBAL
    assert {*map(str, hookops._WITH_V4)} == {str(ip_network(net)) for net in emulator.WITH_V4}


@pytest.mark.parametrize("loopback", [False, True])
def test_answers_at_the_edges_are_the_same(loopback):
    """The first and last address of each network, those beside it, and what is no address."""
    every = [*EDGES, *BESIDE, *SCOPES_AND_NAMES]
    differing = [
        address
        for address in every
        if (not hookops.why_blocked(address, loopback=loopback))
        != emulator.is_callable(address, loopback=loopback)
    ]

    assert [] == differing
    assert len(every) > 100


@given(st.ip_addresses() | st.integers(0, 2**32 - 1).map(IPv6Address))
@example(IPv4Address("8.8.8.8"))
@example(IPv6Address("64:ff9b::808:808"))
def test_answers_are_the_same(address):
    """Any address, also IPv4 ones within IPv6."""
    for loopback in (False, True):
        expected = not hookops.why_blocked(str(address), loopback=loopback)

        assert expected == emulator.is_callable(str(address), loopback=loopback)
