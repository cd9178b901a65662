"""A secret that one host has gets to no other one, whatever a pull request changes."""

import pytest
from conftest import manifest
from flows.test_secret_hosts import oauth

from hookops.model.errors import GuardError
from hookops.model.limits import SecretTrust

EVIL = "https://evil.example/a"
HEADER = manifest("a")["spec"]["channel"]["config"]["authScheme"]


def config(**members):
    return manifest("a", config=members)


def other(name, **members):
    """Another hook that uses the secret of `a`."""
    channel = {"type": "HTTP", "config": {"authScheme": HEADER, **members}}
    return manifest(name, channel=channel)


HEADER_MOVES = {
    "host": [config(uri=EVIL)],
    "port": [config(uri="https://hooks.example.com:8443/a")],
    "subdomain": [config(uri="https://x.hooks.example.com/a")],
    "parent": [config(uri="https://example.com/a")],
    "suffix": [config(uri="https://hooks.example.com.evil.example/a")],
    "prefix": [config(uri="https://evil-hooks.example.com/a")],
    "one letter more": [config(uri="https://hooks.examplee.com/a")],
    "dash": [config(uri="https://hooks-example.com/a")],
    "another hook": [other("b", uri=EVIL)],
    "renamed": [
        {**other("b", uri=EVIL), "metadata": {"name": "b", "previousNames": ["a"]}},
    ],
    "another type": [
        {**(made := other("b", uri=EVIL)), "spec": {**made["spec"], "name": "B"}},
    ],
    "and its header": [config(uri=EVIL, headers=[{"key": "X-A", "value": "b"}])],
}
OAUTH_MOVES = {
    "token server": [oauth(tokenUrl="https://evil.example/t")],
    "token server's port": [oauth(tokenUrl="https://tokens.example.com:8443/t")],
    "service": [oauth(uri=EVIL)],
    "both": [oauth(uri=EVIL, tokenUrl="https://evil.example/t")],
    "the other way round": [
        oauth(uri="https://tokens.example.com/a", tokenUrl="https://evil.example/t")
    ],
}
MOVES = [(manifest("a"), HEADER_MOVES), (oauth(), OAUTH_MOVES)]
HAS_IT = ("hooks.example.com", "tokens.example.com")


def moved(world, first, documents, trust):
    """The org with the first hook, then those documents. Raises: GuardError."""
    world.trust = SecretTrust(HAS_IT)
    world.declare(first)
    world.apply()
    world.trust = trust
    world.declare(*documents)
    before = len(world.writes())
    try:
        world.apply(prune=True)
    finally:
        world.moved = len(world.writes()) - before


@pytest.mark.promise("P18")
@pytest.mark.parametrize("doubt", ["", "Git tracks it"])
@pytest.mark.parametrize(("first", "moves"), MOVES)
def test_it_is_refused(tmp_path_factory, world_of, first, moves, doubt):
    """With nothing written, also where the ledger is no proof."""
    for name, documents in moves.items():
        world = world_of(tmp_path_factory.mktemp("w"))

        with pytest.raises(GuardError, match="secret-host"):
            moved(world, first, documents, SecretTrust(doubt=doubt))

        assert 0 == world.moved, name


@pytest.mark.parametrize(("first", "moves"), MOVES)
def test_the_corpus_needs_the_defence(tmp_path_factory, world_of, first, moves):
    """Where every host may have any secret, each of them is applied."""
    for name, documents in moves.items():
        world = world_of(tmp_path_factory.mktemp("w"))

        moved(world, first, documents, SecretTrust(emulated=True))

        assert world.moved, name
