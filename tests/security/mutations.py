"""Edits of a JSON document, one at a time: every member goes, changes, or gets company."""

import copy
import json
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]
OTHERS: tuple[Any, ...] = (None, True, -1, 10**9, "", "x/../../users/me", [], {}, ["x"], {"a": 1})


def paths(data: Any, above: Path = ()) -> Iterator[Path]:
    """Every member of the document, and what is in it."""
    items: Any = ()
    if isinstance(data, dict):
        items = data.items()
    elif isinstance(data, list):
        items = enumerate(data)
    for name, value in items:
        yield (*above, name)
        yield from paths(value, (*above, name))


def mutations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What was done, and the document after it."""
    for path in paths(document):
        for name, value in _values(_at(document, path)):
            edited = copy.deepcopy(document)
            parent = _at(edited, path[:-1])
            if name == "delete":
                del parent[path[-1]]
            else:
                parent[path[-1]] = value
            if json.dumps(edited) != json.dumps(document):
                yield f"{name} {'.'.join(map(str, path))}", edited


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _values(was: Any) -> Iterator[tuple[str, Any]]:
    yield "delete", None
    yield from (("set", other) for other in OTHERS)
    if isinstance(was, bool):
        yield "flip", not was
    elif isinstance(was, int):
        yield "add 1", was + 1
    elif isinstance(was, str):
        yield "append", f"{was}x"
    elif isinstance(was, list):
        yield "double", [*was, *was]
        yield "append x", [*was, "evil.example"]
    elif isinstance(was, dict):
        yield "member", {**was, "extra": 1}
