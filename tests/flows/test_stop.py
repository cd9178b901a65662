"""After a signal nothing new is written, whatever was being read when it came."""

import pytest
from conftest import manifest
from flows.org import APP, MACHINES, PARTNERS, REGISTRATION, SAML, TOKEN, WIKI, hook

from hookops.model.change import Result


class StopAt:
    """The org; the signal comes while the request of that number is being answered."""

    def __init__(self, world, number):
        self.world, self.inner, self.left = world, world.app, number

    def __call__(self, environ, start):
        self.left -= 1
        if self.left == 0:
            self.world.stop.set()
        return self.inner(environ, start)


SCENES = {
    "token": ([hook("a", TOKEN)], [hook("a", TOKEN, MACHINES)]),
    "SAML": ([hook("a", SAML, APP)], [hook("a", SAML, WIKI)]),
    "registration": ([hook("a", REGISTRATION, PARTNERS)], [hook("a", REGISTRATION)]),
    "update": ([manifest("a")], [manifest("a", config={"uri": "https://hooks.example.com/b"})]),
    "delete": ([manifest("a"), manifest("b")], [manifest("a")]),
    "replace": ([hook("a", TOKEN, None)], [hook("a", SAML, None)]),
}


@pytest.mark.promise("P1", "P24")
@pytest.mark.parametrize(("before", "after"), SCENES.values(), ids=SCENES)
def test_a_signal_at_each_request(org, before, after):
    """Of a write that was not sent yet nothing is sent; the next run does what is left."""
    org.declare(*before)
    org.apply()
    org.declare(*after)
    start = org.app
    for number in range(1, 40):
        org.stop.clear()
        org.app = StopAt(org, number)
        seen = len(org.history)

        applied = org.apply(prune=True)

        sent = org.history[seen:]
        writes = [at for at, entry in enumerate(sent, 1) if entry.method != "GET"]
        assert not [at for at in writes if at > number], [(e.method, e.path) for e in sent]
        assert Result.UNKNOWN not in [outcome.result for outcome in applied.outcomes]
        assert () == org.ledger.intents
        org.app = start
        if not org.stop.is_set():
            break
    org.stop.clear()
    assert 0 == org.apply(prune=True).exit_code
    assert () == org.plan(prune=True).changes
