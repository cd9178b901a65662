"""The public half of a key: flat or wrapped, and of no other key."""

import json

import pytest
from okta.sessions import Org, page, session

from hookops.kinds.hook_key import HookKeyKind
from hookops.model.errors import Unavailable
from hookops.okta.public_key import read_public_key

KEY = {"id": "HKY1234567", "name": "k", "keyId": "kid-1", "isUsed": False}
JWK = {"kty": "RSA", "alg": "RSA", "kid": "kid-1", "use": None, "e": "AQAB", "n": "x"}


def answers(*bodies):
    """An org that gives these."""
    return session(Org(*[page(json.dumps(body).encode()) for body in bodies]))


@pytest.mark.parametrize("body", [JWK, {"_embedded": JWK}])
def test_flat_or_wrapped(body):
    """Its schema has it flat, its example wraps it."""
    actual, found = read_public_key(answers(KEY, body), HookKeyKind(), "HKY1234567")

    assert ("k", "x") == (actual.spec.name, found["n"])


@pytest.mark.parametrize(
    "bodies",
    [
        ([],),
        ({**KEY, "id": "HKY7654321"},),
        ({**KEY, "keyId": "../users"},),
        ({**KEY, "keyId": None},),
        (KEY, []),
        (KEY, {**JWK, "kid": "kid-2"}),
        (KEY, {**JWK, "n": None}),
    ],
)
def test_answers_of_another_shape(bodies):
    """Nothing is printed that is not the key's own public half."""
    with pytest.raises(Unavailable):
        read_public_key(answers(*bodies), HookKeyKind(), "HKY1234567")
