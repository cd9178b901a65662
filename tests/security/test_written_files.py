"""Class: links and other things in the place of what hookops writes."""

import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from security.hostile_files import (
    CANARY,
    FORGED,
    LEAD_OUT,
    NO_FILES,
    PROJECT,
    World,
    make_world,
    run,
)

from hookops.files.writing import replace_file, write_new

MINE = f"{CANARY}: as it was"
TEMPORARY = re.compile(r"\..+\.[0-9a-f]{32}")
"""Names of what a file is written to before it has its place."""
HOOK = (Path(__file__).resolve().parents[2] / "manifests" / "enrich-access-tokens.yaml").read_text()
NAME = "enrich-access-tokens"
KEYS = "{apiVersion: hookops.dev/v1, kind: HookKey, metadata: {name: k}, spec: {}}\n"
LEDGER = PROJECT.replace("local.db", "local.db, ledger: sub/x")

WRITERS: dict[str, tuple[str, list[str]]] = {
    "a plan": ("sub/x", ["plan", "--out", "sub/x"]),
    "a plan by force": ("sub/x", ["plan", "--out", "sub/x", "--force"]),
    "a ledger": ("sub/x", ["apply", "--yes", "--config", "ledger.yaml"]),
    "a lock": ("sub/x.lock", ["apply", "--yes", "--config", "ledger.yaml"]),
    "a lock to take away": ("sub/x.lock", ["unlock", "--config", "ledger.yaml"]),
    "a lock to take away by force": (
        "sub/x.lock",
        ["unlock", "--force", "--config", "ledger.yaml"],
    ),
    "JUnit": ("sub/x.xml", ["preview", NAME, "--junit", "sub/x.xml"]),
    "a case": (f"sub/{NAME}-authorization-code.json", ["preview", NAME, "--save", "sub"]),
    "a JWK set": ("sub/x", ["keys", "show", "k", "--jwks", "sub/x"]),
    "usage": ("sub/x", ["usage", "--out", "sub/x"]),
    "the project of init": ("sub/hookops.yaml", ["init", "sub"]),
    "a manifest of init": ("sub/manifests/enrich-access-tokens.yaml", ["init", "sub"]),
    "the .gitignore of init": ("sub/.gitignore", ["init", "sub"]),
    "a service": ("sub/auth.py", ["scaffold", "token", "--to", "sub"]),
    "a case of a service": ("sub/cases/first.json", ["scaffold", "token", "--to", "sub"]),
    "a journal of an embedded org": ("sub/x-journal", ["plan", "--config", "embedded.yaml"]),
    "a key of an embedded org": ("sub/x.key", ["apply", "--yes", "--config", "embedded.yaml"]),
    "an embedded org": ("sub/x", ["plan", "--config", "embedded.yaml"]),
}
"""Where each output goes, and the command that writes it."""


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose embedded org has a hook key."""
    folder = tmp_path_factory.mktemp("applied") / "repository"
    files = {
        "hookops.yaml": PROJECT,
        "ledger.yaml": LEDGER,
        "embedded.yaml": PROJECT.replace(".hookops/local.db", "sub/x"),
        "manifests/key.yaml": KEYS,
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    code, text = run(World(folder, folder), "apply", "--yes")
    assert 0 == code, text
    (folder / "manifests" / "hook.yaml").write_text(HOOK.partition("  bindings:")[0])
    return folder


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything below, but the data of the embedded org."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if "local.db" not in path.name
    }


@pytest.mark.parametrize("plant", [*LEAD_OUT, *NO_FILES])
@pytest.mark.parametrize("name", WRITERS)
def test_nothing_outside_is_written(tmp_path: Path, applied: Path, name: str, plant: str) -> None:
    """Each ends with 3 and a reason; outside of the repository nothing is made or changed."""
    place, words = WRITERS[name]
    world = make_world(tmp_path, MINE)
    shutil.copytree(applied, world.repository, dirs_exist_ok=True)
    path = world.repository / place
    path.parent.mkdir(parents=True)
    {**LEAD_OUT, **NO_FILES}[plant](world, path)
    before = tree(world.outside)

    code, text = run(world, *words)

    assert 3 == code, text
    assert before == tree(world.outside)
    assert CANARY not in text
    assert not FORGED.search(text)
    assert [] == [path.name for path in world.repository.rglob("*") if TEMPORARY.search(path.name)]


def plain(path: Path, text: str) -> None:
    """The defence removed: the writer that everybody writes first."""
    path.write_text(text)


def violations(folder: Path, write: Callable[[Path, str], None]) -> list[str]:
    found = []
    for number, (plant, make) in enumerate(LEAD_OUT.items()):
        world = make_world(folder / str(number), MINE)
        place = world.repository / "sub" / "x"
        place.parent.mkdir()
        make(world, place)
        before = tree(world.outside)
        with suppress(OSError):
            write(place, "written")
        if before != tree(world.outside):
            found.append(plant)
    return found


def test_the_name_of_what_is_not_finished(tmp_path: Path) -> None:
    """A writer that breaks off and cleans nothing up leaves what the tests above look for."""
    with suppress(UnicodeEncodeError):
        replace_file(tmp_path / "x", "\ud800")
    assert [] == list(tmp_path.iterdir())
    (tmp_path / f".x.{'0' * 32}").touch()

    assert [True] == [bool(TEMPORARY.search(path.name)) for path in tmp_path.iterdir()]


def test_the_corpus_needs_the_writer(tmp_path: Path) -> None:
    """Each way out is one: a plain writer changes the victim."""
    assert [] == violations(tmp_path / "replaced", replace_file)
    assert [] == violations(tmp_path / "new", write_new)
    assert [*LEAD_OUT] == violations(tmp_path / "plain", plain)


OTHERS = {
    "uv.lock": 'version = 1\n[[package]]\nname = "a"\n',
    "poetry.lock": "# @generated\n",
    "composer.lock": '{"packages": [], "hash": "1"}',
    "Pipfile.lock": '{"_meta": {"pid": 1}}',
    "pnpm.lock": "\x00binary",
    "x.lock": "[1, 2]",
}
"""Files of other tools, which a ledger's name can make hookops' own lock of."""


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("words", [["apply", "--yes"], ["unlock"], ["unlock", "--force"]])
def test_a_lock_of_another_tool(tmp_path: Path, applied: Path, name: str, words: list[str]) -> None:
    """It is as it was, and the message says what to change."""
    world = make_world(tmp_path, MINE)
    shutil.copytree(applied, world.repository, dirs_exist_ok=True)
    ledger = name.removesuffix(".lock")
    project = PROJECT.replace("local.db", f"local.db, ledger: {ledger}")
    (world.repository / "hookops.yaml").write_text(project)
    (world.repository / name).write_text(OTHERS[name])

    code, text = run(world, *words)

    assert (3, OTHERS[name]) == (code, (world.repository / name).read_text()), text
    assert f"{name} is a file of something else" in text
    assert not (world.repository / ledger).exists()


@pytest.mark.parametrize("suffix", ["-journal", "-wal", "-shm"])
def test_a_file_beside_an_embedded_org(tmp_path: Path, applied: Path, suffix: str) -> None:
    """What has the name that SQLite or the emulator would give to a file of their own stays."""
    world = make_world(tmp_path, MINE)
    shutil.copytree(applied, world.repository, dirs_exist_ok=True)
    (world.repository / "sub").mkdir()
    (world.repository / "sub" / f"x{suffix}").write_text("mine")

    code, text = run(world, "apply", "--yes", "--config", "embedded.yaml")

    assert (3, "mine") == (code, (world.repository / "sub" / f"x{suffix}").read_text()), text
    assert f"x{suffix} is beside it" in text


@pytest.mark.parametrize("name", ["manifests/hook.yaml", "hookops.yaml", "README.md", "empty"])
@pytest.mark.parametrize("words", [["plan"], ["apply", "--yes"], ["ledger", "rebuild", "--yes"]])
def test_a_ledger_in_another_file(
    tmp_path: Path, applied: Path, name: str, words: list[str]
) -> None:
    """A ledger that is called as a file of something else does not take its place."""
    world = make_world(tmp_path, MINE)
    shutil.copytree(applied, world.repository, dirs_exist_ok=True)
    (world.repository / "README.md").write_text("# Hooks\n")
    (world.repository / "empty").write_text("")
    project = PROJECT.replace("local.db", f"local.db, ledger: {name}")
    (world.repository / "hookops.yaml").write_text(project)
    before = tree(world.repository)

    code, text = run(world, *words)

    assert 3 == code, text
    assert before == tree(world.repository)
