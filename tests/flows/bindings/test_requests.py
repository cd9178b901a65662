"""Requests are counted: a plan costs one scan per type that the manifests bind."""

import pytest
from conftest import World, key_manifest
from flows.org import POLICY, REGISTRATION, SAML, SEED, TOKEN, hook, signed

HOOKS, KEYS, APPS, RULES = 50, 10, 40, 20
SERVERS = ("one", "two")

LARGE = {
    "apps": [{"label": f"App {number}"} for number in range(APPS)],
    "authorization_servers": [
        {
            "name": server,
            "audiences": [f"api://{server}"],
            "policies": [
                {"name": "All", "rules": [{"name": f"Rule {number}"} for number in range(RULES)]}
            ],
        }
        for server in SERVERS
    ],
}


def large():
    """50 hooks with 10 keys, bound to 40 apps and 40 rules."""
    keys = [key_manifest(f"key-{number}") for number in range(KEYS)]
    saml = [
        signed(f"saml-{number}", f"key-{number % KEYS}", {"app": f"App {number}"})
        for number in range(APPS)
    ]
    rules = [
        {"authorizationServer": server, "policy": "All", "rule": f"Rule {number}"}
        for server in SERVERS
        for number in range(RULES)
    ]
    token = [
        hook(f"token-{number}", TOKEN, *rules[number * 4 : number * 4 + 4])
        for number in range(HOOKS - APPS)
    ]
    return [*keys, *saml, *token]


@pytest.mark.promise("P28")
def test_a_large_org(tmp_path):
    """50 hooks, 10 keys, 40 apps and 40 rules of 2 servers: 10 requests, none of them by hook."""
    world = World(tmp_path, seed=LARGE)
    world.declare(*large())
    applied = world.apply()
    since = len(world.requests())

    planned = world.plan()

    asked = [(method, path.partition("?")[0]) for method, path, _ in world.requests()[since:]]
    assert (0, ()) == (applied.exit_code, planned.changes)
    assert {"HookKey": KEYS, "InlineHook": HOOKS, "Binding": 80} == planned.unchanged
    # hooks, keys, apps, servers; policies and rules of 3 servers ("default" is in every org)
    assert 10 == len(asked) == len(set(asked))
    assert {"GET"} == {method for method, _ in asked}


def test_pages_are_followed(tmp_path):
    """250 apps are two pages, and the last of them is found."""
    world = World(tmp_path, seed={"apps": [{"label": f"App {number}"} for number in range(250)]})
    world.declare(hook("a", SAML, {"app": "App 249"}))

    world.plan()

    apps = [path for _, path, _ in world.requests() if path.startswith("/api/v1/apps")]
    assert 2 == len(apps)
    assert 0 == world.apply().exit_code


@pytest.mark.promise("P28")
@pytest.mark.parametrize("count", [1, 5])
def test_requests_do_not_grow_with_hooks(tmp_path, count):
    """Registration: hooks, the engine, the policies, one list of rules for each policy."""
    world = World(tmp_path, seed=SEED)
    world.declare(
        hook("first", REGISTRATION, POLICY),
        *[hook(f"h{number}", REGISTRATION) for number in range(count)],
    )

    world.plan()

    assert 5 == len(world.requests())
