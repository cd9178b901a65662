"""Nobody gets a preview to call what is not a public service: no form of a URL does."""

import pytest
from service.local import PUBLIC

from hookops.model.errors import BlockedAddress
from hookops.network.addresses import read_networks
from hookops.service.caller import post
from hookops.service.target import read_target

PORT = "{port}"
NUMBERS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7F.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "0.0.0.0",
    "0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1%25lo]",
    "[fd00::1]",
    "[ff02::1]",
]
FORMS = [
    *(f"https://{number}:{PORT}/hook" for number in NUMBERS),
    f"https://localhost:{PORT}/",
    f"https://LOCALHOST:{PORT}/",
    f"https://localhost.:{PORT}/",
    f"https://metadata:{PORT}/",
    f"https://hooks.example.com@127.0.0.1:{PORT}/",
    f"https://127.0.0.1:{PORT}@hooks.example.com/",
    f"https://user:pass@hooks.example.com:{PORT}/",
    f"https://127.0.0.1:{PORT}#@hooks.example.com/",
    f"https://hooks.example.com\\@127.0.0.1:{PORT}/",
    f"https://127.0.0.1:{PORT}\\.hooks.example.com/",
    f"https://%31%32%37.0.0.1:{PORT}/",
    f"https://127.0.0.1%2f.example.com:{PORT}/",
    f"https://127。0。0。1:{PORT}/",
    f"https://１２７.0.0.1:{PORT}/",
    f"https://ⓛocalhost:{PORT}/",
    f"https://bücher.example:{PORT}/",
    f"https://-a.example.com:{PORT}/",
    f"https://a..example.com:{PORT}/",
    f"https://{'a' * 64}.example.com:{PORT}/",
    f"https://{'a.' * 126}example.com:{PORT}/",
    f"http://127.0.0.1:{PORT}/",
    f"http://hooks.example.com:{PORT}/",
    f"ftp://hooks.example.com:{PORT}/",
    "file:///etc/passwd",
    f"gopher://127.0.0.1:{PORT}/",
    f"//127.0.0.1:{PORT}/",
    f"https:127.0.0.1:{PORT}/",
    f"https:///127.0.0.1:{PORT}/",
    "https://",
    "",
    f"https://hooks.example.com:{PORT}/\r\nHost: 127.0.0.1",
    f"https://hooks.example.com:{PORT}/a b",
    f"https://hooks.example.com:{PORT}/\t",
    "https://hooks.example.com:/",
    "https://hooks.example.com:0/",
    "https://hooks.example.com:99999/",
    "https://hooks.example.com:a/",
    "https://[::1/",
    f"https://hooks.example.com:{PORT}/{'a' * 1024}",
]
NAMES = {
    "a name of this computer": ["127.0.0.1"],
    "a name of this computer, in IPv6": ["::1"],
    "a private name": ["10.1.2.3"],
    "a cloud's metadata": ["169.254.169.254"],
    "a private name in IPv6": ["fd00:ec2::254"],
    "a mapped address": ["::ffff:127.0.0.1"],
    "NAT64": ["64:ff9b::7f00:1"],
    "6to4": ["2002:7f00:1::"],
    "an address with a zone": ["fe80::1%lo"],
    "unspecified": ["0.0.0.0"],
    "a public and a private one": [PUBLIC, "127.0.0.1"],
    "a private and a public one": ["10.0.0.1", PUBLIC],
    "a public IPv4 and a private IPv6": [PUBLIC, "fd00::1"],
}


def call(url, network, *, loopback=False):
    target = read_target(url, loopback=loopback)
    return post(target, [], b"{}", budget_s=60, loopback=loopback, network=network)


@pytest.mark.promise("P19")
@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_a_url_gets_there(listen, form):
    """It is blocked before any name is looked up; a listener on this computer sees nothing."""
    listener = listen()
    network = listener.network("127.0.0.1")
    with pytest.raises(BlockedAddress, match="hookops does not call"):
        call(form.replace(PORT, str(listener.port)), network)

    assert ([], [], 0) == (listener.asked, listener.reached, listener.connections)


@pytest.mark.promise("P19")
@pytest.mark.parametrize("addresses", NAMES.values(), ids=NAMES)
def test_no_name_gets_there(listen, addresses):
    """A name with one address that is not public is blocked as a whole."""
    listener = listen()
    network = listener.network(*addresses)
    with pytest.raises(BlockedAddress, match=r"hookops does not call hooks\.example\.com: "):
        call(f"https://hooks.example.com:{listener.port}/", network)

    assert ([], 0) == (listener.reached, listener.connections)


def test_there_are_enough():
    """At least 45 forms."""
    assert len(FORMS) + len(NAMES) >= 45
    assert len(set(FORMS)) == len(FORMS)


def test_a_name_with_changing_addresses(listen):
    """Resolved once: what is connected to is what was checked."""
    listener = listen(b"no TLS here\r\n", greets=True)
    answers = iter([(PUBLIC,), ("127.0.0.1",)])
    network = listener.network()
    rebinding = type(network)(
        look_up=lambda host, port: next(answers),
        connect=network.connect,
        trust=network.trust,
    )

    call(f"https://hooks.example.com:{listener.port}/", rebinding)

    assert [(PUBLIC, listener.port)] == listener.reached
    assert ("127.0.0.1",) == next(answers)


@pytest.mark.promise("P19")
@pytest.mark.parametrize("to", ["http://127.0.0.1:{port}/", "https://hooks.example.com/", "/"])
def test_redirects_are_not_followed(listen, to):
    """Wherever they lead: the answer is the redirect."""
    other = listen()
    place = to.replace(PORT, str(other.port)).encode()
    listener = listen(b"HTTP/1.1 307 Go\r\nContent-Length: 0\r\nLocation: " + place + b"\r\n\r\n")

    reply = call(f"http://127.0.0.1:{listener.port}/", listener.network("127.0.0.1"), loopback=True)

    assert 307 == reply.answer.status
    assert (1, 0) == (listener.connections, other.connections)


@pytest.mark.parametrize("address", ["10.0.0.1", "0.0.0.0", "::ffff:127.0.0.1", PUBLIC])
def test_loopback_is_loopback(listen, address):
    """With the switch, plain http goes to this computer and nowhere else."""
    listener = listen()
    with pytest.raises(BlockedAddress, match="hookops does not call"):
        call("http://hooks.example.com/", listener.network(address), loopback=True)

    assert 0 == listener.connections


@pytest.mark.parametrize(
    ("addresses", "reached"),
    [
        (("10.20.0.5",), True),
        (("10.20.0.5", "10.20.0.6"), True),
        (("10.20.0.5", "10.21.0.1"), False),
        (("10.21.0.1",), False),
        (("127.0.0.1",), False),
        (("169.254.169.254",), False),
    ],
)
@pytest.mark.parametrize("url", ["http://hooks.internal/a", "http://hooks/a"])
def test_a_name_in_a_private_network(listen, url, addresses, reached):
    """It is called where a list has every one of its addresses."""
    listener = listen()
    networks = read_networks("10.20.0.0/16")

    def send():
        target = read_target(url, networks=networks)
        network = listener.network(*addresses)
        near = {"network": network, "networks": networks}
        return post(target, [], b"{}", budget_s=60.0, loopback=False, **near)

    if reached:
        assert 200 == send().answer.status
    else:
        with pytest.raises(BlockedAddress):
            send()
    assert reached == bool(listener.requests)
