"""What is deleted: only what hookops manages, only when it is asked to, never by accident."""

import pytest
from conftest import Faulty, manifest

from hookops.model.change import Action
from hookops.model.errors import GuardError


def codes(diagnostics):
    """Their codes."""
    return [diagnostic.code for diagnostic in diagnostics]


def test_undeclared_is_kept_without_prune(world):
    """Removing a manifest alone deletes nothing; the plan says that it is kept."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    world.declare(manifest("a"))

    planned = world.plan()
    applied = world.apply()

    assert (["b"], ()) == ([key.name for key in planned.kept], planned.changes)
    assert 0 == applied.exit_code
    assert "ACTIVE" == world.hook("b")["status"]


@pytest.mark.promise("P9")
def test_prune_deactivates_then_deletes(world):
    """With --prune a managed hook goes, INACTIVE first, and a tombstone remembers it."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    hook_id = world.hook("b")["id"]
    world.declare(manifest("a"))
    count = len(world.writes())

    applied = world.apply(prune=True)

    path = f"/api/v1/inlineHooks/{hook_id}"
    assert 0 == applied.exit_code
    assert [
        ("POST", f"{path}/lifecycle/deactivate", 200),
        ("DELETE", path, 204),
    ] == world.writes()[count:]
    assert [(hook_id, "b")] == [(t.id, t.key.name) for t in world.ledger.tombstones]
    assert ["a"] == [key.name for key in world.ledger.managed]


def test_prune_of_what_is_gone_forgets_it(world):
    """A managed hook that is neither declared nor there leaves the ledger without a request."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    hook_id = world.hook("b")["id"]
    world.okta("POST", f"{hook_id}/lifecycle/deactivate")
    world.okta("DELETE", hook_id)
    world.declare(manifest("a"))

    applied = world.apply()

    assert (0, ["a"]) == (applied.exit_code, [key.name for key in world.ledger.managed])


def test_m33_protected_is_not_deleted(world):
    """M33: a protected hook is not deleted, also when its manifest went together with the line."""
    world.declare(
        manifest("a"), manifest("b", metadata={"annotations": {"hookops.dev/protect": "true"}})
    )
    world.apply()
    world.declare(manifest("a"))

    planned = world.plan(prune=True)

    assert ["protected"] == codes(planned.guard_errors)
    with pytest.raises(GuardError, match="protected"):
        world.apply(prune=True)


def test_protected_is_not_deactivated(world):
    """A protected hook is not deactivated; unprotecting it takes an apply of its own."""
    protect = {"annotations": {"hookops.dev/protect": "true"}}
    world.declare(manifest("a", metadata=protect))
    world.apply()
    world.declare(manifest("a", status="INACTIVE"))
    refused = world.plan()
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", status="INACTIVE"))

    assert ["protected"] == codes(refused.guard_errors)
    assert () == world.plan().guard_errors


def test_more_than_the_free_deletes_need_a_number(world):
    """Four deletes of five are refused; --max-delete with a large enough number allows them."""
    world.declare(*(manifest(name) for name in "abcde"))
    world.apply()
    world.declare(manifest("a"))

    assert ["max-delete"] == codes(world.plan(prune=True).guard_errors)
    assert ["max-delete"] == codes(world.plan(prune=True, max_delete=3).guard_errors)
    assert () == world.plan(prune=True, max_delete=4).guard_errors


def test_m07_a_new_type_is_a_replacement(world):
    """M07: type is immutable, so it is a replacement, which deletes and so needs --prune."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", type="com.okta.saml.tokens.transform", version="1.0.2"))

    planned = world.plan()

    assert [Action.REPLACE] == [change.action for change in planned.changes]
    assert ["replace"] == codes(planned.guard_errors)
    with pytest.raises(GuardError, match="immutable"):
        world.apply()


def test_replacement_builds_before_it_destroys(world):
    """With --prune: create under a passing name, deactivate and delete the old one, rename."""
    world.declare(manifest("a"))
    world.apply()
    old = world.hook("a")["id"]
    world.declare(manifest("a", type="com.okta.saml.tokens.transform", version="1.0.2"))
    count = len(world.writes())

    applied = world.apply(prune=True)

    new = world.hook("a")
    root = "/api/v1/inlineHooks"
    assert 0 == applied.exit_code
    assert [
        ("POST", root, 200),
        ("POST", f"{root}/{old}/lifecycle/deactivate", 200),
        ("DELETE", f"{root}/{old}", 204),
        ("PUT", f"{root}/{new['id']}", 200),
    ] == world.writes()[count:]
    assert "com.okta.saml.tokens.transform" == new["type"]
    assert () == world.plan().changes
    assert ["a"] == [key.name for key in world.ledger.managed]


def test_nothing_declared_is_never_applied(world):
    """An empty set of manifests would delete everything: it is refused with any number."""
    world.declare(manifest("a"))
    world.apply()

    from hookops.model.limits import Limits
    from hookops.secrets.environment import from_environment
    from hookops.workflow.plan import plan
    from hookops.workflow.run import Run

    run = Run({}, world.session(), world.ledger_store, from_environment(world.env))

    assert ["empty"] == codes(plan(run, Limits(prune=True, max_delete=9)).guard_errors)


@pytest.mark.promise("P1")
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_replacement_that_was_cut_short_is_finished(world, cut):
    """Whatever step a replacement stops after, the next apply --prune finishes it."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", type="com.okta.saml.tokens.transform", version="1.0.2"))
    left = [cut]

    def count(method, path):
        left[0] -= method != "GET"
        return "refuse" if left[0] < 0 and method != "GET" else ""

    app = world.app
    world.app = Faulty(app, count)
    first = world.apply(prune=True)
    world.app = app
    second = world.apply(prune=True)

    assert (7, 0) == (first.exit_code, second.exit_code)
    assert [("a", "com.okta.saml.tokens.transform")] == [
        (hook["name"], hook["type"]) for hook in world.okta("GET")
    ]
    assert ((), ["a"]) == (world.plan().changes, [key.name for key in world.ledger.managed])
