"""Changes of one JSON text, each named by a kind and a number: both give the same text again."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Path = tuple[str | int, ...]

VALUES: Mapping[str, Any] = {
    "null": None,
    "true": True,
    "zero": 0,
    "fraction": 7.5,
    "huge": 10**300,
    "negative": -1,
    "text": "text",
    "empty-text": "",
    "spaces": "  ",
    "list": [],
    "list-of-null": [None],
    "list-of-kinds": ["a", 1, None, {}, []],
    "object": {},
    "object-of-null": {"id": None, "name": None},
    "object-of-list": {"id": [], "scopes": [{}]},
    "long": "x" * 100_000,
    "bidi": "\u202e\u200b\ufeff\u2028é",
    "emoji": "\U0001f9ea" * 40,
    "half-letter": "\ud800",
    "nul": "a\0b",
    "escapes": "\x1b[2J\x1b]0;x\x07",
    "ci-command": "\n::error::x\r\n##vso[task.complete]",
    "path": "../../users/x",
    "slash": "a/b",
    "end-of-line": "calAnother01\n",
    "markup": "[/red]|`<img src=x>@team",
    "time": "2023-11-14T22:13:20.000Z",
    "no-time": "0000-99-99T99:99:99Z",
}
"""What comes in the place of a value, by the name of the kind."""
BODIES = (
    *("", "null", "[]", "{}", "7", '"text"', "true", "[null]", "[[]]", "[{}]", "[7]"),
    *('{"id": null}', '[{"id": ""}]', '[{"id": "a/b"}]', '[{"id": "calAnother01"}]', "NaN"),
    *('{"id": "calAnother01"}', "<html>log in</html>", "\ufeff[]", "[" * 100_000, '{"a":' * 9_000),
    *('{"id": "a", "id": "b"}', '{"errorCode": "E0000001"}', "[] []", "'text'", "[1e999]"),
)
"""What comes in the place of a whole text."""


def nodes(data: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every value, outermost first."""
    yield path
    if not isinstance(data, (dict, list)):
        return
    for step, value in list(data.items() if isinstance(data, dict) else enumerate(data)):
        yield from nodes(value, (*path, step))


def value_at(data: Any, path: Path) -> Any:
    """Raises: KeyError, IndexError, TypeError where there is nothing."""
    for step in path:
        data = data[step]
    return data


def replaced(data: Any, path: Path, value: Any) -> Any:
    """The data with that value at the path, which may be the whole."""
    if path:
        value_at(data, path[:-1])[path[-1]] = value
        return data
    return value


def _missing(data: Any, path: Path) -> Any:
    if not path:
        return None
    del value_at(data, path[:-1])[path[-1]]
    return data


def _extra(data: Any, path: Path) -> Any:
    found = value_at(data, path)
    if isinstance(found, dict):
        found |= {"unknownMember": {"a": [1, None]}, "": "", "\x1b": "\x1b"}
    elif isinstance(found, list):
        found += [None, 7, {}, {"id": "calAnother01"}]
    else:
        return replaced(data, path, f"{found}x")
    return data


def _twice(data: Any, path: Path) -> Any:
    found = value_at(data, path)
    return replaced(data, path, found * 2 if isinstance(found, (list, str)) else [found, found])


def _wrapped(data: Any, path: Path) -> Any:
    return replaced(data, path, [value_at(data, path)])


def _as_text(data: Any, path: Path) -> Any:
    return replaced(data, path, json.dumps(value_at(data, path)))


def _reversed(data: Any, path: Path) -> Any:
    found = value_at(data, path)
    items = dict(reversed(found.items())) if isinstance(found, dict) else found
    return replaced(data, path, items[::-1] if isinstance(items, (list, str)) else items)


def _other_case(data: Any, path: Path) -> Any:
    if not path or not isinstance(path[-1], str):
        found = value_at(data, path)
        return replaced(data, path, found.swapcase() if isinstance(found, str) else found)
    parent = value_at(data, path[:-1])
    parent[path[-1].swapcase()] = parent.pop(path[-1])
    return data


def _deep(data: Any, path: Path) -> Any:
    found: Any = value_at(data, path)
    for _ in range(60):
        found = {"a": [found]}
    return replaced(data, path, found)


SHAPES: Mapping[str, Callable[[Any, Path], Any]] = {
    "missing": _missing,
    "extra": _extra,
    "twice": _twice,
    "wrapped": _wrapped,
    "as-text": _as_text,
    "reversed": _reversed,
    "other-case": _other_case,
    "deep": _deep,
}
"""What is done to a value, by the name of the kind."""
NODE_KINDS = (*VALUES, *SHAPES)
"""Kinds whose number chooses a value of the text."""


def rewrite_node(data: Any, kind: str, path: Path) -> Any:
    """The data with its value at the path rewritten."""
    if kind in VALUES:
        # A copy, so that nothing of the table is changed by what comes later.
        return replaced(data, path, json.loads(json.dumps(VALUES[kind])))
    return SHAPES[kind](data, path)


def rewrite_bytes(body: bytes, kind: str, number: int) -> bytes:
    """The text cut after so many bytes, with one byte changed, or another text altogether."""
    if kind == "cut":
        return body[:number]
    if kind == "byte":
        at = number % max(1, len(body))
        # Each of the 255 other bytes, by what is left of the number.
        other = (body[at] + 1 + number // max(1, len(body)) % 255) % 256 if body else 0
        return body[:at] + bytes([other]) + body[at + 1 :]
    return BODIES[number % len(BODIES)].encode()
