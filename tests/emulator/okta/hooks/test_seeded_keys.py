"""Hook keys of a seed."""

import re

import pytest

from hookops.emulator.world import SeedError

PATH = "/api/v1/hook-keys"


def test_seeded_key_makes_a_new_pair_without_one(client):
    """A key of a seed needs a name only; the pair is made."""
    okta = client(seed={"keys": [{"name": "made"}]})

    assert ["made"] == [key["name"] for key in okta.get(PATH).json()]


def test_seeded_key_has_the_key_id_of_the_seed(client):
    """A key of a seed may bring its `keyId`, by which its public key is found.

    The emulator's choice: a service under test knows the keys of its org before the org is made.
    """
    okta = client(seed={"keys": [{"name": "made", "keyId": "key-1"}]})

    public = okta.get(f"{PATH}/public/key-1").json()

    assert ["key-1"] == [key["keyId"] for key in okta.get(PATH).json()]
    assert "key-1" == public["kid"]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (1, "a key of a seed is no mapping"),
        ({}, "a key (number 2) of the seed: name: The field cannot be left blank"),
        ({"name": "a", "private_key": "x"}, "key 'a' of the seed: "),
        ({"name": "other", "keyId": "key-1"}, "key 'other' of the seed: keyId: A hook key with"),
    ],
)
def test_wrong_key_of_a_seed(client, item, message):
    """A seed with a key that cannot be made is an error that names it."""
    with pytest.raises(SeedError, match=re.escape(message)):
        client(seed={"keys": [{"name": "first", "keyId": "key-1"}, item]})
