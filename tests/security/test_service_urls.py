"""Nobody gets a preview to call what is not a public service: no form of a URL does."""

from urllib.parse import urlsplit

import pytest
from security.service_urls import FORMS, NAMES, PORT
from service.local import PUBLIC

from hookops.model.errors import BlockedAddress
from hookops.network.addresses import read_networks, why_blocked
from hookops.okta.encoding import plain
from hookops.service.caller import post
from hookops.service.target import read_target


def call(url, network, *, loopback=False):
    target = read_target(url, loopback=loopback)
    return post(target, [], b"{}", budget_s=60, loopback=loopback, network=network, text_of=plain)


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
    """As many as were attacks."""
    assert len({*FORMS}) >= 95
    assert len(NAMES) >= 62


def test_the_corpus_needs_the_checks(listen):
    """Without them many of the forms, and every name, lead to the listener."""
    listener = listen()
    network = listener.network("127.0.0.1")
    hosts = set()
    for form in FORMS:
        try:
            parts = urlsplit(form.replace(PORT, str(listener.port)))
            hosts |= {parts.hostname} if parts.hostname and parts.port == listener.port else set()
        except ValueError:
            continue
    for host in hosts:
        (address,) = network.look_up(host, listener.port)
        network.connect(address, listener.port, 1).close()

    assert len(hosts) > len(FORMS) // 2
    assert len(listener.reached) == len(hosts)
    assert all(any(why_blocked(address) for address in found) for found in NAMES.values())


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
        near = {"network": network, "networks": networks, "text_of": plain}
        return post(target, [], b"{}", budget_s=60.0, loopback=False, **near)

    if reached:
        assert 200 == send().answer.status
    else:
        with pytest.raises(BlockedAddress):
            send()
    assert reached == bool(listener.requests)
