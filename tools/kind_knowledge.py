"""Finds places outside `kinds/` that know particular kinds of resources. Pure.

The kind contract (`kinds/base.py`, `kinds/listed.py`) answers every question about a kind, so
neither the class of a spec nor the name of a kind belongs anywhere else. The emulator stands
apart: it knows Okta's objects, not our kinds.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from counts import Module

APART = ("kinds", "emulator")


@dataclass(frozen=True)
class KnownKinds:
    """What `kinds/` defines, read from its source so that a new kind is found by itself."""

    names: frozenset[str]
    """Such as `InlineHook`."""
    specs: frozenset[str]
    """Names of the classes of their specs, such as `Hook`."""
    constants: frozenset[tuple[str, str]]
    """(module, constant) of the constants that hold the name of a kind."""


def known_kinds(every: Iterable[Module]) -> KnownKinds:
    """Each class `XKind(Base[Spec])` with a `name` is a kind."""
    names: set[str] = set()
    specs: set[str] = set()
    held: set[tuple[str, str, str]] = set()
    for module in every:
        if module.package != "kinds":
            continue
        constants = _constants(module.tree.body)
        held |= {(module.dotted, constant, text) for constant, text in constants.items()}
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef):
                name = _constants(node.body, constants).get("name")
                spec = list(_specs(node))
                if name and spec:
                    names.add(name)
                    specs.update(spec)
    constants_of_names = {(where, constant) for where, constant, text in held if text in names}
    return KnownKinds(frozenset(names), frozenset(specs), frozenset(constants_of_names))


def isinstance_on_specs(every: Iterable[Module], known: KnownKinds) -> Iterator[str]:
    """Places that ask which class a spec has: isinstance, or a class pattern of match."""
    for module in _outside(every):
        for node in module.nodes:
            if asked := sorted(_classes_asked(node) & known.specs):
                yield f"{module.at(node)}: {', '.join(asked)}"


def names_of_kinds(every: Iterable[Module], known: KnownKinds) -> Iterator[str]:
    """Places with the name of a kind as text, alone or before a slash, or as a constant."""
    for module in _outside(every):
        for node in module.nodes:
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if (node.module, alias.name) in known.constants:
                        yield f"{module.at(node)}: {node.module}.{alias.name}"
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                head = node.value.split("/")[0]
                # Docstrings mention kinds to readers; only text that is the name decides.
                if head in known.names:
                    yield f"{module.at(node)}: {node.value}"


def modules_that_import_a_kind(every: Iterable[Module]) -> list[str]:
    """Modules that import from the package of one kind rather than from the contract."""
    general = {"base", "names"}
    found = []
    for module in _outside(every):
        for node in module.nodes:
            if isinstance(node, ast.ImportFrom) and node.module:
                parts = node.module.split(".")
                if parts[:2] == ["hookops", "kinds"] and parts[2:] and parts[2] not in general:
                    found.append(f"{module.root.name}/{module.name}")
                    break
    return found


def _outside(every: Iterable[Module]) -> list[Module]:
    return [module for module in every if module.package not in APART]


def _specs(kind: ast.ClassDef) -> Iterator[str]:
    """The name in brackets behind a base class: `Spec` of `class SpecKind(Kind[Spec])`."""
    for base in kind.bases:
        if isinstance(base, ast.Subscript) and isinstance(base.slice, ast.Name):
            yield base.slice.id


def _constants(body: list[ast.stmt], outer: dict[str, str] | None = None) -> dict[str, str]:
    """Names assigned to text in `body`, directly or through a name of `outer`."""
    found = {}
    for node in body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            match node.value:
                case ast.Constant(value=str(text)):
                    found[node.targets[0].id] = text
                case ast.Name(id=name) if name in (outer or {}):
                    found[node.targets[0].id] = (outer or {})[name]
    return found


def _classes_asked(node: ast.AST) -> set[str]:
    """Class names that a node compares a value's class with."""
    match node:
        case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, asked]):
            return {part.id for part in ast.walk(asked) if isinstance(part, ast.Name)}
        case ast.MatchClass(cls=ast.Name(id=name)):
            return {name}
    return set()
