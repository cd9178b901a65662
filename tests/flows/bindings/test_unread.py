"""What may not be read: the rest goes on, nothing is guessed, and the exit code is 4."""

import pytest
from conftest import World
from flows.bindings.console import codes, deny
from flows.org import APP, POLICY, REGISTRATION, RULE, SAML, TOKEN, hook

from hookops.emulator.control.switches import Switches
from hookops.model.errors import ApiError


def test_r19_apps_that_may_not_be_read(org):
    """R19: the rest is planned and applied, what is missing is reported, and the exit code is 4."""
    org.declare(hook("a", SAML, APP), hook("b", TOKEN, RULE))
    original = org.app
    org.app = deny(original, "/api/v1/apps")

    planned = org.plan()
    applied = org.apply()
    drifted = org.drift()

    assert ["unread"] == [found.code for found in planned.unread]
    assert "403" in planned.unread[0].message
    assert [("InlineHook", "a"), ("InlineHook", "b"), ("Binding", RULE_NAME)] == [
        (change.key.kind, change.key.name) for change in planned.changes
    ]
    assert 4 == applied.exit_code
    assert ((), 1) == (drifted.drifted, len(drifted.unread))

    org.app = original
    assert (0, ["bind"]) == ((again := org.apply()).exit_code, actions(again))


RULE_NAME = "rule/default/Default Policy/Default Policy Rule"


def actions(applied):
    """Of each outcome."""
    return [outcome.change.action.value for outcome in applied.outcomes]


def test_r19_what_may_not_be_looked_up_is_not_taken_away(org):
    """R19: a hook whose flows cannot be read is not deactivated, deleted or replaced."""
    org.declare(hook("a", SAML, APP), hook("b", TOKEN, RULE))
    org.apply()
    org.declare(hook("b", TOKEN, RULE))
    org.app = deny(org.app, "/api/v1/apps")

    assert ["unread"] == codes(org, prune=True)


def test_an_org_without_api_access_management(tmp_path):
    """E0000015 (401): token hooks are made, and their bindings are said to be unreadable."""
    world = World(tmp_path, switches=Switches(feature_api_access_management="off"))
    world.declare(hook("a", TOKEN, RULE))

    planned = world.plan()

    assert ["unread"] == [found.code for found in planned.unread]
    assert "E0000015" in planned.unread[0].message


def test_the_classic_engine(tmp_path):
    """Its registration hooks are bound in the console: reported each time, never sent."""
    world = World(tmp_path, switches=Switches(engine="classic"))
    world.declare(hook("a", REGISTRATION, POLICY), hook("b", SAML))

    planned = world.plan()
    applied = world.apply()

    assert ["by-hand"] == [found.code for found in planned.by_hand]
    assert "Classic Engine" in planned.by_hand[0].message
    assert (0, ()) == (applied.exit_code, world.drift().drifted)
    assert not [path for _, path, _ in world.requests() if "policies" in path]


def test_a_scan_that_breaks_down(org):
    """An org that does not answer (9) differs from one that denies access (4)."""
    org.declare(hook("a", SAML, APP))
    org.app = deny(org.app, "/api/v1/apps", "500 Internal Server Error")

    with pytest.raises(ApiError) as problem:
        org.plan()
    assert 9 == problem.value.exit_code


def test_drift_of_what_may_not_be_read_without_a_ledger(org):
    """It is neither in sync nor drifted."""
    org.declare(hook("a", SAML, APP))
    org.app = deny(org.app, "/api/v1/apps")

    found = org.drift()

    assert ["InlineHook/a"] == [str(item.key) for item in found.drifted]
    assert 1 == len(found.unread)


def test_an_app_that_the_list_lacks(org):
    """It is asked for by its id before it counts as gone."""
    org.declare(hook("a", SAML, APP), hook("b", SAML))
    org.apply()
    org.declare(hook("b", SAML))

    def app(environ, start):
        if environ["PATH_INFO"] != "/api/v1/apps":
            return org.made(environ, start)
        start("200 OK", [("content-type", "application/json")])
        return [b"[]"]

    org.app = app
    planned = org.plan(prune=True)

    assert ["delete", "unbind"] == [change.action.value for change in planned.changes]


@pytest.mark.parametrize("prefix", ["/api/v1/apps", "/api/v1/authorizationServers"])
def test_a_list_that_is_not_there_is_no_empty_one(org, prefix):
    """404 for a list that every org has is an error; nothing is planned on it."""
    org.declare(hook("a", SAML, APP), hook("b", TOKEN, RULE))
    org.apply()
    org.app = deny(org.made, prefix, "404 Not Found")

    with pytest.raises(ApiError):
        org.plan(prune=True)


def test_what_may_not_be_read_is_never_in_sync(org):
    """Also where nothing is declared to be bound: a type that cannot be read is reported."""
    org.declare(hook("a", SAML, APP))
    org.apply()
    org.declare(hook("a", SAML))
    org.app = deny(org.made, "/api/v1/apps")

    planned, drifted = org.plan(), org.drift()

    assert ((), 1, 1) == (planned.changes, len(planned.unread), len(drifted.unread))
    assert 4 == org.apply().exit_code
    org.app = org.made
    assert ["unbind"] == [change.action.value for change in org.plan().changes]
