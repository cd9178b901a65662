"""What only POSIX has is named where its absence is known, and nowhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import counts
import pytest
from windows.absent import MODULES, NAMES

ROOT = Path(__file__).resolve().parents[2] / "hookops"

OWNERS = {
    "files/folders.py": "opens files and folders; where no folder can be opened, looks at paths",
    "files/lock.py": "the one lock; where it keeps readers out, its owner is named behind it",
    "cli/host.py": "terminals; a console of Windows shows no styles, and a pipe is UTF-8",
    "cli/streams.py": "output; a console of Windows gets characters and not bytes",
    "files/reading.py": "who else can write a file; where nobody knows, it says nothing",
    "ledger/owner.py": "whose process it is; a variable says so where there are no numbers",
    "secrets/program.py": "ends a program with what it has started; where it cannot, runs none",
    "network/readiness.py": "what a socket is ready for; by select where there is no poll",
}
"""The modules that may, each with what it does without."""

SYSTEMS = frozenset({"os.name", "sys.platform", "platform.system"})
"""What says which system it is."""
FOLDERS = frozenset({"dir_fd", "src_dir_fd", "dst_dir_fd"})


def posix_names(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of everything in the source that Windows has not."""
    for node in counts.parsed(source)[1]:
        if isinstance(node, ast.expr | ast.stmt):
            yield from ((node.lineno, name) for name in _names(node))


def _names(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [n.name for n in names if n.name.partition(".")[0] in MODULES]
        case ast.ImportFrom(module=module, names=names) if module in MODULES:
            return [module]
        case ast.ImportFrom(module=module, names=names):
            return [n.name for n in names if n.name in NAMES.get(module or "", ())]
        case ast.Attribute(value=ast.Name(id=module), attr=name):
            asks = f"{module}.{name}" in SYSTEMS
            return [f"{module}.{name}"] if asks or name in NAMES.get(module, ()) else []
        # As of `getattr` and `hasattr`.
        case ast.Constant(value=str() as name) if name.startswith(("O_", "SIG")):
            return [name] if name in NAMES["os"] | NAMES["signal"] else []
        case ast.Call(func=ast.Name(id="hasattr"), args=[ast.Name(id=of), ast.Constant(str(name))]):
            return [f"{of}.{name}"] if name in NAMES.get(of, ()) else []
        case ast.Call(keywords=keywords):
            return [word.arg for word in keywords if word.arg in FOLDERS]
    return []


def test_who_names_it():
    """Each such name is in a module whose reason for it is written down, and each of these needs
    to be there."""
    found = {
        module.name: f"hookops/{module.name}:{line}: {name}"
        for module in counts.modules(ROOT)
        for line, name in posix_names(module.text)
    }

    assert [] == [place for name, place in found.items() if name not in OWNERS]
    assert set() == OWNERS.keys() - found.keys()


@pytest.mark.parametrize(
    "source",
    [
        "import fcntl",
        "from pwd import getpwuid",
        "from os import O_NOFOLLOW",
        "flags = os.O_NONBLOCK",
        "os.getuid()",
        "getattr(os, 'O_PATH', 0)",
        "hasattr(os, 'geteuid')",
        "os.stat(name, dir_fd=folder)",
        "select.poll()",
        "signal.signal(signal.SIGHUP, stop)",
        "socket.AF_UNIX",
        "os.name == 'nt'",
    ],
)
def test_what_is_found(source):
    """The test above sees each way to name it."""
    assert [1] == [line for line, _ in posix_names(source)]


@pytest.mark.parametrize(
    "source",
    ["import os", "os.O_RDONLY", "signal.SIGTERM", "select.select(a, b, c)", "os.stat(name)"],
)
def test_what_is_not_found(source):
    """What every system has is nothing to it."""
    assert [] == list(posix_names(source))
