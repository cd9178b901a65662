"""Doctor: the hosts that hooks call."""

from conftest import key_manifest, manifest
from flows.doctor.looking import check, look, nowhere
from flows.org import signed
from service.local import certificate, trusting

from hookops.network.outside import Network


def test_certificates(world, tmp_path, listen):
    """One that ends soon is a warning, one that has ended or is nobody's a problem; nothing is
    sent in any connection."""
    world.declare(manifest("a"))
    found = []
    for days, trusts in ((10, True), (-1, True), (90, False)):
        context, path = certificate(tmp_path, days=days)
        other = certificate(tmp_path, "other.example.com")[1]
        service = listen(context=context)
        world.network = service.network(trust=trusting(path if trusts else other))
        found.append(check(look(world), "host", "hooks.example.com"))
        assert [] == [each for each in service.requests if each[0]]

    assert [("warning", 0), ("problem", 10), ("problem", 10)] == [
        (each.state, each.exit_code) for each in found
    ]
    assert "expire" in found[1].found
    assert all(each.fix for each in found)


def test_hosts_that_are_not_there(world):
    """A name without an address, a private address, and a port where nobody listens."""
    world.declare(manifest("a"))
    private = Network(look_up=lambda *_: ("10.0.0.1",))
    closed = Network(look_up=lambda *_: ("93.184.215.14",), connect=nowhere)
    found = [
        check(look(world, network=each), "host", "hooks.example.com")
        for each in (Network(look_up=nowhere), private, closed)
    ]

    assert [10, 5, 10] == [each.exit_code for each in found]
    assert "10.0.0.1 is private" in found[1].found


def test_hosts_of_an_emulated_org(world):
    """Nobody's flow calls them, so what is wrong with one is a warning."""
    world.declare(manifest("a"))

    found = look(world, emulated=True)

    assert ("warning", 0) == (check(found, "host", "hooks.example.com").state, found.exit_code)


def test_each_host_once(world, listen, tmp_path):
    """Hooks at one host are one connection; a token server is a host of its own."""
    context, path = certificate(tmp_path, "login.example.com")
    service = listen(context=context)
    world.network = service.network(trust=trusting(path))
    world.declare(manifest("a"), manifest("b"), key_manifest("k"), signed("c", "k"))

    found = look(world)

    hosts = [one.subject for one in found.checks if one.name == "host"]
    assert ["hooks.example.com", "login.example.com"] == hosts == sorted(service.asked)


def test_without_manifests_the_org_s_hooks_count(world):
    """Whoever has no project sees the hosts of what is there."""
    world.declare(manifest("a", config={"uri": "https://there.example.com/a"}))
    world.apply(send_secret_to=("there.example.com",))

    found = look(world, desired={})

    assert ["there.example.com"] == [one.subject for one in found.checks if one.name == "host"]


def test_a_silent_host_ends_in_time(world, listen):
    """All hosts have a deadline together; those that it leaves no time for are unknown."""
    world.declare(manifest("a"))
    ticks = iter([0.0, *[21.0] * 100])
    network = Network(look_up=nowhere, clock=lambda: next(ticks))

    found = check(look(world, network=network), "host", "hooks.example.com")

    assert "unknown" == found.state
