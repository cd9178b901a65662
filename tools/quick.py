"""Print the tests of what has changed: `make quick` runs them while somebody works.

Counts what is not committed; when everything is, what is not yet on the upstream branch. A module's
tests are the files named after it, else its package's folder; `make test` is what decides.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LAYERS = "tests/test_architecture.py"
DOCUMENTS = "tests/structure/test_documents.py"
OF_OTHERS = {
    "schemas/manifest": ("tests/manifest", "tests/tools/test_reference.py"),
    "schemas/contracts": ("tests/contracts",),
    "schemas/report": ("tests/report", "tests/tools/test_reference.py"),
    "schemas/okta": ("tests/emulator", "tests/contracts/test_every_type.py"),
    "manifests": ("tests/manifest",),
    "examples/services": ("examples/services", "tests/services"),
    "README.md": ("tests/docs", DOCUMENTS),
    "CONTRIBUTING.md": (DOCUMENTS,),
    "changelog.d": (DOCUMENTS,),
    "docs": (DOCUMENTS, "tests/docs", "tests/structure/test_words.py"),
    "docs/emulator.md": ("tests/structure/test_emulator_document.py",),
    "docs/promises.toml": ("tests/tools/test_promises.py",),
    "docs/PROMISES.md": ("tests/tools/test_promises.py",),
    "docs/recipes.md": ("tests/structure/test_recipes.py",),
    ".github": (DOCUMENTS,),
    ".ci": (DOCUMENTS,),
    "pyproject.toml": (LAYERS,),
    "Makefile": (DOCUMENTS,),
    "tests/sample_kind": ("tests/structure/test_sample_kind.py",),
    "tools": ("tests/tools", LAYERS),
    "bench": ("tests/flows/test_converge.py",),
    "tests/mutants.toml": ("tests/tools/test_mutations.py",),
}
"""Tests of what is no module, by the beginning of its path."""


def main() -> int:
    """Print paths for pytest, one a line."""
    for path in sorted(pruned(set(tests_of_all(changed(ROOT), ROOT)))):
        print(path)
    return 0


def changed(root: Path) -> list[str]:
    """Files that are new or other than they were, and still there."""
    found = git(root, "diff", "--name-only", "HEAD")
    found += git(root, "ls-files", "--others", "--exclude-standard")
    if not found:
        found = git(root, "diff", "--name-only", "@{upstream}...HEAD")
        found = found or git(root, "diff", "--name-only", "origin/HEAD...HEAD")
    return [name for name in found if (root / name).exists()]


def git(root: Path, *words: str) -> list[str]:
    """The lines that git answers; none where it has nothing to compare with."""
    done = subprocess.run(
        ["git", "-C", str(root), *words], capture_output=True, text=True, check=False
    )
    return done.stdout.splitlines() if done.returncode == 0 else []


def tests_of_all(names: Iterable[str], root: Path) -> Iterator[str]:
    """The tests of these files, some of them several times."""
    for name in names:
        yield from tests_of(Path(name), root)


def tests_of(path: Path, root: Path) -> Iterator[str]:
    """Files and folders of tests for one changed file."""
    if path.parts[0] == "tests":
        yield from _of_a_test(path, root)
    elif path.parts[0] == "hookops":
        # Data of a package is tested where its modules are.
        yield LAYERS
        yield from _of_a_module(path, root)
    for start, tests in OF_OTHERS.items():
        if path.as_posix().startswith(start):
            yield from tests


def _of_a_test(path: Path, root: Path) -> Iterator[str]:
    """A file of tests is run; a helper's whole folder, but not all tests for those of the top."""
    if path.name.startswith("test_") and path.suffix == ".py":
        yield path.as_posix()
    elif len(path.parts) > 2 and any((root / path.parent).glob("test_*.py")):
        yield path.parent.as_posix()
    elif len(path.parts) == 2:
        yield "tests/flows/test_converge.py"


def _of_a_module(path: Path, root: Path) -> Iterator[str]:
    """Tests named after the module, else those of the nearest folder that mirrors its package."""
    if len(path.parts) == 2:  # what puts packages together
        yield "tests/flows"
        return
    for end in range(len(path.parts) - 1, 1, -1):
        folder = Path("tests", *path.parts[1:end])
        if (root / folder).is_dir():
            named = sorted((root / folder).glob(f"test*_{path.stem}*.py"))
            yield from (test.relative_to(root).as_posix() for test in named)
            if not named:
                yield folder.as_posix()
            return
    # A package without a folder of its own puts others together.
    yield "tests/flows"


def pruned(tests: set[str]) -> set[str]:
    """Without what lies in a folder that is there as well."""
    return {test for test in tests if not any(p.as_posix() in tests for p in Path(test).parents)}


if __name__ == "__main__":
    sys.exit(main())
