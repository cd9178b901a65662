"""Bindings converge: bound, unbound, moved, and put right when somebody else touched them."""

import pytest
from flows.bindings.console import bind
from flows.org import (
    APP,
    MACHINES,
    PARTNERS,
    PEOPLE,
    POLICY,
    REGISTRATION,
    RULE,
    SAML,
    TOKEN,
    WIKI,
    hook,
    one_of_each,
)

from hookops.model.change import Action


def actions(plan):
    """(action, key) of each change."""
    return [(change.action.value, str(change.key)) for change in plan.changes]


@pytest.mark.promise("P4")
def test_one_of_each_converges(org):
    """Six hooks, two keys and four bindings are there after one apply, and then nothing is left."""
    org.declare(*one_of_each())

    applied = org.apply()

    assert 0 == applied.exit_code, [(str(o.change.key), o.error) for o in applied.outcomes]
    assert () == org.plan().changes
    assert {"HookKey": 2, "InlineHook": 6, "Binding": 4} == org.plan().unchanged
    assert () == org.drift().drifted


@pytest.mark.promise("P6")
def test_a_swap_is_one_put(org):
    """A rule goes over from one hook to another by one PUT, so that it is never without."""
    org.declare(hook("a", TOKEN, RULE), hook("b", TOKEN))
    org.apply()
    org.declare(hook("a", TOKEN), hook("b", TOKEN, RULE))
    since = len(org.writes())

    applied = org.apply()

    assert 0 == applied.exit_code
    assert ["PUT"] == [method for method, _, _ in org.writes()[since:]]
    assert () == org.plan().changes


@pytest.mark.parametrize(("type_", "binding"), [(TOKEN, RULE), (SAML, APP), (REGISTRATION, POLICY)])
def test_a_binding_that_leaves_the_manifest_is_unbound(org, type_, binding):
    """Taking a binding out of the list unbinds it, without --prune."""
    org.declare(hook("a", type_, binding))
    org.apply()
    org.declare(hook("a", type_))

    planned = org.plan()
    applied = org.apply()

    assert ["unbind"] == [change.action.value for change in planned.changes]
    assert (0, ()) == (applied.exit_code, org.plan().changes)


@pytest.mark.promise("P6")
@pytest.mark.parametrize(("type_", "binding"), [(TOKEN, RULE), (SAML, APP), (REGISTRATION, POLICY)])
def test_a_hook_that_leaves_is_unbound_first(org, type_, binding):
    """With --prune: unbound, deactivated, deleted, in this order; without it nothing happens."""
    org.declare(hook("a", type_, binding), hook("stays", "com.okta.import.transform", None))
    org.apply()
    org.declare(hook("stays", "com.okta.import.transform", None))

    kept = org.plan()
    since = len(org.writes())
    applied = org.apply(prune=True)

    assert ((), 2) == (kept.changes, len(kept.kept))
    assert 0 == applied.exit_code
    verbs = [(method, path.rpartition("/")[2][:10]) for method, path, _ in org.writes()[since:]]
    assert ["PUT", "POST", "DELETE"] == [method for method, _ in verbs]
    assert "deactivate" == verbs[1][1]
    assert () == org.plan(prune=True).changes


def test_bindings_that_are_not_declared_are_not_managed(org):
    """Without the field nothing is bound, unbound or even read."""
    org.declare(hook("a", TOKEN, None))
    org.apply()

    reads = [path for method, path, _ in org.requests() if method == "GET"]
    lists, org_id = "/api/v1/inlineHooks", "/.well-known/okta-organization"
    assert [lists, lists, org_id, org_id, lists] == reads


def test_several_attachment_points_of_one_policy(org):
    """Two rules of one policy and one of another server are bound at once."""
    org.declare(hook("a", TOKEN, RULE, MACHINES, PEOPLE))

    assert 0 == org.apply().exit_code
    assert {"InlineHook": 1, "Binding": 3} == org.plan().unchanged


@pytest.mark.promise("P6")
def test_a_type_change_moves_the_bindings(org):
    """The old sort of flow is left, the new one is entered, and neither calls a missing hook."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    org.declare(hook("a", SAML, APP, WIKI))

    applied = org.apply(prune=True)

    assert 0 == applied.exit_code, [o.error for o in applied.outcomes]
    assert {"InlineHook": 1, "Binding": 2} == org.plan().unchanged


@pytest.mark.promise("P6")
def test_blue_and_green(org):
    """A new hook takes every flow of the old one, which then goes."""
    org.declare(hook("blue", TOKEN, RULE, MACHINES))
    org.apply()
    org.declare(hook("green", TOKEN, RULE, MACHINES))

    applied = org.apply(prune=True)

    assert 0 == applied.exit_code
    assert ["create", "delete", "rebind", "rebind"] == sorted(
        outcome.change.action.value for outcome in applied.outcomes
    )
    assert {"InlineHook": 1, "Binding": 2} == org.plan(prune=True).unchanged


def test_a_hook_declared_inactive_is_unbound_first(org):
    """`bindings: []` and INACTIVE: out of its flow, then deactivated."""
    org.declare(hook("a", REGISTRATION, POLICY))
    org.apply()
    org.declare(hook("a", REGISTRATION, status="INACTIVE"))

    assert 0 == org.apply().exit_code
    assert () == org.plan().changes


def test_the_occasions_of_a_registration_hook(org):
    """`runOn` is written as scopes; without it those that are there stay."""
    org.declare(hook("a", REGISTRATION, {**PARTNERS, "runOn": ["profile-update"]}))
    org.apply()
    org.declare(hook("a", REGISTRATION, {**PARTNERS, "runOn": ["new-user", "profile-update"]}))

    planned = org.plan()
    org.apply()
    org.declare(hook("a", REGISTRATION, PARTNERS))

    (change,) = planned.changes
    assert (Action.REBIND, ("runOn",)) == (change.action, change.fields[0].path)
    assert (["profile-update"], ["profile-update", "new-user"]) == (
        change.fields[0].before,
        change.fields[0].after,
    )
    assert [("no-op", "Binding/policy/Partners")] == actions(org.plan())
    assert (0, ()) == (org.apply().exit_code, org.plan().changes)
    assert () == org.drift().pending


def test_an_attachment_point_by_its_id(org):
    """An object may be named by its id, and both ways mean the same attachment point."""
    (app,) = [app for app in org.api("GET", "apps") if app["label"] == "Acme Portal"]
    org.declare(hook("a", SAML, {"app": {"id": app["id"]}}))
    org.apply()
    org.declare(hook("a", SAML, APP))

    planned = org.plan()
    applied = org.apply()

    assert [("no-op", "Binding/app/Acme Portal")] == actions(planned)
    assert (0, ()) == (applied.exit_code, org.plan().changes)


def test_a_binding_that_exists_is_only_recorded(org):
    """hookops does not write to a flow that already calls the hook."""
    org.declare(hook("a", SAML, None))
    org.apply()
    bind(org, "Acme Portal", org.hook("a")["id"])
    org.declare(hook("a", SAML, APP))
    since = len(org.writes())

    applied = org.apply()

    assert (0, since) == (applied.exit_code, len(org.writes()))
    assert () == org.plan().changes
    assert () == org.drift().drifted


def test_a_thing_to_do_is_reported_each_time(org):
    """A user import hook is bound by a person: no change, no request, a line in every plan."""
    org.declare(hook("a", "com.okta.import.transform", {"app": "HR", "manual": True}))
    org.apply()

    (found,) = org.plan().by_hand

    assert 'app "HR"' in found.message
    assert "Provisioning > To Okta > Inline Hooks" in found.hint


def test_a_target_brings_what_it_needs(org):
    """A hook brings its key and its bindings, a binding brings its hook."""
    org.declare(hook("a", SAML, APP), hook("b", TOKEN, RULE))

    one = org.plan(targets=["InlineHook/a"])
    other = org.plan(targets=["Binding/app/Acme Portal"])

    assert [["InlineHook/a", "Binding/app/Acme Portal"]] * 2 == [
        [str(change.key) for change in plan.changes] for plan in (one, other)
    ]
