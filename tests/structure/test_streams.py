"""Everything that hookops prints goes through one class, which cleans it and looks for secrets.

And whatever it writes to a file has been looked through for secrets by the one who has it written.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import counts
import pytest

ROOT = Path(__file__).resolve().parents[2] / "hookops"

CLICK = frozenset({"echo", "secho", "echo_via_pager", "prompt", "confirm", "pause"})
STREAMS = frozenset({"stdout", "stderr", "__stdout__", "__stderr__", "displayhook", "excepthook"})
ALLOWED = {
    "cli/streams.py": "the class",
    "cli/output.py": "its functions, which everything else calls",
    "cli/main.py": "puts the class in the place of the process's streams",
    "cli/host.py": "asks the terminal for its width",
    "report/text_kit.py": "has rich draw into a text in memory",
    "emulator/": "imports nothing of hookops, and prints nothing",
}
WRITERS = frozenset({"write_new", "replace_file"})
PASSED_ON = {
    "apply/saved_plan.py": "write, whose callers are checked below",
    "manifest/edits/files.py": "write, whose callers are checked below",
    "service/case_files.py": "save, whose callers are checked below",
    "ledger/file.py": "the text of the ledger's Writer, which checks each entry",
}
CALLED = {("saved_plan", "write"), ("case_files", "save"), ("edited_files", "write")}


def prints(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of what may write to a stream of the process."""
    for node in counts.parsed(source)[1]:
        match node:
            case ast.Call(
                func=ast.Name(id="print" | "input" as name) | ast.Attribute(attr="print" as name)
            ):
                yield node.lineno, name
            case ast.Call(func=ast.Attribute(value=ast.Name(id="click"), attr=name)) if (
                name in CLICK
            ):
                yield node.lineno, name
            case ast.ImportFrom(module="click", names=names):
                yield from ((node.lineno, n.name) for n in names if n.name in CLICK)
            case ast.Attribute(value=ast.Name(id="sys"), attr=name) if name in STREAMS:
                yield node.lineno, f"sys.{name}"
            case ast.ImportFrom(module="sys", names=names):
                yield from ((node.lineno, f"sys.{n.name}") for n in names if n.name in STREAMS)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="os"), attr="write" | "writev")):
                yield node.lineno, "os.write"
            case ast.Call(func=ast.Attribute(attr=name)) if name in ("basicConfig", "print_exc"):
                yield node.lineno, name


def unchecked(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each call that writes a file with a text that nobody has looked through."""
    nodes = counts.parsed(source)[1]
    known = {
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and _is_checked(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in nodes:
        if isinstance(node, ast.Call) and (name := _writes(node)):
            texts = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "text")]
            fine = [_is_checked(t) or (isinstance(t, ast.Name) and t.id in known) for t in texts]
            if fine != [True]:
                yield node.lineno, name


def _writes(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in WRITERS:
            return name
        case ast.Attribute(value=ast.Name(id=module), attr=name) if (module, name) in CALLED:
            return f"{module}.{name}"
    return ""


def _is_checked(text: ast.expr) -> bool:
    match text:
        case ast.Call(func=ast.Attribute(attr="checked") | ast.Name(id="checked")):
            return True
    return False


def test_one_class_prints() -> None:
    """A report or a message that goes another way would not be cleaned."""
    found = [
        f"hookops/{module.name}:{line}: {name}"
        for module in counts.modules(ROOT)
        if not module.name.startswith(tuple(ALLOWED))
        for line, name in prints(module.text)
    ]

    assert [] == found


def test_what_is_written_was_looked_through() -> None:
    """Each text of a file has gone through the tripwire."""
    found = [
        f"hookops/{module.name}:{line}: {name}"
        for module in counts.modules(ROOT)
        if not module.name.startswith((*PASSED_ON, "files/", "emulator/"))
        for line, name in unchecked(module.text)
    ]

    assert [] == found


@pytest.mark.parametrize(
    "source",
    [
        "print(x)",
        "click.echo(x)",
        "sys.stdout.write(x)",
        "from sys import stderr",
        "os.write(1, x)",
        "logging.basicConfig()",
        "traceback.print_exc()",
    ],
)
def test_what_prints(source: str) -> None:
    """The test above sees each way to print."""
    assert [1] == [line for line, _ in prints(source)]


@pytest.mark.parametrize(
    "source",
    [
        "write_new(path, text)",
        "replace_file(path, f'{output.checked(text)}x')",
        "saved_plan.write(path, save(run, made), replace=True)",
        "replace_file(path, text=text)",
    ],
)
def test_what_is_unchecked(source: str) -> None:
    """And each way to write a text that nobody has looked through."""
    assert [1] == [line for line, _ in unchecked(source)]
