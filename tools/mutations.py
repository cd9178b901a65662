"""Finds the places of a module where a small mistake could be, and makes one of them. Pure.

A mutation replaces one node of one function: a comparison, `and`/`or`, a condition, a number,
a truth value, a returned value, or a statement that is left out. Text is left alone: a test that
pins a wording says nothing about a decision. Annotations, asserts (they narrow types) and module
level (tables are data) are left alone too.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef
OTHER: dict[type[ast.AST], type[Any]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NEUTRAL_KEYWORDS = ("strict", "exist_ok", "missing_ok", "parents")
"""Arguments whose other value changes nothing for inputs that the types allow."""


@dataclass(frozen=True, order=True)
class Mutant:
    """One mistake in one function."""

    path: str
    function: str
    """As Python qualifies it, such as `Worker.run`."""
    old: str
    new: str
    count: int
    """Which one, where the same change is possible several times in the function."""
    line: int
    """Of the statement."""
    first_line: int
    """Of the function, decorators included: how its code is found."""

    @property
    def key(self) -> str:
        """What names it in `tests/mutants.toml`; independent of lines above it."""
        again = f" ({self.count + 1})" if self.count else ""
        return f"{self.path} {self.function}: {self.old} -> {self.new}{again}"


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its text."""
    for name, function in functions(ast.parse(source)):
        seen: dict[tuple[str, str], int] = {}
        first = min([function.lineno, *(item.lineno for item in function.decorator_list)])
        for node, replacement, line in _changes(function):
            texts = _text(node), _text(replacement)
            count = seen[texts] = seen.get(texts, -1) + 1
            yield Mutant(path, name, *texts, count, line, first)


def mutate(source: str, mutant: Mutant) -> ast.Module:
    """The module with this one mistake."""
    tree = ast.parse(source)
    for name, function in functions(tree):
        # Two functions may have one qualified name: a property and its setter.
        if name == mutant.function and function.lineno >= mutant.first_line:
            count = -1
            for node, replacement, _ in _changes(function):
                count += (_text(node), _text(replacement)) == (mutant.old, mutant.new)
                if count == mutant.count:
                    _Replace(node, replacement).visit(function)
                    return ast.fix_missing_locations(tree)
    raise LookupError(mutant.key)


def functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """Functions of the module and methods of its classes, with their qualified names.

    A function inside of a function belongs to the outer one.
    """

    def below(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, Function]]:
        for node in body:
            if isinstance(node, Function):
                yield prefix + node.name, node
            elif isinstance(node, ast.ClassDef):
                yield from below(node.body, f"{prefix}{node.name}.")

    yield from below(tree.body, "")


def instrument(source: str, lines: frozenset[int], number: int) -> ast.Module:
    """The module with a call `_reached(number, line)` before each statement on one of `lines`."""
    tree = ast.parse(source)
    _Instrument(lines, number).visit(tree)
    return ast.fix_missing_locations(tree)


class _Instrument(ast.NodeTransformer):
    def __init__(self, lines: frozenset[int], number: int) -> None:
        self._lines, self._number = lines, number

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if isinstance(body, list) and not isinstance(node, ast.Module | ast.ClassDef):
                setattr(node, name, [made for part in body for made in self._marked(part)])
        return node

    def _marked(self, statement: ast.stmt) -> Iterator[ast.stmt]:
        if statement.lineno in self._lines:
            place = [ast.Constant(self._number), ast.Constant(statement.lineno)]
            call = ast.Expr(ast.Call(ast.Name("_reached", ast.Load()), [*place], []))
            yield ast.copy_location(call, statement)
        yield statement


class _Replace(ast.NodeTransformer):
    def __init__(self, node: ast.AST, replacement: ast.AST) -> None:
        self._node, self._replacement = node, replacement

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self._node:
            return ast.copy_location(self._replacement, node)
        return self.generic_visit(node)


def _changes(function: Function) -> Iterator[tuple[ast.AST, ast.AST, int]]:
    """(node, what stands in its place, line of its statement) in the order of the text."""
    yields = sum(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function))
    for statement in function.body:
        for node, line in _inside(statement, statement.lineno):
            yield from ((node, made, line) for made in _variants(node, yields))


def _inside(node: ast.AST, line: int) -> Iterator[tuple[ast.AST, int]]:
    """The node and what is in it, with the line of its statement; nothing that is left alone."""
    if isinstance(node, ast.Assert) or _is_docstring(node) or _is_assert_never(node):
        return
    if isinstance(node, ast.keyword) and node.arg in NEUTRAL_KEYWORDS:
        return
    line = node.lineno if isinstance(node, ast.stmt) else line
    yield node, line
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_comment", "ctx"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _inside(child, line)


def _variants(node: ast.AST, yields: int) -> Iterator[ast.AST]:
    # One case per sort of mistake; what is not listed has none.
    match node:
        case ast.Compare(ops=[op, *_]) if type(op) in OTHER:
            made = copy.deepcopy(node)
            made.ops[0] = _other(op)
            yield made
        case ast.BoolOp(op=op) | ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in OTHER:
            changed = copy.deepcopy(node)
            changed.op = _other(op)
            yield changed
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield copy.deepcopy(operand)
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(number)):
            yield ast.Constant(number + 1)
        # False becomes True already; None in its place is the same to every caller.
        case ast.Return(value=ast.expr() as value) if not _is_false(value):
            yield ast.Return(ast.Constant(None))
        case ast.Continue():
            yield ast.Break()
        case ast.Raise():
            yield ast.Pass()
        # Without its only yield, a generator would be a function that returns None.
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()) if yields > 1:
            yield ast.Pass()
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()
    yield from _negations(node)


def _negations(node: ast.AST) -> Iterator[ast.AST]:
    """The condition turned round, where it is none that the other variants turn round."""
    if isinstance(node, ast.If | ast.While | ast.IfExp) and isinstance(
        node.test, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.NamedExpr
    ):
        made = copy.deepcopy(node)
        made.test = ast.UnaryOp(ast.Not(), made.test)
        yield made
    if isinstance(node, ast.comprehension) and node.ifs:
        filtered = copy.deepcopy(node)
        filtered.ifs = filtered.ifs[1:]
        yield filtered


def _other(op: ast.AST) -> Any:
    return OTHER[type(op)]()


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value in (None, False)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_assert_never(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "assert_never"
    )


def _text(node: ast.AST) -> str:
    """One line that a reader recognizes: a block is shown by its first line."""
    if isinstance(node, ast.comprehension):
        loop = f"for {ast.unparse(node.target)} in {ast.unparse(node.iter)}"
        return " if ".join([loop, *map(ast.unparse, node.ifs)])
    return ast.unparse(node).split("\n", 1)[0][:120]
