"""Class: paths and links that lead hookops to read files of the machine."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from security.hostile_files import (
    CANARY,
    FORGED,
    KEY,
    LEAD_OUT,
    NO_FILES,
    PROJECT,
    World,
    make_world,
    run,
)

from hookops.files.boundary import Boundary
from hookops.files.folders import Folder
from hookops.files.reading import Unreadable, read_bytes
from hookops.manifest.load import load

HOOK = (Path(__file__).resolve().parents[2] / "manifests" / "enrich-access-tokens.yaml").read_text()
NAME = "enrich-access-tokens"
OTHER = PROJECT.replace("local:", f"{CANARY}:")
CASE = json.dumps({"request": {"eventType": CANARY}})
SEED = json.dumps({"name": CANARY})

READERS: dict[str, tuple[str, str, list[str]]] = {
    "a manifest": ("manifests/x.yaml", KEY, ["validate"]),
    "a named manifest": ("sub/x.yaml", KEY, ["validate", "sub/x.yaml"]),
    "a named folder": ("sub/x.yaml", KEY, ["validate", "sub"]),
    "a manifest with ..": ("sub/x.yaml", KEY, ["validate", "sub/../sub/x.yaml"]),
    "a plan": ("manifests/x.yaml", KEY, ["plan"]),
    "a named project": ("sub/x.yaml", OTHER, ["plan", "--config", "sub/x.yaml"]),
    "a seed": ("sub/x", SEED, ["plan", "--config", "seeded.yaml"]),
    "a seed of the emulator": ("sub/x", SEED, ["emulator", "--port", "0", "--seed", "sub/x"]),
    "a payload": ("sub/x.json", CASE, ["preview", NAME, "--payload", "sub/x.json"]),
    "a folder of cases": ("sub/x.json", CASE, ["preview", NAME, "--cases", "sub"]),
    "cases of a manifest": ("cases/x.json", CASE, ["preview", NAME]),
}
"""Where each file is, what lies outside in its place, and the command that reads it."""


def prepare(folder: Path, name: str) -> tuple[World, Path]:
    """A repository without the file, for whoever plants it."""
    place, text, _ = READERS[name]
    world = make_world(folder, text)
    hook = HOOK.partition("  bindings:")[0]
    verify = "spec:\n  verify: {preview: required, cases: cases}"
    cases = hook.replace("spec:", verify, 1)
    files = {
        "hookops.yaml": PROJECT,
        "seeded.yaml": PROJECT.replace("local.db", "local.db, seed: sub/x"),
        "manifests2/hook.yaml": cases if "cases of" in name else hook,
    }
    if not name.startswith("a plan") and place != "manifests/x.yaml":
        files["manifests/hook.yaml"] = files["manifests2/hook.yaml"]
    for path, content in files.items():
        (world.repository / path).parent.mkdir(exist_ok=True)
        (world.repository / path).write_text(content)
    (world.repository / place).parent.mkdir(exist_ok=True)
    return world, world.repository / place


@pytest.mark.parametrize("plant", [*LEAD_OUT, *NO_FILES])
@pytest.mark.parametrize("name", READERS)
def test_nothing_of_the_machine_is_read(tmp_path: Path, name: str, plant: str) -> None:
    """Each ends with 3 and says which file, and nothing of what lies outside is shown or used."""
    world, place = prepare(tmp_path, name)
    {**LEAD_OUT, **NO_FILES}[plant](world, place)
    before = world.victims()

    code, text = run(world, *READERS[name][2])

    assert 3 == code, text
    assert CANARY not in text
    assert not FORGED.search(text)
    # A seed is also refused by the line of the project that names it.
    assert any(name in text for name in (place.name, place.parent.name, "seeded.yaml"))
    assert before == world.victims()


# An emulator on a port would serve until somebody ends it.
@pytest.mark.parametrize("name", [name for name in READERS if "emulator" not in name])
def test_the_file_itself_would_be_read(tmp_path: Path, name: str) -> None:
    """Without this, each command above could fail for another reason than the link."""
    world, place = prepare(tmp_path, name)
    plain = make_world(tmp_path / "second", READERS[name][1])
    place.write_bytes((plain.outside / "victim").read_bytes())

    _, text = run(world, *READERS[name][2])

    assert "cannot be read" not in text
    assert "leads out" not in text
    assert "symbolic link" not in text


def read_below(repository: Path, path: Path) -> bytes:
    return read_bytes(path, 1000, links=True, within=Boundary(repository))


def read_anywhere(_repository: Path, path: Path) -> bytes:
    """The defence removed."""
    return read_bytes(path, 1000, links=True)


def violations(tmp_path: Path, read: Callable[[Path, Path], bytes]) -> list[str]:
    found = []
    for number, (plant, make) in enumerate(LEAD_OUT.items()):
        world = make_world(tmp_path / str(number), CANARY)
        place = world.repository / "sub" / "x"
        place.parent.mkdir()
        make(world, place)
        try:
            if CANARY.encode() in read(world.repository, place):
                found.append(plant)
        except Unreadable:
            continue
    return found


def test_the_corpus_needs_the_boundary(tmp_path: Path) -> None:
    """Every way out is one: without the boundary each of them leads to the victim."""
    assert [] == violations(tmp_path / "with", read_below)
    assert [*LEAD_OUT] == violations(tmp_path / "without", read_anywhere)


def test_a_mount_of_kubernetes(tmp_path: Path) -> None:
    """Links that stay inside are followed: a ConfigMap is a folder of them, without a warning."""
    mount = tmp_path / "mount"
    version = mount / "..2026_01_01_00_00_00.1"
    version.mkdir(parents=True)
    (version / "hookops.yaml").write_text(PROJECT.replace("spec: {", "spec: {manifests: [.], "))
    (version / "key.yaml").write_text(KEY)
    (mount / "..data").symlink_to(version.name)
    for name in ("hookops.yaml", "key.yaml"):
        (mount / name).symlink_to(f"..data/{name}")
    world = World(mount, tmp_path / "outside")

    assert (0, "1 key valid\n") == run(world, "validate")
    assert (0, "1 key valid\n") == run(world, "validate", "key.yaml")


def test_links_inside_of_a_repository(tmp_path: Path) -> None:
    """A project in a folder of a repository may share a file with another one."""
    world = make_world(tmp_path, KEY)
    (world.repository / "common.yaml").write_text(KEY)
    project = world.repository / "okta"
    (project / "manifests").mkdir(parents=True)
    (project / "hookops.yaml").write_text(PROJECT)
    (project / "manifests" / "x.yaml").symlink_to("../../common.yaml")

    assert (0, "1 key valid\n") == run(World(project, world.outside), "validate")


def test_a_folder_that_becomes_a_link(tmp_path: Path) -> None:
    """A swap between the look and the opening leads nowhere: each step is opened as it was seen."""
    world = make_world(tmp_path, CANARY)
    folder = world.repository / "sub"
    folder.mkdir()
    (folder / "victim").write_text("mine")

    class Swapping(Boundary):
        def _walk(self, real: str, *, listed: bool) -> Folder:
            folder.rename(folder.with_name("old"))
            folder.symlink_to(world.outside)
            return super()._walk(real, listed=listed)

    with pytest.raises(Unreadable):
        read_bytes(folder / "victim", 100, links=True, within=Swapping(world.repository))


def test_what_somebody_names_elsewhere(tmp_path: Path) -> None:
    """A path outside of the repository is the word of who typed it."""
    world = make_world(tmp_path, KEY)
    (world.outside / "x.yaml").write_text(KEY)
    path = os.path.relpath(world.outside / "x.yaml", Path.cwd())

    assert [CANARY] == [key.name for key in load([Path(path)], world.repository).desired]
