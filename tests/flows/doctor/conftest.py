"""A world that signs in as a service app, and services."""

import pytest
from conftest import World
from flows.org import SEED
from service.local import listening
from signing_in import CLIENT, EVERY, Recorder, new_key, pem_of

from hookops.emulator.control.switches import Switches
from hookops.model.secret import Secret
from hookops.okta.auth.credential import ServiceApp
from hookops.okta.auth.keys import read_key


@pytest.fixture
def enter(tmp_path):
    """A function that makes a world which signs in as a service app."""

    def start(*, dpop=False, use="auto", scopes=EVERY, switches=Switches(), **members):
        key = new_key()
        client = {
            "clientId": CLIENT,
            "jwks": {"keys": [key.as_dict(private=False)]},
            "scopes": list(scopes),
            "role": "SUPER_ADMIN",
            "dpop": dpop,
            **members,
        }
        world = World(tmp_path, seed={**SEED, "clients": [client]}, switches=switches)
        world.app = Recorder(world.made)
        signer = read_key(Secret(pem_of(key)), "HOOKOPS_PRIVATE_KEY", "k1")
        world.key_pair, world.credential = key, ServiceApp(CLIENT, signer, use)
        return world

    return start


@pytest.fixture
def listen():
    """A function that opens a port with a script."""
    with listening() as start:
        yield start
