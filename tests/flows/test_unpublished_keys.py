"""A key that nobody published yet: no flow is led to a service that would refuse its signature."""

from conftest import key_manifest
from flows.bindings.console import bind, kid, unmanaged_hook
from flows.org import APP, POLICY, REGISTRATION, RULE, SAML, TOKEN, hook, signed


def test_a_flow_is_not_led_to_an_unpublished_key(org):
    """Blue and green with a new key: everything that would hurt waits, and nothing is refused."""
    org.declare(key_manifest("k1"), signed("blue", "k1", POLICY, type_=REGISTRATION))
    org.apply()
    green = signed("green", "k2", POLICY, type_=REGISTRATION)
    org.declare(key_manifest("k2"), green)

    planned = org.plan(prune=True)
    first = org.apply(prune=True)
    org.declare(key_manifest("k2", annotations={"hookops.dev/published": kid(org, "k2")}), green)
    second = org.apply(prune=True)

    assert ["HookKey/k2", "InlineHook/green"] == [str(change.key) for change in planned.changes]
    assert {"publish", "waits-for"} == {deferred.code for deferred in planned.deferred}
    assert (7, 0) == (first.exit_code, second.exit_code), [o.error for o in second.outcomes]
    assert ["green"] == [found["name"] for found in org.okta("GET")]
    assert ((), ()) == (org.plan(prune=True).changes, org.drift().drifted)


def test_the_first_binding_warns(org):
    """Nothing works yet that could break, so it is done, and reported."""
    org.declare(key_manifest("k"), signed("a", "k"))
    org.apply()
    org.declare(key_manifest("k"), signed("a", "k", APP))

    planned = org.plan()

    assert (["publish"], ()) == ([warning.code for warning in planned.warnings], planned.deferred)


def test_a_hook_that_will_be_inactive_does_not_wait(org):
    """Nobody calls it afterwards."""
    org.declare(key_manifest("k1"), signed("a", "k1", APP))
    org.apply()
    off = signed("a", "k2")
    off["spec"]["status"] = "INACTIVE"
    org.declare(key_manifest("k1"), key_manifest("k2"), off)

    assert (0, ()) == (org.apply().exit_code, org.plan().changes)


def test_a_name_that_a_waiting_hook_keeps(org):
    """Whoever is to have the name waits too, and so does what needs it."""
    org.declare(key_manifest("k1"), signed("a", "k1", APP))
    org.apply()
    first = signed("a", "k2", APP)
    first["spec"]["name"] = "a-old"
    second = hook("b", TOKEN, RULE, name="a")
    org.declare(key_manifest("k1"), key_manifest("k2"), first, second)

    planned = org.plan()

    assert ["HookKey/k2"] == [str(change.key) for change in planned.changes]
    assert ["publish", "waits-for", "waits-for"] == sorted(
        deferred.code for deferred in planned.deferred
    )
    assert 7 == org.apply().exit_code


def test_what_was_bound_before_is_repaired_without_waiting(org):
    """A hook with a key that flows called already goes back where somebody took it from."""
    org.declare(key_manifest("k"), signed("a", "k", APP))
    org.apply()
    bind(org, "Acme Portal", unmanaged_hook(org, SAML, "1.0.2"))

    planned = org.plan()

    assert ((), ["rebind"]) == (
        planned.deferred,
        [change.action.value for change in planned.changes],
    )
    assert (0, ()) == (org.apply().exit_code, org.plan().changes)


def test_an_annotation_with_another_kid_is_reported(org):
    """The report has the annotation's kid and the key's."""
    org.declare(key_manifest("k1"), signed("a", "k1", APP))
    org.apply()
    noted = key_manifest("k2", annotations={"hookops.dev/published": "wrong"})
    org.declare(key_manifest("k1"), noted, signed("a", "k2", APP))
    org.apply()

    (deferred,) = org.plan().deferred

    assert "the annotation says wrong" in deferred.message
    assert kid(org, "k2") in deferred.hint


def test_an_unpublished_key_in_use_is_reminded_of(org):
    """In every plan, until its kid is noted; it is no change and no drift."""
    org.declare(key_manifest("k"), signed("a", "k", APP))
    org.apply()

    reminded = org.plan()
    noted = key_manifest("k", annotations={"hookops.dev/published": kid(org, "k")})
    org.declare(noted, signed("a", "k", APP))

    assert (["publish"], ()) == ([found.code for found in reminded.by_hand], reminded.changes)
    assert () == org.plan().by_hand
    assert () == org.drift().drifted
