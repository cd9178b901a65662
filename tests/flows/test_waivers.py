"""Drift that somebody knows of: listed, and not counted until its day is over."""

from datetime import date

import pytest
from conftest import World, manifest
from flows.bindings.console import edit, rule_path
from flows.org import RULE, SEED, TOKEN, hook

from hookops.manifest.load import load
from hookops.model.errors import InvalidInput
from hookops.workflow.management.waive import waive

DAY = date(2023, 11, 14)
"""The world's own."""
UNTIL, BECAUSE = "hookops.dev/drift-waived-until", "hookops.dev/drift-waived-because"


def waived(until="2023-11-20", because="the vendor moves"):
    return {"annotations": {UNTIL: until, BECAUSE: because}}


def declare(world, until="2023-11-20", **spec):
    world.declare(manifest("a", metadata=waived(until), **spec))
    world.apply()


def found(world):
    """What drifted, whether it is waived, and what is said of that."""
    (item,) = world.drift().drifted
    return item.what, bool(item.waiver), item.details


@pytest.mark.parametrize("until", ["2023-11-14", "2023-11-20", "2024-11-14"])
def test_while_it_holds(world, until):
    """Its last day counts in; the report lists it, and the run is in order."""
    declare(world, until)
    world.edit("a", uri="https://b.example.com/x")

    drift = world.drift()

    assert ("changed", True, ()) == found(world)
    assert (True, 1, ()) == (drift.in_order, len(drift.drifted), drift.counted)


@pytest.mark.parametrize(
    ("until", "why"),
    [
        ("2023-11-13", "its waiver ended on 2023-11-13 (the vendor moves)"),
        (
            "2025-01-01",
            "its waiver until 2025-01-01 is for more than a year, so it does not count "
            "(the vendor moves)",
        ),
    ],
)
def test_while_it_does_not(world, until, why):
    """It counts again, and says what became of the waiver."""
    declare(world, until)
    world.edit("a", uri="https://b.example.com/x")

    assert ("changed", False, (why,)) == found(world)
    assert not world.drift().in_order


def test_what_may_stop_users(world):
    """A hook that is gone, or INACTIVE, always counts."""
    declare(world)
    hook_id = world.hook("a")["id"]
    why = "its waiver until 2023-11-20 does not cover what may stop users (the vendor moves)"

    world.okta("POST", f"{hook_id}/lifecycle/deactivate")
    assert ("status", False, (why,)) == found(world)
    world.edit("a", uri="https://b.example.com/x")
    assert ("changed", False, (why,)) == found(world)
    world.okta("DELETE", hook_id)
    assert ("gone", False, (why,)) == found(world)


def test_bindings(tmp_path):
    """A waiver of the hook covers a flow that somebody bound to it, and none that lost it."""
    world = World(tmp_path, seed=SEED)
    world.declare(hook("a", TOKEN, metadata=waived()))
    world.apply()
    id_ = world.hook("a")["id"]

    def set_hook(raw):
        raw["actions"]["token"]["inlineHook"] = {"id": id_}

    edit(world, rule_path(world), set_hook)
    assert ("extra", True, ()) == found(world)
    world.declare(hook("a", TOKEN, RULE, metadata=waived()))
    world.apply()
    edit(world, rule_path(world), lambda raw: raw["actions"]["token"].pop("inlineHook"))
    assert ("unbound", False) == found(world)[:2]


def test_the_plan_says_so(world):
    """It changes the drift back, with a warning; what was edited in Git alone has none."""
    declare(world)
    world.edit("a", uri="https://b.example.com/x")

    warnings = [w.code for w in world.plan().warnings]
    world.apply()
    world.declare(manifest("a", metadata=waived(), config={"uri": "https://hooks.example.com/n"}))

    assert "waived-drift" in warnings
    assert [] == [w.code for w in world.plan().warnings if w.code == "waived-drift"]


def test_what_is_written(world):
    """Two lines of the manifest; a second waiver takes the place of the first."""
    world.declare(manifest("a"))

    (file,) = waive(world.desired, world.folder, ["a"], "2023-12-24", "it's known", DAY)

    lines = [line.strip() for line in file.diff() if line[0] == "+" and line[:3] != "+++"]
    assert 1 == len([line for line in lines if UNTIL in line and '"2023-12-24"' in line])


@pytest.mark.parametrize(
    ("until", "because"),
    [
        ("2023-11-14", "x"),
        ("2024-11-16", "x"),
        ("2023-02-30", "x"),
        ("tomorrow", "x"),
        ("2023-12-24", ""),
        ("2023-12-24", "two\nlines"),
        ("2023-12-24", "x" * 201),
        ("2023-12-24", "a\u202eb"),
    ],
)
def test_what_is_no_waiver(world, until, because):
    """A day that is over or too far, and a reason that nobody could read."""
    world.declare(manifest("a"))

    with pytest.raises(InvalidInput, match="--until|--because"):
        waive(world.desired, world.folder, ["a"], until, because, DAY)


@pytest.mark.parametrize(
    "annotations",
    [
        {UNTIL: "2026-02-30", BECAUSE: "x"},
        {UNTIL: "2026-12-24"},
        {BECAUSE: "x"},
        {UNTIL: "2026-12-24", BECAUSE: " "},
    ],
)
def test_what_a_manifest_may_not_say(world, annotations):
    """Half a waiver, and a day that is none."""
    world.declare(manifest("a", metadata={"annotations": annotations}))

    loaded = load([world.folder / "manifests"], world.folder)

    assert {"waiver"} == {found.code for found in loaded.diagnostics if found.severity == "error"}
