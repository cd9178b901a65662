"""Every code that the package can report, read from its source.

A code is the first argument of the classes in `CLASSES`. Where that is a parameter of a function,
the function's callers give it; where it comes out of a tuple, `TABLES` says which tuples.
"""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "hookops"
CLASSES = ("Diagnostic", "Problem", "Clue", "Remark")
# File and variable, with the functions that yield or return tuples and the tables of tuples that
# the variable is from, each with the position of the code in them.
TABLES = {
    ("kinds/inline_hook/rules/url.py", "code"): ("_text:0", "_parts:0", "_host:0"),
    ("manifest/files.py", "code"): ("manifest/names.py:check_path:0",),
    ("manifest/load.py", "code"): (
        "kinds/base.py:describe_duplicate:0",
        "kinds/binding/kind.py:describe_duplicate:0",
    ),
    ("manifest/syntax/errors.py", "code"): ("_PROBLEMS:1", "_UNKNOWN:0"),
    ("reconcile/passes/amounts.py", "sort.option.removeprefix('--')"): ("_SORTS:1",),
}
# A problem that is passed on has the code that it was made with.
PASSED_ON = {"problem.code", "p.code", "clue.code", "found.code"}


@dataclass(frozen=True)
class Raised:
    """A code at a place, with its severity where the place says it."""

    code: str
    severity: str
    place: str


@dataclass
class Source:
    """A module, and what is looked for in it."""

    name: str
    tree: ast.Module
    parents: dict[ast.AST, ast.FunctionDef] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # From the outside in, so that the innermost function counts.
        for function in ast.walk(self.tree):
            if isinstance(function, ast.FunctionDef):
                self.parents.update(dict.fromkeys(ast.walk(function), function))

    @cached_property
    def constants(self) -> dict[str, ast.expr]:
        """What a name of the module is assigned."""
        found = {}
        for node in self.tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found |= {t.id: node.value for t in targets if isinstance(t, ast.Name)}
        return found

    def functions(self, name: str) -> Iterator[ast.FunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef) and node.name == name:
                yield node


def sources() -> dict[str, Source]:
    paths = [path for path in sorted(ROOT.rglob("*.py")) if "emulator" not in path.parts]
    names = {path: path.relative_to(ROOT).as_posix() for path in paths}
    return {name: Source(name, ast.parse(path.read_text())) for path, name in names.items()}


def raised() -> tuple[list[Raised], list[str]]:
    """Every code, and the places whose codes are not known."""
    modules = sources()
    found: list[Raised] = []
    unknown: list[str] = []
    # Which calls carry a code, with the argument's position; by the module, where that is private.
    carriers = {("", name): 0 for name in CLASSES}
    seen: set[tuple[str, str]] = set()
    while new := carriers.keys() - seen:
        seen |= new
        for source in modules.values():
            here = {name: carriers[at, name] for at, name in new if at in ("", source.name)}
            for call in _calls(source.tree, here):
                _read(source, modules, *call, carriers, found, unknown)
    return found, unknown


def _calls(tree: ast.Module, names: dict[str, int]) -> Iterator[tuple[ast.Call, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            given = [k.value for k in node.keywords if k.arg == "code"]
            if name in names and (given or len(node.args) > names[name]):
                yield node, (given or node.args[names[name] : names[name] + 1])[0]


def _read(
    source: Source,
    modules: dict[str, Source],
    call: ast.Call,
    code: ast.expr,
    carriers: dict[tuple[str, str], int],
    found: list[Raised],
    unknown: list[str],
) -> None:
    place, text = f"{source.name}:{call.lineno}", ast.unparse(code)
    function = source.parents.get(call)
    parameters = [a.arg for a in function.args.args if a.arg != "self"] if function else []
    tables = TABLES.get((source.name, text), ())
    codes = list(_texts(code, source, function))
    for table in tables:
        codes += _of_table(table, source.name, modules)
    found += [Raised(one, _severity(call), place) for one in codes]
    if text in parameters and function is not None:
        file = source.name if function.name.startswith("_") else ""
        carriers.setdefault((file, function.name), parameters.index(text))
    elif not codes and text not in PASSED_ON and not isinstance(code, ast.Starred):
        unknown.append(f"{place}: {text}")


def _texts(
    node: ast.expr, source: Source, function: ast.FunctionDef | None, *, deep: bool = True
) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, source, function)
        yield from _texts(node.orelse, source, function)
    elif isinstance(node, ast.Name) and deep:
        local = [
            each.value
            for each in ast.walk(function or source.tree)
            if isinstance(each, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == node.id for t in each.targets)
        ]
        for value in local or [v for n, v in source.constants.items() if n == node.id]:
            yield from _texts(value, source, function, deep=False)


def _of_table(table: str, own: str, modules: dict[str, Source]) -> list[str]:
    *file, name, at = table.split(":")
    source = modules[file[0] if file else own]
    rows: list[ast.expr] = []
    if name in source.constants:
        value = source.constants[name]
        items = list(ast.iter_child_nodes(value))
        nested = [item for item in items if isinstance(item, ast.Tuple | ast.Call)]
        rows = nested or [value]  # type: ignore[assignment]
    for function in source.functions(name):
        for node in ast.walk(function):
            if isinstance(node, ast.Return | ast.Yield) and isinstance(node.value, ast.Tuple):
                rows.append(node.value)
    found = []
    for row in rows:
        members = row.args if isinstance(row, ast.Call) else getattr(row, "elts", [])
        found += [m.value.removeprefix("--") for m in members[int(at) : int(at) + 1] if _text(m)]
    assert found, f"{table} has no code"
    return found


def rules() -> tuple[dict[str, str], set[str]]:
    """The rules of answers with their severities, of the data files; and what the source names.

    Every text of the source that is shaped like one counts, wherever it stands.
    """
    stated: dict[str, str] = {}
    for path in sorted((ROOT / "contracts" / "data").glob("*.json")):
        rows = json.loads(path.read_text())["rules"]
        stated |= {code: row["severity"] for code, row in rows.items()}
    shape = re.compile(rf"(?:{'|'.join({c.split('.')[0] for c in stated})})\.[a-z0-9-]+")
    texts = (
        node.value
        for name, source in sources().items()
        if name.startswith(("contracts/", "service/"))
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return stated, {text for text in texts if shape.fullmatch(text)}


def _text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _severity(call: ast.Call) -> str:
    """Of the classes, whose severity is the fifth argument; empty where it is not written."""
    name = getattr(call.func, "id", "")
    given = [k.value for k in call.keywords if k.arg == "severity"]
    given += call.args[4:5] if name in ("Diagnostic", "Problem") else []
    if name not in ("Diagnostic", "Problem"):
        return ""
    if not given:
        return "error"
    return str(given[0].value) if isinstance(given[0], ast.Constant) else ""
