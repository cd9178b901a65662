"""A key that hookops never has: whoever keeps it signs, and the org takes it."""

from dataclasses import dataclass
from typing import Any

import pytest
from joserfc.jws import JWSRegistry
from signing_in import CLIENT, SigningIn, new_key

from hookops.model.call import Call
from hookops.model.errors import AuthError
from hookops.okta.auth.credential import ServiceApp
from hookops.okta.encoding import DeferredValues, no_ids

LIST = Call("GET", ("api", "v1", "inlineHooks"))


@dataclass
class Keeper:
    """A service that signs what it is given."""

    key: Any
    algorithm: str
    key_id: str = "k1"

    def sign(self, message: bytes) -> bytes:
        registry = JWSRegistry(algorithms=[self.algorithm])
        signature: bytes = registry.get_alg(self.algorithm).sign(message, self.key)
        return signature


class Gone(Keeper):
    """One that cannot be asked any more."""

    def sign(self, message: bytes) -> bytes:
        raise AuthError("the key is gone")


@pytest.mark.promise("P25")
@pytest.mark.parametrize("dpop", [False, True], ids=["bearer", "dpop"])
@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [("RSA", "RS256"), ("RSA", "RS512"), ("P-256", "ES256"), ("P-521", "ES512")],
)
def test_somebody_else_signs(kind, algorithm, dpop):
    """The org takes the assertions of a signer, a new one for each attempt."""
    org = SigningIn(new_key(kind), dpop=dpop)
    session = org.session(ServiceApp(CLIENT, Keeper(org.key, algorithm)))

    for _ in range(2):
        assert [] == session.send(LIST, DeferredValues(no_ids))
        org.now += 3601

    assert len(org.seen.jtis) == len(set(org.seen.jtis))


def test_a_signer_that_does_not_sign():
    """Its own error ends the run, before anything is sent."""
    org = SigningIn()

    with pytest.raises(AuthError, match="the key is gone"):
        org.session(ServiceApp(CLIENT, Gone(org.key, "ES256"))).send(LIST, DeferredValues(no_ids))

    assert [] == org.seen.requests
