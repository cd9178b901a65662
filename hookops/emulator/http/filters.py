"""Filter expressions of lists, read into a test of one object.

The part of SCIM filters that the API's lists use: `eq`, `ne`, `co`, `sw`, `ew`, `pr`, `gt`, `ge`,
`lt`, `le`, `and`, `or`, `not` and brackets. Source: RFC 7644, 3.4.2.2; Okta API, Core concepts,
Filter.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

Predicate = Callable[[Mapping[str, Any]], bool]

_TOKEN = re.compile(r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<bracket>[()])|(?P<word>[^\s()"]+))')
# The parser calls itself for each bracket; unlimited, a long query would end the stack.
_DEEPEST = 50
# As text: times in ISO 8601 and equal lengths sort as they should, and nothing else in an event is
# compared by order.
_COMPARE: Mapping[str, Callable[[str, str], bool]] = {
    "eq": lambda found, wanted: found == wanted,
    "ne": lambda found, wanted: found != wanted,
    "co": lambda found, wanted: wanted in found,
    "sw": lambda found, wanted: found.startswith(wanted),
    "ew": lambda found, wanted: found.endswith(wanted),
    "gt": lambda found, wanted: found > wanted,
    "ge": lambda found, wanted: found >= wanted,
    "lt": lambda found, wanted: found < wanted,
    "le": lambda found, wanted: found <= wanted,
}
OPERATORS = (*_COMPARE, "pr")


class BadFilter(ValueError):
    """An expression is no filter; the text says where."""


def read(expression: str, forbidden: tuple[str, ...] = ()) -> Predicate:
    """Whether an object fits the expression.

    Shape: an attribute such as `target.id` is a path; through an array it reaches all items, one
    of which must fit. `forbidden` are attributes that this list cannot be filtered by.
    Raises: BadFilter.
    """
    return _Parser(expression, forbidden).whole()


class _Parser:
    def __init__(self, expression: str, forbidden: tuple[str, ...]) -> None:
        self._expression = expression
        self._forbidden = forbidden
        self._tokens = _tokens(expression)
        self._next = 0
        self._depth = 0

    def whole(self) -> Predicate:
        test = self._either()
        if self._peek():
            raise self._bad(f"unexpected {self._peek()}")
        return test

    def _either(self) -> Predicate:
        # `and` binds tighter than `or`. Source: RFC 7644, 3.4.2.2, precedence.
        tests = [self._both()]
        while self._take("or"):
            tests.append(self._both())
        return lambda item: any(test(item) for test in tests)

    def _both(self) -> Predicate:
        tests = [self._term()]
        while self._take("and"):
            tests.append(self._term())
        return lambda item: all(test(item) for test in tests)

    def _term(self) -> Predicate:
        if self._take("not"):
            inner = self._bracket()
            return lambda item: not inner(item)
        return self._bracket() if self._peek() == "(" else self._comparison()

    def _bracket(self) -> Predicate:
        self._depth += 1
        if not self._take("(") or self._depth > _DEEPEST:
            raise self._bad("expected a bracket, and not too many")
        inner = self._either()
        if not self._take(")"):
            raise self._bad("a bracket is not closed")
        self._depth -= 1
        return inner

    def _comparison(self) -> Predicate:
        attribute = self._pop("an attribute")
        operator = self._pop("an operator").lower()
        if not re.fullmatch(r"[A-Za-z_][\w.:$-]*", attribute):
            raise self._bad(f"{attribute} is no attribute")
        # The System Log refuses `published`: since and until say it. Source: Okta, System Log
        # query.
        if attribute in self._forbidden:
            raise self._bad(f"the attribute {attribute} cannot be filtered by")
        if operator not in OPERATORS:
            # The words in which the System Log lists what it knows. Source: Okta, System Log API,
            # errors.
            shown = ",".join(OPERATORS)
            raise self._bad(f"Unrecognized attribute operator '{operator}'. Expected: {shown}")
        path = attribute.split(".")
        if operator == "pr":
            return lambda item: any(value not in (None, "") for value in _values(item, path))
        compare = _COMPARE[operator]
        wanted = self._value()
        # Through an array `ne` means that no item is equal; `any` would admit nearly everything.
        if operator == "ne":
            return lambda item: wanted not in _texts(item, path)
        return lambda item: any(compare(found, wanted) for found in _texts(item, path))

    def _value(self) -> str:
        """The value as text: numbers and words compare as they are written."""
        # Texts, numbers, true, false and null are JSON. Source: RFC 7644, 3.4.2.2.
        token = self._pop("a value")
        try:
            value = json.loads(token)
        except ValueError:
            raise self._bad(f"{token} is no value") from None
        return _text(value)

    def _peek(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def _pop(self, what: str) -> str:
        token = self._peek()
        if not token:
            raise self._bad(f"expected {what} at the end")
        self._next += 1
        return token

    def _take(self, word: str) -> bool:
        # Operators are not case-sensitive. Source: RFC 7644, 3.4.2.2.
        found = self._peek().lower() == word
        self._next += found
        return found

    def _bad(self, message: str) -> BadFilter:
        return BadFilter(f"'{self._expression}': {message}")


def _tokens(expression: str) -> list[str]:
    tokens = []
    position = 0
    # Trailing white space is no token and no error.
    while expression[position:].strip():
        found = _TOKEN.match(expression, position)
        if found is None:
            raise BadFilter(f"'{expression}': unreadable at position {position}")
        tokens.append(found.group().strip())
        position = found.end()
    return tokens


def _texts(item: Any, path: list[str]) -> list[str]:
    return [_text(value) for value in _values(item, path)]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _values(item: Any, path: list[str]) -> list[Any]:
    """What the path reaches; through an array, in all of its items."""
    if isinstance(item, list):
        return [value for inner in item for value in _values(inner, path)]
    if not path:
        return [item]
    if not isinstance(item, dict) or path[0] not in item:
        return []
    return _values(item[path[0]], path[1:])
