"""Reads the recipes of `docs/recipes.md` and carries them out on a copy of the tree."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IGNORED = shutil.ignore_patterns(".git", ".venv*", ".hookops", "*cache*", ".hypothesis", "dist")
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: a new file, a diff of a file, or commands."""

    language: str
    path: str
    text: str


def recipes() -> dict[str, list[Block]]:
    """The blocks of each section, by its title."""
    text = (ROOT / "docs" / "recipes.md").read_text()
    sections = re.split(r"^## (.*)$", text, flags=re.MULTILINE)[1:]
    return {
        title: [Block(*found) for found in BLOCK.findall(body)]
        for title, body in zip(sections[::2], sections[1::2], strict=True)
    }


def files_of(blocks: list[Block]) -> set[str]:
    """The files that a person writes; neither what a command derives, nor what git ignores."""
    return {block.path for block in blocks if block.path and not block.path.startswith(".hookops")}


def copy_tree(target: Path) -> Path:
    """The work tree without what git ignores."""
    return Path(shutil.copytree(ROOT, target / "tree", ignore=IGNORED))


def carry_out(blocks: list[Block], tree: Path, skip: str = "") -> Iterator[str]:
    """Each block in order; yields what commands printed. `skip` is a file that is forgotten."""
    for block in blocks:
        if block.language == "console":
            yield from _run(block.text, tree)
        elif block.path == skip:
            continue
        elif block.language == "diff":
            _patch(tree / block.path, block.text)
        elif block.path:
            (tree / block.path).parent.mkdir(parents=True, exist_ok=True)
            (tree / block.path).write_text(block.text)


def run(words: list[str], tree: Path) -> subprocess.CompletedProcess[str]:
    """A command in the copy, with the copy's own hookops."""
    # `python -m` puts the folder in front of the installed package; hookops, pytest and ruff
    # are modules all three.
    module = [] if words[0] == "python" else ["-m"]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(tree)}
    return subprocess.run(
        [sys.executable, *module, *(words[1:] if words[0] == "python" else words)],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def _run(text: str, tree: Path) -> Iterator[str]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *expected = part.splitlines()
        done = run(command.split(), tree)
        shown = done.stdout + done.stderr
        assert done.returncode == 0, f"{command}\n{shown}"
        missing = [line for line in expected if line not in shown.splitlines()]
        assert not missing, f"{command} printed\n{shown}"
        yield shown


def _patch(path: Path, diff: str) -> None:
    lines = diff.splitlines()
    before = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
    after = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
    text = path.read_text()
    assert text.count(before) == 1, f"{path} has this {text.count(before)} times:\n{before}"
    path.write_text(text.replace(before, after))
