"""A host is reached without a request: at checked addresses, in time, and nothing is sent."""

import pytest
from service.local import Listener, certificate, trusting

from hookops.contracts.values import NoAnswer
from hookops.model.errors import BlockedAddress
from hookops.network.outside import Network
from hookops.okta.encoding import plain
from hookops.service.caller import reach
from hookops.service.target import read_target

TARGET = read_target("https://hooks.example.com/token?key=CANARY")


def look(*, network, budget_s=5):
    return reach(TARGET, budget_s=budget_s, network=network, text_of=plain)


@pytest.fixture
def service(tmp_path):
    """A listener with a certificate, which notes what it is sent."""
    context, path = certificate(tmp_path, days=30)
    made = Listener(context=context)
    made.trusted = trusting(path)
    yield made
    made.close()


def test_a_host_that_answers(service):
    """Version and days are known, and the service got no byte."""
    reply = look(network=service.network(trust=service.trusted))

    assert ("TLSv1.3", 30) == (reply.tls.version, int(reply.tls.days_left))
    assert (["hooks.example.com"], 1, []) == (
        service.asked,
        service.connections,
        [each for each in service.requests if each[0]],
    )


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254"])
def test_an_address_that_must_not_be_reached(service, address):
    """Nothing is connected to."""
    with pytest.raises(BlockedAddress):
        reach(
            TARGET,
            text_of=plain,
            budget_s=5,
            network=service.network(address, trust=service.trusted),
        )

    assert ([], 0) == (service.reached, service.connections)


def test_one_private_address_among_public_ones(service):
    """That is how rebinding begins."""
    network = service.network("93.184.215.14", "10.0.0.1", trust=service.trusted)

    with pytest.raises(BlockedAddress):
        look(network=network)

    assert [] == service.reached


def test_a_handshake_that_never_ends():
    """A port that takes connections and says nothing is given up in time."""
    silent = Listener((1.0,), greets=True)
    try:
        reply = look(budget_s=0.3, network=silent.network())
    finally:
        silent.close()

    assert isinstance(reply.answer, NoAnswer)
    assert "timeout" == reply.answer.reason


def test_a_name_without_an_address():
    """It is no connection, with a word on why."""

    def nothing(host, port):
        raise OSError

    reply = look(network=Network(look_up=nothing))

    assert "the host name has no address" == reply.note
