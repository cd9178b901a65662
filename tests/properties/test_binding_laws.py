"""What holds for any set of bindings, whatever was bound before and whoever clicked in between."""

import tempfile
from pathlib import Path

import pytest
from conftest import World, key_manifest
from flows.org import (
    APP,
    MACHINES,
    PARTNERS,
    PEOPLE,
    POLICY,
    REGISTRATION,
    RULE,
    SAML,
    SEED,
    TOKEN,
    WIKI,
    hook,
    signed,
)
from hypothesis import given
from hypothesis import strategies as st

POINTS = {
    TOKEN: [RULE, MACHINES, PEOPLE],
    SAML: [APP, WIKI],
    REGISTRATION: [POLICY, PARTNERS],
}
NAMES = {"t1": TOKEN, "t2": TOKEN, "s1": SAML, "s2": SAML, "r1": REGISTRATION, "r2": REGISTRATION}


@st.composite
def bound(draw):
    """Some hooks, a key, and each attachment point bound to a hook of its type or to none."""
    names = sorted(draw(st.sets(st.sampled_from(sorted(NAMES)), min_size=1)))
    chosen = {name: [] for name in names}
    for type_, points in POINTS.items():
        able = [name for name in names if NAMES[name] == type_]
        for point in points:
            name = draw(st.sampled_from([None, *able]))
            if name is not None:
                chosen[name].append(point)
    keyed = "s1" in names and draw(st.booleans())
    documents = [hook(n, NAMES[n], *chosen[n]) for n in names if not (keyed and n == "s1")]
    if keyed:
        documents += [key_manifest("k"), signed("s1", "k", *chosen["s1"])]
    return documents


def click(world, number):
    """Somebody takes the hook out of one app, or puts the first SAML hook into all of them."""
    for app in world.api("GET", "apps"):
        if "inlineHooks" in app["settings"].get("signOn", {}) and app["status"] == "ACTIVE":
            hooks = [h for h in world.okta("GET") if h["type"] == SAML and h["status"] == "ACTIVE"]
            wanted = [{"id": hooks[0]["id"]}] if hooks and number % 2 else []
            app["settings"]["signOn"]["inlineHooks"] = wanted
            world.api("PUT", f"apps/{app['id']}", app)


def declared_bindings(documents):
    """(hook, attachment point) of each declared binding."""
    return {
        (document["metadata"]["name"], str(sorted(point.items())))
        for document in documents
        if document["kind"] == "InlineHook"
        for point in document["spec"]["bindings"]
    }


@pytest.mark.promise("P6", "P13")
@given(bound(), bound(), st.integers(0, 2))
def test_from_any_bindings_to_any_others(before, after, clicks):
    """Applied, clicked at, and applied again: everything is as declared, and was never broken."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), seed=SEED)
        world.declare(*before)
        first = world.apply()
        for number in range(clicks):
            click(world, number)
        world.declare(*after)

        planned = world.plan(prune=True, max_delete=10)
        if planned.deferred or planned.guard_errors:
            # A flow that somebody bound to a hook which then left Git keeps that hook.
            assert {"in-use"} >= {api_error.code for api_error in planned.guard_errors}
            return
        second = world.apply(prune=True, max_delete=10)

        assert (0, 0) == (first.exit_code, second.exit_code)
        left = world.plan(prune=True)
        assert ((), (), ()) == (left.changes, left.conflicts, left.guard_errors)
        assert len(declared_bindings(after)) == left.unchanged.get("Binding", 0)
        assert () == world.drift().drifted
