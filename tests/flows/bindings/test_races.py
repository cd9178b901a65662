"""Somebody else writes between two requests of an apply: reported, and not overwritten."""

import pytest
from conftest import World
from flows.bindings.console import bind, codes, deny, edit, rule_path, unmanaged_hook
from flows.org import APP, MACHINES, RULE, SAML, SEED, TOKEN, hook

from hookops.model.errors import Conflict


@pytest.mark.promise("P5")
def test_a_click_between_plan_and_write(org):
    """Somebody binds another hook after the plan: that is reported, not overwritten, and
    nothing destructive follows."""
    org.declare(hook("a", SAML, APP), hook("old", SAML))
    org.apply()
    bind(org, "Acme Portal")
    other = unmanaged_hook(org, SAML, "1.0.2")
    org.declare(hook("a", SAML, APP))
    original = org.app

    def app(environ, start):
        """The console is quicker than the first read of the app itself."""
        if environ["PATH_INFO"].startswith("/api/v1/apps/") and org.app is app:
            org.app = original
            bind(org, "Acme Portal", other)
        return original(environ, start)

    org.app = app
    applied = org.apply(prune=True)

    assert 6 == applied.exit_code
    (error,) = [outcome.error for outcome in applied.outcomes if outcome.error]
    assert f'hook: null then, "{other}" now' in error
    assert [] == [m for m, _, _ in org.writes()[-1:] if m == "DELETE"]
    assert {"a", "old", "Other 1.0.2"} == {hook["name"] for hook in org.api("GET", "inlineHooks")}


def test_a_policy_that_goes_between_plan_and_write(org):
    """Its rule is gone: the binding fails with what Okta said, the rest is as it was."""
    org.declare(hook("a", TOKEN, MACHINES), hook("old", TOKEN))
    original = org.app

    def app(environ, start):
        if environ["PATH_INFO"].count("/") == 8 and org.app is app:
            org.app = original
            org.api(
                "DELETE",
                environ["PATH_INFO"].removeprefix("/api/v1/").rpartition("/")[0].rpartition("/")[0],
            )
        return original(environ, start)

    org.app = app
    applied = org.apply()

    results = {str(o.change.key): o.result.value for o in applied.outcomes}
    assert 7 == applied.exit_code
    assert "failed" == results["Binding/rule/payments/Apps/Machines"]


@pytest.mark.promise("P11")
def test_another_edit_at_the_same_time_is_reported(org):
    """What else of the object changed between the two reads is not ours, and is reported."""
    org.declare(hook("a", SAML, APP))
    original, seen = org.app, []

    def app(environ, start):
        if environ["PATH_INFO"].startswith("/api/v1/apps/"):
            seen.append(environ["REQUEST_METHOD"])
            if seen == ["GET", "PUT", "GET"]:
                org.app = original
                path = environ["PATH_INFO"].removeprefix("/api/v1/")
                edit(org, path, lambda raw: raw["visibility"].update(autoLaunch=True))
        return original(environ, start)

    org.app = app
    applied = org.apply()

    notes = [outcome.note for outcome in applied.outcomes if outcome.note]
    assert 0 == applied.exit_code
    assert [
        "visibility.autoLaunch changed at the same time as the binding: look at it in Okta"
    ] == (notes)


def test_a_list_that_lags_hides_no_hook(tmp_path):
    """A hook that an attachment point names and the list lacks is read before it counts as gone."""
    world = World(tmp_path, seed=SEED)
    other = unmanaged_hook(world, SAML, "1.0.2")
    bind(world, "Acme Portal", other)
    world.declare(hook("a", SAML, APP))
    original = world.app

    def app(environ, start):
        if environ["PATH_INFO"] != "/api/v1/inlineHooks":
            return original(environ, start)
        start("200 OK", [("content-type", "application/json")])
        return [b"[]"]

    world.app = app

    assert ["slot-held"] == codes(world)


@pytest.mark.promise("P10")
def test_an_edit_of_a_rule_while_asking(org):
    """What changes between the question and the answer is not overwritten."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    other = unmanaged_hook(org, TOKEN, "1.0.1")
    org.declare(hook("a", TOKEN))

    def consent(plan):
        path = rule_path(org)
        edit(org, path, lambda raw: raw["actions"]["token"].update(inlineHook={"id": other}))
        return True

    with pytest.raises(Conflict, match="while you were asked"):
        org.apply(consent=consent)


@pytest.mark.promise("P9")
def test_somebody_binds_a_hook_that_is_to_go(org):
    """It is looked up again just before: the hook stays, and the apply says why."""
    org.declare(hook("a", TOKEN), hook("b", TOKEN, MACHINES))
    org.apply()
    hook_id = org.hook("a")["id"]
    org.declare(hook("b", TOKEN))

    def app(environ, start):
        """The console is quicker than the second look, which follows the unbinding."""
        if environ["REQUEST_METHOD"] == "PUT" and org.app is app:
            org.app = org.made
            mine = {"id": hook_id}
            edit(org, rule_path(org), lambda raw: raw["actions"]["token"].update(inlineHook=mine))
        return org.made(environ, start)

    org.app = app
    applied = org.apply(prune=True)

    (error,) = [outcome.error for outcome in applied.outcomes if outcome.error]
    assert "since the plan was made it is called by rule" in error
    assert {"a", "b"} == {found["name"] for found in org.okta("GET")}
    assert 7 == applied.exit_code


@pytest.mark.promise("P9")
def test_flows_that_cannot_be_looked_up_again(org):
    """Then nothing goes."""
    org.declare(hook("a", SAML, APP), hook("b", TOKEN))
    org.apply()
    org.declare(hook("b", TOKEN))

    unbound = []

    def app(environ, start):
        if environ["REQUEST_METHOD"] == "PUT":
            unbound.append(environ["PATH_INFO"])
        lists = environ["PATH_INFO"] == "/api/v1/apps"
        return (deny(org.made, "/api/v1/apps") if lists and unbound else org.made)(environ, start)

    org.app = app
    applied = org.apply(prune=True)
    org.app = org.made

    assert 7 == applied.exit_code
    assert {"a", "b"} == {found["name"] for found in org.okta("GET")}


def test_a_click_while_hookops_waits_for_a_rate_limit(org):
    """What is sent is made of a read from before the wait, so it is read once more."""
    org.declare(hook("a", SAML, APP))
    limited = []

    def app(environ, start):
        if environ["REQUEST_METHOD"] == "PUT" and not limited:
            limited.append(environ["PATH_INFO"])
            path = environ["PATH_INFO"].removeprefix("/api/v1/")
            edit(org, path, lambda raw: raw["visibility"].update(autoLaunch=True))
            start("429 Too Many Requests", [("x-rate-limit-limit", "0")])
            return [b""]
        return org.made(environ, start)

    org.app = app
    applied = org.apply()
    org.app = org.made

    (error,) = [o.error for o in applied.outcomes if o.error]
    assert "visibility.autoLaunch: false then, true now" in error
    assert 7 == applied.exit_code
    assert org.api("GET", limited[0].removeprefix("/api/v1/"))["visibility"]["autoLaunch"]
