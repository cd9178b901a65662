"""The house holds: who imports whom, where each package lives, and the ratchets."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent / "hookops"

FLOORS = {
    "model": 0,
    "kinds": 1,
    "contracts": 2,
    "network": 2,
    "manifest": 3,
    "reconcile": 3,
    "okta": 3,
    "apply": 3,
    "ledger": 3,
    "report": 3,
    "service": 3,
    "usage": 4,
    "workflow": 5,
    "cli": 6,
}

HOMES = {
    "yaml": {"manifest", "emulator"},
    "ruamel": {"manifest"},
    "jsonschema": {"manifest"},
    "referencing": {"manifest"},
    "deepdiff": {"reconcile/compare.py"},
    "certifi": {"network/outside.py"},
    "httpx": {"okta/session.py", "emulator/pytest_plugin.py"},
    "stamina": {"okta/session.py"},
    "authlib": {"okta", "emulator"},
    "joserfc": {"okta", "emulator"},
    "click": {"cli"},
    "rich": {"report", "cli"},
    "flask": {"emulator"},
    "werkzeug": {"emulator"},
    "waitress": {"emulator"},
    "pytest": {"emulator/pytest_plugin.py"},
}

STANDARD = {"hookops"}


def files() -> list[Path]:
    return sorted(HOUSE.rglob("*.py"))


def room(path: Path) -> str:
    """The folder below hookops/, or the module's name."""
    inside = path.relative_to(HOUSE)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted module) of every import, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(HOUSE.parent)}:{line}"


def inner(module: str) -> str | None:
    """The room of a module of ours; None for one of others, or for hookops itself."""
    parts = module.split(".")
    return parts[1] if parts[0] == "hookops" and len(parts) > 1 else None


def wrong_floors() -> Iterator[str]:
    for path in files():
        for line, module in imports(path):
            target, own = inner(module), room(path)
            if target not in FLOORS or own == target or own in ("__main__", "emulator"):
                continue
            if FLOORS.get(own, 9) <= FLOORS[target]:
                yield f"{place(path, line)}: {own} imports {target}"


def wrong_homes() -> Iterator[str]:
    for path in files():
        inside = str(path.relative_to(HOUSE))
        for line, module in imports(path):
            homes = HOMES.get(module.split(".")[0])
            if homes is not None and not any(inside.startswith(home) for home in homes):
                yield f"{place(path, line)}: {module} lives in {', '.join(sorted(homes))}"


def bridges() -> Iterator[str]:
    """Imports between the emulator and the rest, but for cli's."""
    for path in files():
        for line, module in imports(path):
            target, own = inner(module), room(path)
            leaves = own == "emulator" and target not in (None, "emulator", "__version__")
            enters = target == "emulator" and own not in ("emulator", "cli")
            if leaves or enters:
                yield f"{place(path, line)}: {own} imports {module}"


def matches(pattern: str) -> list[str]:
    """file:line of each line of code that matches."""
    return [
        place(path, number)
        for path in files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(pattern, line)
    ]


def long_functions(limit: int) -> Iterator[str]:
    for path in files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length > limit:
                    yield f"{place(path, node.lineno)}: {node.name} has {length} lines"


def test_rooms_import_from_floors_below():
    """A room imports from floors below it, never from its own floor or above."""
    assert [] == list(wrong_floors())


def test_packages_have_one_home():
    """Each third-party package is imported in its home alone."""
    assert [] == list(wrong_homes())


def test_the_emulator_is_an_island():
    """The emulator imports nothing of hookops, and only cli imports it."""
    assert [] == list(bridges())


def test_the_model_is_standard_library():
    """The nouns need nothing but Python."""
    others = {
        module.split(".")[0]
        for path in files()
        if room(path) == "model"
        for _, module in imports(path)
    }

    assert set() == others & set(HOMES)


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        (r"\.reveal\(", 1),
        (r"^\s*print\(", 0),
        (r"except Exception", 0),
        (r"\bpickle\b", 0),
        (r"yaml\.(unsafe_)?load\(", 0),
        (r"shell=True", 0),
        (r"verify=False", 0),
        (r"\b(eval|exec)\(", 0),
        (r"pragma: no cover", 1),
        (r"TODO", 0),
    ],
)
def test_ratchets(pattern, count):
    """What may be there so often, and no more."""
    found = matches(pattern)

    assert count >= len(found), found


def test_no_long_file():
    """No file over 300 lines."""
    lengths = {str(p.relative_to(HOUSE)): len(p.read_text().splitlines()) for p in files()}

    assert {} == {name: length for name, length in lengths.items() if length > 300}


def test_no_long_function():
    """No function over 50 lines."""
    assert [] == list(long_functions(50))


def test_every_module_says_what_it_is():
    """Every module has a docstring."""
    silent = [str(p) for p in files() if not ast.get_docstring(ast.parse(p.read_text()))]

    assert [] == silent
