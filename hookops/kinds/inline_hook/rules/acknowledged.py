"""Findings that a person has looked at: the annotation `hookops.dev/not-a-secret`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from hookops.kinds.inline_hook.rules import headers, url
from hookops.kinds.inline_hook.rules.secret_lint import judge_header
from hookops.kinds.inline_hook.secret_places import CONFIG
from hookops.model.diagnostic import Problem
from hookops.model.resource import Json, value_at
from hookops.model.source import FieldPath, dotted
from hookops.model.text import show

NOT_A_SECRET = "hookops.dev/not-a-secret"

_PLACE: FieldPath = ("metadata", "annotations", NOT_A_SECRET)
_HEADERS = dotted((*CONFIG, "headers"))
_URLS = tuple(dotted((*CONFIG, name)) for name in ("uri", "tokenUrl"))
# A guess can be wrong, so it has a way past. A literal where a reference belongs is no guess: the
# schema refuses it, and no annotation is asked.
_GUESSES = frozenset({headers.SECRET, url.SECRET})
_WRITTEN = re.compile(r"[A-Za-z][A-Za-z0-9.!#$%&'*+^_`|~\[\]-]{0,300}")


def acknowledge(data: Mapping[str, Json], problems: Iterable[Problem]) -> Iterator[Problem]:
    """The same; what the annotation names is a warning, and so is a path of it without a finding.

    Shape: `data` is the whole manifest; paths in it start at its spec, and a header goes by its
    name: `channel.config.headers.X-Region`.
    """
    items = _items(data)
    named = {item.casefold() for item in items.values()}
    found = set()
    for problem in problems:
        path = _name(data, problem.path).casefold() if problem.code in _GUESSES else ""
        if path in named:
            found.add(path)
            text = f"{problem.message}; acknowledged by the annotation {NOT_A_SECRET}"
            problem = replace(problem, message=text, hint="", severity="warning")
        yield problem
    unneeded = {number: item for number, item in items.items() if item.casefold() not in found}
    yield from (_unneeded(data, item, number) for number, item in unneeded.items())


def _items(data: Mapping[str, Json]) -> Mapping[int, str]:
    """The paths of the annotation by their number in it, from 1."""
    given = value_at(data, _PLACE)
    items = given.split(",") if isinstance(given, str) else []
    return {number: item.strip() for number, item in enumerate(items, 1) if item.strip()}


def _unneeded(data: Mapping[str, Json], item: str, number: int) -> Problem:
    """Why a path of the annotation has no effect."""
    # Whoever misunderstands the annotation writes the value into it.
    is_path = _WRITTEN.fullmatch(item) and not judge_header("", item)
    shown = show(item, 100) if is_path else f"item {number}"
    known = {_name(data, path).casefold() for path in _judged(data)}
    if item.casefold() in known:
        text = f"{NOT_A_SECRET}: nothing at {shown} looks like a secret"
        return Problem("not-a-secret", _PLACE, text, "remove it from the annotation", "warning")
    text = f"{NOT_A_SECRET}: {shown} names no header and no URL of this hook"
    hint = f"a path is {_HEADERS}.NAME, {_URLS[0]} or {_URLS[1]}"
    return Problem("not-a-secret", _PLACE, text, hint, "warning")


def _judged(data: Mapping[str, Json]) -> Iterator[FieldPath]:
    """The paths of everything that is looked through for secrets."""
    config: FieldPath = ("spec", *CONFIG)
    yield from ((*config, name) for name in ("uri", "tokenUrl") if value_at(data, (*config, name)))
    listed = value_at(data, (*config, "headers"))
    for index in range(len(listed) if isinstance(listed, list) else 0):
        yield (*config, "headers", index, "value")


def _name(data: Mapping[str, Json], path: FieldPath) -> str:
    """The path as the annotation has it."""
    inside = path[1:]
    if len(inside) != 5:
        return dotted(inside)
    # An index would mean another header once one is added above it.
    listed = value_at(data, path[:4])
    header = listed[path[4]] if isinstance(path[4], int) else None
    key = header.get("key") if isinstance(header, Mapping) else None
    return f"{_HEADERS}.{key}" if isinstance(key, str) else ""
