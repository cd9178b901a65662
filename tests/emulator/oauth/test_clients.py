"""Which service apps there are: by seed, and while the emulator runs."""

import json
import subprocess
import sys

import pytest
from emulator.service_app import ServiceApp, new_key, seed
from made_keys import made_pems

from hookops.emulator.app import create_app
from hookops.emulator.store.memory import MemoryStore
from hookops.emulator.world import SeedError

CLIENTS = "/_emulator/clients"
STARTED = """
import sys
from hookops.emulator.app import create_app
from hookops.emulator.store.memory import MemoryStore
create_app(MemoryStore(), token="t")
sys.exit(1 if "joserfc" in sys.modules else 0)
"""


def test_clients_are_added_while_it_runs(client, clock):
    """A client can be added over HTTP; without an id it gets one. Emulator choice."""
    key = new_key()
    okta = client()
    (given,) = seed(key, dpop=False)["clients"]

    assert okta.post(CLIENTS, json=given).json() == given
    assert ServiceApp(okta, clock, key).ask().status_code == 200
    nameless = okta.post(CLIENTS, json={"jwks": given["jwks"]}).json()
    assert nameless["clientId"].startswith("0oa")
    assert (nameless["scopes"], nameless["role"], nameless["dpop"]) == ([], None, True)
    assert okta.get(CLIENTS).json() == [given, nameless]


@pytest.mark.parametrize(
    "wrong",
    [
        {"jwks": None},
        {"jwks": {"keys": []}},
        {"jwks": {"keys": [{"kty": "oct", "k": "eA"}]}},
        {"jwks": {"keys": [{"kty": "RSA"}]}},
        {"jwks": {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}},
        {"clientId": 1},
        {"scopes": "okta.logs.read"},
        {"scopes": [1]},
        {"role": 1},
        {"dpop": "yes"},
        {"secret": "x"},
    ],
)
def test_wrong_client_is_an_error(clock, client, wrong):
    """A client that cannot be is refused, by seed and over HTTP. Emulator choice."""
    given = seed(new_key(), **wrong)

    with pytest.raises(SeedError, match="client"):
        create_app(MemoryStore(), token="t", clock=clock, seed=given, new_pem=made_pems())
    assert client().post(CLIENTS, content=json.dumps(given["clients"][0])).status_code == 400


def test_private_and_nameless_keys_are_errors(client):
    """A client is registered with public keys, which have names if there are several."""
    private = new_key().as_dict(private=True)
    public = new_key().as_dict(private=False)
    nameless = {name: value for name, value in public.items() if name != "kid"}
    okta = client()

    for keys in ([private], [public, nameless]):
        assert okta.post(CLIENTS, json={"jwks": {"keys": keys}}).status_code == 400


def test_emulator_starts_without_keys():
    """An app without service apps is made without the library for tokens, and without a key."""
    assert 0 == subprocess.run([sys.executable, "-c", STARTED], check=False).returncode
