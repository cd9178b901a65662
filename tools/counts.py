"""Counts what the structure figures are made of. Pure: takes a source tree, prints nothing.

`tools/structure.py` prints these counts, `tests/test_architecture.py` limits them.
"""

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

DIRECTIVES = ("noqa", "type:", "pragma", "fmt:", "ruff:", "!")
"""Comments for tools: they explain nothing to a reader and do not count as comments."""

LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.ENCODING,
}
"""Tokens that do not make a line a line of code."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def parsed(source: str) -> tuple[ast.Module, tuple[ast.AST, ...]]:
    """The tree of a source and its nodes, which many checks look through. Raises: SyntaxError."""
    tree = ast.parse(source)
    return tree, tuple(ast.walk(tree))


@dataclass(frozen=True)
class Module:
    """One Python file below the package's root."""

    path: Path
    root: Path
    """The folder of the package `hookops`."""

    @cached_property
    def text(self) -> str:
        """The source."""
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return parsed(self.text)[0]

    @property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree."""
        return parsed(self.text)[1]

    @cached_property
    def tokens(self) -> list[tokenize.TokenInfo]:
        """The tokens, comments included."""
        return list(tokenize.generate_tokens(io.StringIO(self.text).readline))

    @property
    def name(self) -> str:
        """The path below the root, such as `okta/session.py`."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def dotted(self) -> str:
        """As imports spell it, such as `hookops.okta.session`."""
        return f"{self.root.name}.{self.name}".removesuffix(".py").replace("/", ".")

    @property
    def package(self) -> str:
        """The first folder below the root; the module's own name for a file beside them."""
        parts = self.path.relative_to(self.root).parts
        return parts[0] if len(parts) > 1 else self.path.stem

    @property
    def lines(self) -> int:
        """All lines, blank ones included."""
        return len(self.text.splitlines())

    @cached_property
    def comments(self) -> frozenset[int]:
        """Numbers of the lines with a comment for readers."""
        return frozenset(
            token.start[0]
            for token in self.tokens
            if token.type == tokenize.COMMENT
            and not token.string.lstrip("# ").startswith(DIRECTIVES)
        )

    @cached_property
    def code_lines(self) -> int:
        """Lines without blank lines, docstrings and lines that are comments alone."""
        used = {
            line
            for token in self.tokens
            if token.type not in LAYOUT
            for line in range(token.start[0], token.end[0] + 1)
        }
        return len(used - set(_docstring_lines(self.tree)))

    def at(self, node: ast.AST) -> str:
        """`hookops/okta/session.py:12`, to be clicked on."""
        return f"{self.root.name}/{self.name}:{getattr(node, 'lineno', 1)}"


@dataclass(frozen=True)
class FunctionFigures:
    """One function or method."""

    place: str
    name: str
    lines: int
    complexity: int
    commented: bool
    """Whether a comment stands in it or directly above it."""


def modules(root: Path) -> list[Module]:
    """Every module below `root`, by path."""
    return [Module(path, root) for path in sorted(root.rglob("*.py"))]


def product(every: Iterable[Module]) -> list[Module]:
    """What users' runs execute: everything but the emulator."""
    return [module for module in every if module.package != "emulator"]


def files_per_folder(every: Iterable[Module]) -> Counter[str]:
    """Modules by folder; `__init__.py` counts, it is a file to look at too."""
    return Counter(str(Path(module.root.name, module.name).parent) for module in every)


def comments_per_100(some: Iterable[Module]) -> float:
    """Lines with a comment for every 100 lines."""
    chosen = list(some)
    total = sum(module.lines for module in chosen)
    return 100 * sum(len(module.comments) for module in chosen) / total if total else 0.0


def by_package(every: Iterable[Module]) -> dict[str, list[Module]]:
    """The modules of each package, packages in alphabetical order."""
    found: dict[str, list[Module]] = {}
    for module in sorted(every, key=lambda module: module.package):
        found.setdefault(module.package, []).append(module)
    return found


def functions(module: Module) -> Iterator[FunctionFigures]:
    """Every function and method, nested ones too."""
    for node in module.nodes:
        if isinstance(node, Function):
            end = node.end_lineno or node.lineno
            # Decorators come before `lineno`; a comment above them is above the function.
            start = min([node.lineno, *(item.lineno for item in node.decorator_list)])
            yield FunctionFigures(
                module.at(node),
                node.name,
                end - node.lineno + 1,
                complexity(node),
                not module.comments.isdisjoint(range(start - 1, end + 1)),
            )


def complexity(function: Function) -> int:
    """Cyclomatic complexity by radon's rules: 1, and 1 for each decision."""
    return 1 + sum(_decisions(node) for statement in function.body for node in _body(statement))


def _own(function: Function) -> Iterator[ast.AST]:
    """What a function contains, without what functions inside of it contain."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function):
            waiting += ast.iter_child_nodes(node)


def _body(statement: ast.AST) -> Iterator[ast.AST]:
    """The statement and what is inside, without nested functions and what asserts contain.

    radon counts a nested function by itself, and an assert as 1 whatever it asserts.
    """
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Function | ast.ClassDef):
            yield node
            if not isinstance(node, ast.Assert):
                waiting += ast.iter_child_nodes(node)


def _decisions(node: ast.AST) -> int:
    # One case per kind of syntax that branches; the numbers are radon's, visitors.py.
    match node:
        case ast.If() | ast.IfExp() | ast.Assert():
            return 1
        case ast.Try() | ast.TryStar():
            return len(node.handlers) + bool(node.orelse)
        case ast.BoolOp():
            return len(node.values) - 1
        case ast.For() | ast.While() | ast.AsyncFor():
            return 1 + bool(node.orelse)
        case ast.comprehension():
            return 1 + len(node.ifs)
        case ast.Match():
            # `case _` (or a bare name) is the else branch, which is no decision.
            catch_all = any(getattr(c.pattern, "pattern", False) is None for c in node.cases)
            return max(0, len(node.cases) - catch_all)
    return 0


def _docstring_lines(tree: ast.Module) -> Iterator[int]:
    """Lines of strings that are statements: docstrings, also those of fields."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def imports(module: Module) -> Iterator[tuple[str, str]]:
    """(place, dotted module) of every import, also inside functions."""
    for node in module.nodes:
        if isinstance(node, ast.Import):
            yield from ((module.at(node), alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield module.at(node), node.module
            yield from ((module.at(node), f"{node.module}.{alias.name}") for alias in node.names)


def imports_in_functions(module: Module) -> Iterator[tuple[str, str, str]]:
    """(place, function, imported module) of every import that runs at a call."""
    for function in module.nodes:
        if isinstance(function, Function):
            for node in _own(function):
                if isinstance(node, ast.Import):
                    yield module.at(node), function.name, node.names[0].name
                if isinstance(node, ast.ImportFrom):
                    yield module.at(node), function.name, node.module or "."
