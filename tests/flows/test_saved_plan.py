"""Saved plans: a ceiling, not a script."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import World, manifest
from flows.org import Omitting

from hookops.apply import saved_plan as saved
from hookops.model.errors import Conflict, GuardError, InvalidInput
from hookops.model.limits import Limits
from hookops.workflow import apply as workflow
from hookops.workflow.plan import plan


def save(world: World, **limits) -> Path:
    """A plan of the world as it is, in a file."""
    run, path = world.run(read_only=True), world.folder / "p.json"
    path.unlink(missing_ok=True)
    saved.write(path, workflow.save(run, plan(run, Limits(**limits))))
    return path


def apply(world: World, path: Path):
    """What `hookops apply FILE` does."""
    text = saved.read(path)[0]
    envelope, _ = saved.open_envelope(text, path)
    return workflow.apply_saved(
        world.run(), text, envelope, progress=lambda _: None, stop=world.stop, parallelism=4
    )


def reseal(path: Path, members: dict[str, Any]) -> None:
    """The file with other members, and the digest that fits them."""
    document = json.loads(path.read_text()) | members
    del document["digest"]
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    path.write_text(json.dumps({**document, "digest": digest}, indent=1) + "\n")


def test_applies_when_nothing_moved(world):
    """A plan that planning again leads to is applied."""
    world.declare(manifest("a"))
    path = save(world)

    assert 0 == apply(world, path).exit_code
    assert () == world.plan().changes


def test_c08_not_twice(world):
    """C08: a plan is applied once; the second time says when it was."""
    world.declare(manifest("a"))
    path = save(world)
    apply(world, path)

    with pytest.raises(Conflict, match="applied already, at 2023"):
        apply(world, path)


def test_an_edit_in_okta_makes_it_stale(world):
    """An edit between plan and apply is refused, with the resource that it is about."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", config={"uri": "https://hooks.example.com/new"}))
    path = save(world)
    world.edit("a", uri="https://staging.example.com/a")
    count = len(world.writes())

    with pytest.raises(Conflict, match=r"InlineHook/a: channel\.config\.uri: in the file"):
        apply(world, path)
    assert count == len(world.writes())


def test_an_edit_in_git_makes_it_stale(world):
    """A plan for other manifests is refused."""
    world.declare(manifest("a"))
    path = save(world)
    world.declare(manifest("a", config={"uri": "https://hooks.example.com/new"}))

    with pytest.raises(Conflict, match="stale"):
        apply(world, path)


@pytest.mark.promise("P10")
def test_an_invisible_write_makes_it_stale(world):
    """A write that shows nothing but its time is enough: a secret may have been changed."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", status="INACTIVE"))
    path = save(world)
    world.edit("a")

    with pytest.raises(Conflict, match="stale"):
        apply(world, path)


def test_c08_expired(world):
    """C08: a day later it is no longer applied."""
    world.declare(manifest("a"))
    path = save(world)
    world.now += 24 * 3600

    with pytest.raises(Conflict, match="expired"):
        apply(world, path)


@pytest.mark.parametrize(
    ("member", "value", "words"),
    [
        ("organization", "https://other.okta.com", "for https://other.okta.com"),
        ("hookops_version", "0.0.1", "made by hookops 0.0.1"),
    ],
)
def test_c08_made_elsewhere(world, member, value, words):
    """C08: a plan for another org or by another hookops is refused, and says which."""
    world.declare(manifest("a"))
    path = save(world)
    reseal(path, {member: value})

    with pytest.raises(Conflict, match=words):
        apply(world, path)


@pytest.mark.promise("P20")
def test_l11_an_edited_file_is_refused(world):
    """L11: a file whose changes were edited is refused, also with a digest that fits them."""
    world.declare(manifest("a"), manifest("b"))
    path = save(world)
    document = json.loads(path.read_text())
    del document["resource_changes"][0]
    head = {n: document.pop(n) for n in ("kind", "hookops_version", "created_at", "expires_at")}
    document.pop("digest")
    path.write_text(saved.seal(document, created_at=head["created_at"]))

    with pytest.raises(Conflict, match=r"InlineHook/a: create: planned now and not in the file"):
        apply(world, path)
    assert [] == world.writes()


@pytest.mark.promise("P20")
def test_p20_every_byte_counts(world):
    """P20: no edited byte leads to an apply; the file is refused, one way or the other."""
    world.declare(manifest("a"))
    path = save(world)
    whole = path.read_bytes()

    for position in range(0, len(whole), 7):
        path.write_bytes(whole[:position] + b"#" + whole[position + 1 :])
        with pytest.raises((Conflict, InvalidInput)):
            apply(world, path)
    assert [] == world.writes()


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "not JSON", '{"kind": "terraform"}', '{"kind": 1, "kind": 2}', "NaN"]
)
def test_c07_l12_other_files(world, text):
    """C07, L12: what is no plan of ours is invalid input."""
    path = world.folder / "p.json"
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(InvalidInput):
        apply(world, path)


def test_c07_no_file(world):
    """C07: a missing file, a folder and a link are invalid input."""
    (world.folder / "link.json").symlink_to(world.folder / "p.json")

    for name in ("missing.json", "manifests", "link.json"):
        with pytest.raises(InvalidInput):
            saved.read(world.folder / name)[0]


def test_l13_writable_by_others(world):
    """L13: what others can write is known before it is believed."""
    world.declare(manifest("a"))
    path = save(world)
    path.chmod(0o666)

    assert saved.read(path)[1].by_anybody


def test_e19_the_file_is_its_owners(world):
    """E19: a plan is written for its owner alone."""
    world.declare(manifest("a"))

    assert 0o600 == save(world).stat().st_mode & 0o777


def test_c09_nothing_is_overwritten(world):
    """C09: an existing file, a folder, a link or a missing folder is invalid input."""
    (world.folder / "there.json").write_text("mine")
    (world.folder / "link.json").symlink_to(world.folder / "nowhere")

    for name in ("there.json", "manifests", "link.json", "no/such/folder.json"):
        with pytest.raises(InvalidInput):
            saved.write(world.folder / name, "x")
    assert "mine" == (world.folder / "there.json").read_text()
    assert not (world.folder / "nowhere").exists()


def test_a_refused_plan_is_not_saved(world):
    """What could not be applied is not handed on."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", type="com.okta.saml.tokens.transform", version="1.0.2"))

    with pytest.raises(GuardError):
        save(world)
    assert not (world.folder / "p.json").exists()


def test_prune_and_its_number_are_in_the_file(world):
    """The file says itself what may be deleted."""
    world.declare(*(manifest(name) for name in "abcde"))
    world.apply()
    world.declare(manifest("a"))
    path = save(world, prune=True, max_delete=4)

    assert 0 == apply(world, path).exit_code
    assert ["a"] == [hook["name"] for hook in world.okta("GET")]


def test_l14_other_secrets(world):
    """L14: with a fingerprint key, a plan made with other secrets is stale."""
    world.key = b"k" * 32
    world.declare(manifest("a"))
    world.apply()
    world.env["HOOKOPS_SECRET_A"] = "rotated"
    path = save(world)
    world.env["HOOKOPS_SECRET_A"] = "value-of-hookops_secret_a"

    with pytest.raises(Conflict, match="stale"):
        apply(world, path)


@pytest.mark.promise("P16")
def test_no_secret_is_in_the_file(world):
    """A plan is safe to publish."""
    world.key = b"k" * 32
    world.declare(manifest("a"))
    world.env["HOOKOPS_SECRET_A"] = "CANARY-5711"

    assert "CANARY" not in save(world).read_text()


def test_a_list_that_omits_a_hook(world):
    """A plan warns of it, and a saved one is not applied, whether it was made before or then."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", status="INACTIVE"))
    before = save(world).rename(world.folder / "before.json")
    world.app = Omitting(world.app)
    count = len(world.writes())

    codes = [warning.code for warning in world.plan().warnings]
    for path in (before, save(world)):
        with pytest.raises(Conflict) as problem:
            apply(world, path)
        assert ["unlisted"] == [found.code for found in problem.value.diagnostics]

    assert (["unlisted"], count) == (codes, len(world.writes()))


def test_a_hook_that_somebody_made(world):
    """What is new in the org and no change is about is named as well."""
    world.declare(manifest("a"))
    path = save(world)
    spec = manifest("undeclared")["spec"]
    spec["channel"]["config"]["authScheme"] |= {"value": "x"}
    world.okta("POST", "", spec)

    with pytest.raises(Conflict, match=r"new: unmanaged hook undeclared \(cal"):
        apply(world, path)


def test_a_hook_in_order_that_somebody_changed(world):
    """A hook that the plan leaves alone was read for it, and is named by its key."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a"), manifest("b"))
    path = save(world)
    hook = world.hook("a")
    world.okta("POST", f"{hook['id']}/lifecycle/deactivate")
    world.okta("POST", f"{hook['id']}/lifecycle/activate")

    with pytest.raises(Conflict, match=r"InlineHook/a"):
        apply(world, path)
