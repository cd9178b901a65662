"""Prints the structure figures of this checkout, or of an older one with `--at REV`.

    python tools/structure.py [--at REV] [--json]

Needs nothing but Python and git. `tests/test_architecture.py` limits the same figures.
"""

import argparse
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

import counts
import kind_knowledge

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """The figures, as text or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--at", metavar="REV", help="a commit, tag or branch instead of this tree")
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tree = unpack(options.at, Path(folder)) if options.at else ROOT
        found = figures(counts.modules(tree / "hookops"))
    text = json.dumps(found, indent=2) if options.json else as_text(found)
    print(text)
    return 0


def unpack(rev: str, folder: Path) -> Path:
    """The tree of `rev` in `folder`; a work tree would need cleaning up in the repository."""
    archive = subprocess.run(  # list form, no shell
        ["git", "-C", str(ROOT), "archive", "--format=tar", rev],
        stdout=subprocess.PIPE,
        check=True,
    )
    (folder / "tree.tar").write_bytes(archive.stdout)
    with tarfile.open(folder / "tree.tar") as tar:
        tar.extractall(folder / "tree", filter="data")
    return folder / "tree"


def figures(every: list[counts.Module]) -> dict[str, Any]:
    """Every figure by name."""
    known = kind_knowledge.known_kinds(every)
    found = [function for module in every for function in counts.functions(module)]
    product = counts.product(every)
    return {
        "packages": {name: _package(modules) for name, modules in counts.by_package(every).items()}
        | {"product (no emulator)": _package(product), "all": _package(every)},
        "folders over 15 files": _over(counts.files_per_folder(every), 15),
        "folders": dict(counts.files_per_folder(every).most_common(5)),
        "longest files": dict(
            sorted(((m.name, m.lines) for m in every), key=lambda pair: -pair[1])[:5]
        ),
        "median function": median(function.lines for function in found),
        "longest functions": _worst(found, lambda function: function.lines)[:5],
        "complexity over 15": _worst([f for f in found if f.complexity > 15], _complexity),
        "complexity over 8": sum(f.complexity > 8 for f in found),
        "complexity over 8 without a comment": _worst(
            [f for f in found if f.complexity > 8 and not f.commented], _complexity
        ),
        "kinds": sorted(known.names),
        "isinstance on specs outside kinds/": [*kind_knowledge.isinstance_on_specs(every, known)],
        "names of kinds outside kinds/": [*kind_knowledge.names_of_kinds(every, known)],
        "modules that import one kind": kind_knowledge.modules_that_import_a_kind(every),
        "imports inside functions": [
            f"{place}: {imported} in {function}"
            for module in every
            for place, function, imported in counts.imports_in_functions(module)
        ],
    }


def as_text(found: dict[str, Any]) -> str:
    """The table of packages, then each list under its name and length."""
    head = f"{'package':24}{'files':>7}{'lines':>8}{'code':>8}{'comments per 100':>18}"
    lines = [head]
    for name, row in found["packages"].items():
        lines.append(
            f"{name:24}{row['files']:7}{row['lines']:8}{row['code']:8}"
            f"{row['comments per 100']:18.1f}"
        )
    lines.append("(code: without docstrings, comments and blank lines)")
    for name, value in found.items():
        if name != "packages":
            lines += ["", *_section(name, value)]
    return "\n".join(lines)


def _section(name: str, value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        return [f"{name}:", *(f"    {key}  {number}" for key, number in value.items())]
    if isinstance(value, list):
        return [f"{name}: {len(value)}", *(f"    {item}" for item in value)]
    return [f"{name}: {value}"]


def _package(modules: list[counts.Module]) -> dict[str, Any]:
    return {
        "files": len(modules),
        "lines": sum(module.lines for module in modules),
        "code": sum(module.code_lines for module in modules),
        "comments per 100": round(counts.comments_per_100(modules), 1),
    }


def _over(counted: dict[str, int], limit: int) -> dict[str, int]:
    # cli has one module per command, however many there are.
    return {k: v for k, v in counted.items() if v > limit and not k.startswith("hookops/cli")}


def _complexity(function: counts.FunctionFigures) -> int:
    return function.complexity


def _worst(found: Iterable[counts.FunctionFigures], key: Any) -> list[str]:
    ordered = sorted(found, key=lambda function: (-key(function), function.place))
    return [f"{key(function):4} {function.place} {function.name}" for function in ordered]


if __name__ == "__main__":
    sys.exit(main())
