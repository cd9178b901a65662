"""Drift: what changed outside of hookops, and nothing else."""

from conftest import manifest


def found(drift):
    """(name, what) of each."""
    return [(item.key.name, item.what) for item in drift.drifted]


def test_field_changed(world):
    """A changed field is reported with the applied value, the actual one, and the line in Git."""
    world.declare(manifest("a"))
    world.apply()
    world.edit("a", uri="https://staging.example.com/a")

    (item,) = world.drift().drifted
    (field,) = item.fields
    line = (world.folder / "manifests" / "a.json").read_text().splitlines()[field.mark.line - 1]

    assert ("changed", "okta") == (item.what, field.side)
    assert ("https://hooks.example.com/a", "https://staging.example.com/a") == (
        field.before,
        field.after,
    )
    assert '"uri"' in line


def test_hook_gone(world):
    """A deleted hook is gone."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    hook_id = world.hook("a")["id"]
    world.okta("POST", f"{hook_id}/lifecycle/deactivate")
    world.okta("DELETE", hook_id)

    assert [("a", "gone")] == found(world.drift())


def test_status_flipped(world):
    """A deactivated hook has its own word."""
    world.declare(manifest("a"))
    world.apply()
    world.okta("POST", f"{world.hook('a')['id']}/lifecycle/deactivate")

    assert [("a", "status")] == found(world.drift())


def test_authentication_removed(world):
    """Header authentication that was taken away is seen."""
    world.declare(manifest("a"))
    world.apply()
    world.edit("a", authScheme=None)

    (item,) = world.drift().drifted

    assert {"key", "type"} == {field.path[-1] for field in item.fields}


def test_written_after_us_with_a_secret(world):
    """A write that shows nothing may have changed the secret: its own class, and apply repairs."""
    world.declare(manifest("a"))
    world.apply()
    world.edit("a")

    drifted = found(world.drift())
    world.apply()

    assert [("a", "secret")] == drifted
    assert [] == found(world.drift())


def test_pending_edits_are_no_drift(world):
    """What was edited in Git and not applied yet is listed, and is no drift."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", config={"uri": "https://hooks.example.com/new"}), manifest("b"))

    drift = world.drift()

    assert ([], ["a", "b"]) == (found(drift), [key.name for key in drift.pending])


def test_both_sides_moved(world):
    """When the manifest no longer says what was applied either, both sides moved."""
    world.declare(manifest("a"))
    world.apply()
    world.edit("a", uri="https://staging.example.com/a")
    world.declare(manifest("a", config={"uri": "https://hooks.example.com/new"}))

    assert ["both"] == [field.side for field in world.drift().drifted[0].fields]


def test_undeclared_hooks_are_listed(world):
    """A hook that nobody declared is listed, and alone is no drift."""
    world.declare(manifest("a"))
    world.apply()
    spec = manifest("undeclared")["spec"]
    spec["channel"]["config"]["authScheme"] |= {"value": "x"}
    world.okta("POST", "", spec)

    drift = world.drift()

    assert ([], ["undeclared"]) == (found(drift), [actual.spec.name for actual in drift.unmanaged])


def test_undeclared_but_managed(world):
    """A managed hook without a manifest can still drift."""
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    world.edit("b", uri="https://staging.example.com/b")
    world.declare(manifest("a"))

    assert [("b", "changed", None)] == [(d.key.name, d.what, d.mark) for d in world.drift().drifted]


def test_without_a_ledger_against_the_manifests(world):
    """Before anything was applied, drift is against the manifests, by name."""
    world.declare(manifest("a"), manifest("b"))
    spec = manifest("a", config={"uri": "https://staging.example.com/a"})["spec"]
    spec["channel"]["config"]["authScheme"] |= {"value": "x"}
    world.okta("POST", "", spec)

    drift = world.drift()

    assert ("manifests", [("a", "changed"), ("b", "gone")]) == (drift.against, found(drift))
    assert () == drift.unmanaged
