"""Whether a document is valid: yes or no, without jsonschema.

Importing jsonschema takes longer than planning ten hooks. Nearly every document is valid, so the
schemas are compiled to plain functions, and `explain.py`, which knows jsonschema, is loaded for a
document that is not. tests/manifest/test_quick_check.py holds the two against each other.
"""

import operator
import re
from collections.abc import Callable, Sized
from functools import cache

from hookops.manifest.schema.files import schema
from hookops.model.resource import Json

Check = Callable[[Json], bool]
Compile = Callable[[Json], Check]
Keyword = Callable[[Json, Compile], Check]
"""Makes the check of one keyword: takes the schema it stands in, and how to compile parts of it."""

_TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}


@cache
def quick_check(schema_name: str) -> Check:
    """The function that says whether a document is valid; compiled once."""
    return compiled(schema(schema_name))


def compiled(whole: Json) -> Check:
    """A schema as a function.

    Raises: KeyError for a keyword or a type that the tables do not have: none is ever skipped.
    """

    def compile_node(node: Json) -> Check:
        if isinstance(node, bool):
            return lambda _: node
        if "$ref" in node:
            # jsonschema would apply a keyword beside it, so none may stand here.
            if extra := node.keys() - {"$ref", *_IGNORED}:
                raise KeyError(*sorted(extra))
            return compile_node(whole["$defs"][node["$ref"].removeprefix("#/$defs/")])
        # Each once: `properties` and `additionalProperties` are one function.
        keywords = dict.fromkeys(_KEYWORDS[name] for name in node if name not in _IGNORED)
        return _every([keyword(node, compile_node) for keyword in keywords])

    return compile_node(whole)


def python_pattern(pattern: str) -> re.Pattern[str]:
    """JSON Schema's pattern for Python, whose `$` also matches before a last line break."""
    return re.compile(pattern.replace("$", r"\Z"))


def _every(checks: list[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def check(value: Json) -> bool:
        for one in checks:  # noqa: SIM110  # a generator for all() costs twice as much
            if not one(value):
                return False
        return True

    return check


def _type(node: Json, _: Compile) -> Check:
    names = [node["type"]] if isinstance(node["type"], str) else node["type"]
    types = tuple(_TYPES[name] for name in names)
    # Python's True is an int, JSON's is not.
    if "integer" in names:
        return lambda value: isinstance(value, types) and not isinstance(value, bool)
    return lambda value: isinstance(value, types)


def _const(node: Json, _: Compile) -> Check:
    # Python's 1 equals True, JSON's does not.
    allowed = node["const"]
    return lambda value: type(value) is type(allowed) and value == allowed


def _enum(node: Json, _: Compile) -> Check:
    allowed = frozenset(node["enum"])
    # To Python 1 is True as well.
    return lambda value: isinstance(value, (str, bool)) and value in allowed


def _size(
    keyword: str, kind: type[Sized], holds: Callable[[int, int], bool]
) -> Callable[..., Check]:
    def compile_size(node: Json, _: Compile) -> Check:
        limit = node[keyword]
        return lambda value: not isinstance(value, kind) or holds(len(value), limit)

    return compile_size


def _pattern(node: Json, _: Compile) -> Check:
    search = python_pattern(node["pattern"]).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _required(node: Json, _: Compile) -> Check:
    names = frozenset(node["required"])
    return lambda value: not isinstance(value, dict) or names <= value.keys()


def _fields(node: Json, compile_node: Compile) -> Check:
    known = {name: compile_node(part) for name, part in node.get("properties", {}).items()}
    other = compile_node(node.get("additionalProperties", True))

    def check(value: Json) -> bool:
        if isinstance(value, dict):
            for name, part in value.items():
                if not known.get(name, other)(part):
                    return False
        return True

    return check


def _property_names(node: Json, compile_node: Compile) -> Check:
    check = compile_node(node["propertyNames"])
    return lambda value: not isinstance(value, dict) or all(map(check, value))


def _items(node: Json, compile_node: Compile) -> Check:
    check = compile_node(node["items"])
    return lambda value: not isinstance(value, list) or all(map(check, value))


def _all_of(node: Json, compile_node: Compile) -> Check:
    return _every([compile_node(part) for part in node["allOf"]])


def _not(node: Json, compile_node: Compile) -> Check:
    check = compile_node(node["not"])
    return lambda value: not check(value)


def _if(node: Json, compile_node: Compile) -> Check:
    condition = compile_node(node["if"])
    then, otherwise = compile_node(node.get("then", True)), compile_node(node.get("else", True))
    return lambda value: then(value) if condition(value) else otherwise(value)


_IGNORED = {
    *("$schema", "$id", "$defs", "title", "description", "default", "examples"),
    "patternErrorMessage",  # of editors, and of `messages.py`
    *("then", "else"),  # read together with `if`
}
_KEYWORDS: dict[str, Keyword] = {
    "type": _type,
    "const": _const,
    "enum": _enum,
    "minLength": _size("minLength", str, operator.ge),
    "maxLength": _size("maxLength", str, operator.le),
    "minItems": _size("minItems", list, operator.ge),
    "maxItems": _size("maxItems", list, operator.le),
    "minProperties": _size("minProperties", dict, operator.ge),
    "pattern": _pattern,
    "required": _required,
    "properties": _fields,
    "additionalProperties": _fields,
    "propertyNames": _property_names,
    "items": _items,
    "allOf": _all_of,
    "not": _not,
    "if": _if,
}
