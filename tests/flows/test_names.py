"""Names in Git: what takes the place of what is managed, and targets that are gone."""

import pytest
from conftest import World, manifest
from flows.org import APP, SAML, SEED, WIKI, hook


def uris(world):
    """(name, id) of every hook, by its address."""
    return {h["channel"]["config"]["uri"]: (h["name"], h["id"]) for h in world.okta("GET")}


MOVED = "it was InlineHook/a in Git, and that is another one now"


@pytest.fixture
def swapped(world):
    """`b` was renamed to `a` in Git, although `a` is managed itself."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    world.ids = {name: world.hook(name)["id"] for name in ("a", "b")}
    world.declare(manifest("a", metadata={"previousNames": ["b"]}))
    return world


def test_the_object_of_the_previous_name_becomes_it(swapped):
    """It keeps its id and takes what is declared; what had the name is deleted."""
    planned = swapped.plan(prune=True)
    applied = swapped.apply(prune=True)

    old = f"a~{swapped.ids['a']}"
    assert [
        ("a", "update", "edited in Git; it was InlineHook/b in Git"),
        (
            old,
            "delete",
            "no longer declared: it was InlineHook/a in Git, and that is another one now",
        ),
    ] == [(c.key.name, c.action.value, c.reason) for c in planned.changes]
    assert 0 == applied.exit_code
    assert {"https://hooks.example.com/a": ("a", swapped.ids["b"])} == uris(swapped)
    assert () == swapped.plan(prune=True).changes


def test_without_pruning_it_is_reported(swapped):
    """Two hooks would have one name, so nothing is written; what has to go is named."""
    planned = swapped.plan()

    assert [f"a~{swapped.ids['a']}"] == [key.name for key in planned.kept]
    assert ["name-held"] == [conflict.code for conflict in planned.conflicts]
    assert "hookops apply --prune" in planned.conflicts[0].hint


def test_with_a_name_of_its_own_it_is_only_reported(world):
    """Where no name is in the way, the object takes over, and the other one stays."""
    world.declare(manifest("a", name="First"), manifest("b", name="Second"))
    world.apply()
    ids = {name: world.hook(name)["id"] for name in ("First", "Second")}
    world.declare(manifest("a", name="Third", metadata={"previousNames": ["b"]}))

    applied = world.apply()

    assert 0 == applied.exit_code
    assert [f"a~{ids['First']}"] == [key.name for key in applied.plan.kept]
    assert ids["Second"] == world.hook("Third")["id"]
    assert ids["First"] == world.hook("First")["id"]


def test_flows_of_both(tmp_path):
    """The flows that are declared have the object that took over, with its new content."""
    org = World(tmp_path, seed=SEED)
    org.declare(hook("a", SAML, APP), hook("b", SAML, WIKI))
    org.apply()
    kept = org.hook("b")["id"]
    org.declare(hook("a", SAML, APP, WIKI, metadata={"previousNames": ["b"]}))

    applied = org.apply(prune=True)

    assert 0 == applied.exit_code
    bound = {
        app["label"]: [found["id"] for found in app["settings"]["signOn"]["inlineHooks"]]
        for app in org.api("GET", "apps")
        if app["label"] in ("Acme Portal", "Acme Wiki")
    }
    assert {"Acme Portal": [kept], "Acme Wiki": [kept]} == bound
    assert {"https://hooks.example.com/a": ("a", kept)} == uris(org)


def test_content_comes_before_the_name(swapped):
    """Flows may be led to it before the old one is deleted, so only its name waits for that."""
    (change, _) = swapped.plan(prune=True).changes

    assert [("update", "b"), ("rename", "a")] == [
        (step.verb, step.call.body["name"]) for step in change.steps
    ]


def test_a_target_that_is_deleted(world):
    """Once it is gone, the read-back looks at nothing else: the others are no targets."""
    world.declare(manifest("a"), manifest("b"), manifest("c"))
    world.apply()
    world.declare(manifest("b", name="Edited"))

    applied = world.apply(targets=["InlineHook/a"], prune=True)

    assert 0 == applied.exit_code
    assert {"b", "c"} == {found["name"] for found in world.okta("GET")}


def test_targets_that_are_deleted_with_their_flows(tmp_path):
    """The same of a bound hook, and of two targets."""
    org = World(tmp_path, seed=SEED)
    org.declare(hook("a", SAML, APP), hook("b", SAML, WIKI), hook("c", SAML))
    org.apply()
    org.declare(hook("c", SAML, name="Edited"))

    applied = org.apply(targets=["InlineHook/a", "InlineHook/b"], prune=True)

    assert 0 == applied.exit_code
    assert ["c"] == [found["name"] for found in org.okta("GET")]


def test_a_previous_name_whose_object_is_gone(world):
    """It takes the place of nothing: the managed hook keeps its object, the other is forgotten."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    ids = {name: world.hook(name)["id"] for name in ("a", "b")}
    world.okta("POST", f"{ids['b']}/lifecycle/deactivate")
    world.okta("DELETE", ids["b"])
    world.declare(manifest("a", name="Edited", metadata={"previousNames": ["b"]}))

    applied = world.apply(prune=True)

    assert 0 == applied.exit_code
    assert ["update"] == [change.action.value for change in applied.plan.changes]
    assert ids["a"] == world.hook("Edited")["id"]
    assert ["a"] == [key.name for key in world.ledger.managed]


def test_a_rename_in_git_leaves_the_secret_the_same(world):
    """A fingerprint is of a value and a name; the value is known under the name before."""
    world.key = b"k" * 32
    world.declare(manifest("b"))
    world.apply()
    renamed = manifest("b", metadata={"previousNames": ["b"]})
    renamed["metadata"]["name"] = "a"
    world.declare(renamed)
    only_git = world.plan()
    renamed["spec"]["name"] = "Edited"
    world.declare(renamed)

    (change,) = world.plan().changes

    assert () == only_git.changes
    assert ("safe", ["same"]) == (change.impact, [f.secret for f in change.fields if f.secret])


def test_a_secret_stays_the_same_when_the_previous_name_is_taken_out(world):
    """An apply stores the fingerprint under the name of today."""
    world.key = b"k" * 32
    world.declare(manifest("b"))
    world.apply()
    renamed = manifest("b", metadata={"previousNames": ["b"]})
    renamed["metadata"]["name"] = "a"
    world.declare(renamed)
    world.apply()
    del renamed["metadata"]["previousNames"]
    world.declare(renamed)

    assert () == world.plan().changes


def test_a_target_by_its_previous_name(world):
    """It is the one that has another name now."""
    world.declare(manifest("y"), manifest("other"))
    world.apply()
    renamed = manifest("q", metadata={"previousNames": ["y"]}, name="Edited")
    world.declare(renamed, manifest("other", name="Not a target"))

    planned = world.plan(targets=["InlineHook/y"])

    assert ["q"] == [change.key.name for change in planned.changes]


def test_an_adoption_of_what_is_managed_under_another_name(world):
    """It exists: the conflict says that it was renamed in Git, and not that it is missing."""
    world.declare(manifest("b", name="Enrich"))
    world.apply()
    annotated = {"annotations": {"hookops.dev/adopt": "true"}}
    world.declare(manifest("a", name="Enrich", metadata=annotated))

    (conflict,) = world.plan().conflicts

    assert ("name-held", True) == (conflict.code, "previousNames: [b]" in conflict.hint)
