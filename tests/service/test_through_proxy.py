"""Calls of services behind a company's proxy: which address, what the proxy gets, what fails."""

import pytest
from network.forward_proxy import ForwardProxy
from service.local import PUBLIC, certificate

from hookops.contracts.values import Answer, NoAnswer
from hookops.model.errors import BlockedAddress
from hookops.network.authorities import Authorities
from hookops.network.outside import Network
from hookops.network.proxies import read_proxies
from hookops.okta.encoding import plain
from hookops.service.caller import post
from hookops.service.target import read_target

NAME = "hooks.example.com"


@pytest.fixture
def world(listen, tmp_path):
    """A service behind TLS, and a function that calls it through a proxy."""
    context, path = certificate(tmp_path, NAME)
    listener = listen(context=context)

    def call(proxy, *addresses, user="", url=f"https://{NAME}/hook", loopback=False):
        def look_up(host, port):
            return ("127.0.0.1",) if host == "127.0.0.1" else addresses

        network = Network(
            look_up=look_up,
            proxies=read_proxies({"HTTPS_PROXY": f"http://{user}{proxy.address}"}),
            authorities=Authorities(str(path), "HOOKOPS_CA_BUNDLE"),
        )
        return post(
            read_target(url, loopback=loopback),
            [("Authorization", "s3cret-of-the-hook")],
            b"{}",
            budget_s=20,
            loopback=loopback,
            network=network,
            text_of=plain,
        )

    return listener, call


@pytest.fixture
def proxied():
    """A function that starts a proxy."""
    made = []

    def start(**options):
        made.append(ForwardProxy(**options))
        return made[-1]

    yield start
    for proxy in made:
        proxy.close()


@pytest.mark.parametrize(
    ("addresses", "asked"),
    [((PUBLIC,), f"{PUBLIC}:443"), (("2606:2800::1",), "[2606:2800::1]:443"), ((), f"{NAME}:443")],
)
def test_the_place_of_the_tunnel(world, proxied, addresses, asked):
    """The address that was checked; the name only where this computer cannot resolve it."""
    listener, call = world
    proxy = proxied(port=listener.port)

    reply = call(proxy, *addresses)

    assert isinstance(reply.answer, Answer), reply.note
    assert [asked] == proxy.asked
    [(head, body)] = listener.requests
    assert head.startswith("POST /hook HTTP/1.1\r\nHost: hooks.example.com\r\n")
    assert b"{}" == body


@pytest.mark.parametrize("addresses", [("10.0.0.1",), (PUBLIC, "169.254.169.254"), ("127.0.0.1",)])
def test_private_addresses_stay_blocked(world, proxied, addresses):
    """A proxy is no way into a network that services must not be in."""
    _, call = world
    proxy = proxied()

    with pytest.raises(BlockedAddress):
        call(proxy, *addresses)

    assert [] == proxy.heads


def test_what_the_proxy_gets(world, proxied):
    """A place and its own credential."""
    listener, call = world
    proxy = proxied(port=listener.port, demands="Basic YTpwcjB4eS1wYXNz")

    reply = call(proxy, PUBLIC, user="a:pr0xy-pass@")

    assert isinstance(reply.answer, Answer), reply.note
    lines = [f"CONNECT {PUBLIC}:443 HTTP/1.1", f"Host: {PUBLIC}:443"]
    credential = "Proxy-Authorization: Basic YTpwcjB4eS1wYXNz"
    assert ["\r\n".join([*lines, credential, "", ""])] == proxy.heads
    assert "Proxy-Authorization" not in listener.requests[0][0]


def test_any_success_is_a_tunnel(world, proxied):
    """Source: RFC 9110, 9.3.6: every 2xx."""
    listener, call = world

    reply = call(proxied(port=listener.port, status=202), PUBLIC)

    assert isinstance(reply.answer, Answer), reply.note


@pytest.mark.parametrize("status", [302, 403, 407, 502])
def test_a_proxy_that_opens_no_tunnel(world, proxied, status):
    """The service is not called, and the reason has the proxy and its status."""
    listener, call = world
    proxy = proxied(status=status)

    reply = call(proxy, PUBLIC)

    assert isinstance(reply.answer, NoAnswer)
    why = f"the proxy {proxy.address} opens no tunnel to {PUBLIC}:443: status {status}"
    assert why == reply.note
    assert [] == listener.requests


def test_a_proxy_that_speaks_no_http(world, listen):
    """Whatever listens there."""
    _, call = world
    other = listen(b"SSH-2.0-x\r\n")
    other.address = f"127.0.0.1:{other.port}"

    reply = call(other, PUBLIC)

    assert f"the proxy {other.address} does not answer by HTTP" == reply.note


def test_a_proxy_that_says_nothing(listen):
    """The deadline of the call ends the wait."""
    other = listen(30.0)
    other.address = f"127.0.0.1:{other.port}"
    network = Network(
        look_up=lambda host, port: ("127.0.0.1",) if host == "127.0.0.1" else (PUBLIC,),
        proxies=read_proxies({"HTTPS_PROXY": f"http://{other.address}"}),
    )

    reply = post(
        read_target(f"https://{NAME}/"),
        [],
        b"{}",
        budget_s=0.3,
        loopback=False,
        network=network,
        text_of=plain,
    )

    assert ("timeout", "no whole answer came in time") == (reply.answer.reason, reply.note)


def test_this_computer_is_near(listen, proxied):
    """Plain http to loopback asks no proxy."""
    listener = listen()
    proxy = proxied()
    network = Network(proxies=read_proxies({"HTTPS_PROXY": f"http://{proxy.address}"}))

    reply = post(
        read_target(f"http://127.0.0.1:{listener.port}/", loopback=True),
        [],
        b"{}",
        budget_s=20,
        loopback=True,
        network=network,
        text_of=plain,
    )

    assert isinstance(reply.answer, Answer)
    assert [] == proxy.heads
