"""Nothing but hookops/files opens files to write to: what it promises then holds of all outputs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import counts
import pytest

ROOT = Path(__file__).resolve().parents[2] / "hookops"

WRITERS = frozenset(
    {
        *("write_text", "write_bytes", "touch", "mkdir", "makedirs", "rename", "renames"),
        *("symlink_to", "hardlink_to", "symlink", "link", "mkfifo", "mknod", "fdopen"),
        *("mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile", "TemporaryDirectory"),
        *("copy", "copy2", "copyfile", "copytree", "move", "FileIO"),
    }
)
"""Names of functions that make or write a file, of os, pathlib, io, shutil and tempfile."""
# `copy` and `replace` are also methods of values; of modules they are those of files.
OF_MODULES = {"copy": {"shutil"}, "move": {"shutil"}, "replace": {"os"}, "open": {"os", "io"}}
ALLOWED = {
    "files": "the one writer",
    "emulator": "its own store, and it imports nothing of hookops",
    "notify/http.py": "opens http and https addresses by urllib, whose method has that name",
}


def writes(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each call that may make or write a file."""
    for node in counts.parsed(source)[1]:
        if isinstance(node, ast.Call) and (name := _writer(node)):
            yield node.lineno, name


def _writer(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id="open"):
            return "" if _reads(call.args[1:2], call) else "open"
        case ast.Attribute(value=ast.Name(id=module), attr=name) if name in OF_MODULES:
            if module in OF_MODULES[name]:
                return f"{module}.{name}"
            return "open" if name == "open" and not _reads(call.args[:1], call) else ""
        case ast.Attribute(attr="open"):
            return "" if _reads(call.args[:1], call) else "open"
        case ast.Attribute(attr=name) | ast.Name(id=name) if name in WRITERS:
            return name
    return ""


def _reads(mode: list[ast.expr], call: ast.Call) -> bool:
    modes = [*mode, *(word.value for word in call.keywords if word.arg == "mode")]
    return all(isinstance(m, ast.Constant) and m.value in ("r", "rb", "rt") for m in modes)


def test_one_package_writes_files() -> None:
    """Every output is a new file, or takes the place of one as a whole, and follows no link."""
    found = [
        f"hookops/{module.name}:{line}: {name}"
        for module in counts.modules(ROOT)
        if module.package not in ALLOWED and module.name not in ALLOWED
        for line, name in writes(module.text)
    ]

    assert [] == found


@pytest.mark.parametrize(
    "source",
    [
        "open(p, 'w')",
        "open(p, mode='a')",
        "open(p, m)",
        "p.open('x')",
        "(a / b).open('r+')",
        "os.open(p, flags)",
        "io.open(p, 'w')",
        "p.write_text(t)",
        "p.write_bytes(t)",
        "os.fdopen(h, 'w')",
        "tempfile.mkstemp()",
        "NamedTemporaryFile()",
        "os.replace(a, b)",
        "a.rename(b)",
        "shutil.copy(a, b)",
        "a.mkdir(parents=True)",
        "a.symlink_to(b)",
    ],
)
def test_what_is_found(source: str) -> None:
    """The test above sees each way to make or write a file."""
    assert [1] == [line for line, _ in writes(source)]


@pytest.mark.parametrize(
    "source", ["open(p)", "p.open('rb')", "p.read_text()", "d.copy()", "t.replace('a', 'b')"]
)
def test_what_is_not_found(source: str) -> None:
    """What reads, or is no file's, is nothing to it."""
    assert [] == [line for line, _ in writes(source)]
