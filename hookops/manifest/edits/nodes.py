"""The nodes of a YAML text with their places in it.

A text is edited by replacing what lies between two such places (decision 31). Documents were read
and checked by `manifest/document.py` before: no aliases, tags, duplicate keys or deep nesting.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from hookops.model.source import FieldPath


@dataclass(slots=True, eq=False)
class Node:
    """A value, or the name of a member.

    Units: places are characters from the start of the text, the column is from 0.
    """

    value: Any
    """Text, pairs of nodes of a mapping, or nodes of a sequence."""
    begin: int
    stop: int
    """Of a block scalar, and of what is not in braces: where the next token begins."""
    column: int
    kind: str = "scalar"
    style: str = ""
    """Of a scalar: its quote, or | or >."""
    flow_style: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A node, and what it is a part of."""

    node: Node
    key: Node | None
    """Of a member of a mapping."""
    parent: Node | None
    index: int
    """Among the members or items of the parent."""


def compose(text: str) -> Node:
    """The root of the one document in `text`.

    Raises: ValueError where there is none, or what documents that were checked have not.
    """
    # The parser that reads manifests: what these may have, as a tab behind a colon, has nodes. It
    # counts characters, but not a byte order mark.
    loader = yaml.CSafeLoader(text.encode())
    shift = 1 if text.startswith("\ufeff") else 0
    try:
        while type(event := loader.get_event()) is not yaml.DocumentStartEvent:
            if event is None:
                raise ValueError("no document")
        return _node(loader, loader.get_event(), shift)
    # Its message quotes the text.
    except yaml.YAMLError:
        raise ValueError("no nodes") from None


def _node(loader: Any, event: Any, shift: int) -> Node:
    first, last = event.start_mark, event.end_mark
    node = Node("", first.index + shift, last.index + shift, first.column)
    match event:
        case yaml.ScalarEvent():
            node.value, node.style = event.value, event.style or ""
        case yaml.MappingStartEvent():
            pairs = iter(lambda: _next(loader, node, shift), None)
            node.kind, node.flow_style = "mapping", bool(event.flow_style)
            node.value = [(key, _next(loader, node, shift)) for key in pairs]
        case yaml.SequenceStartEvent():
            node.kind, node.flow_style = "sequence", bool(event.flow_style)
            node.value = list(iter(lambda: _next(loader, node, shift), None))
        case _:
            raise ValueError("an alias")
    return node


def _next(loader: Any, around: Node, shift: int) -> Node | None:
    """The next part of a collection; None at its end, which it has then."""
    event = loader.get_event()
    if type(event) in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
        around.stop = event.end_mark.index + shift
        return None
    return _node(loader, event, shift)


def find(root: Node, path: FieldPath) -> Found | None:
    """What is at `path`; None where nothing is."""
    found = Found(root, None, None, 0)
    for step in path:
        inner = _step(found.node, step)
        if inner is None:
            return None
        found = inner
    return found


def is_mapping(node: Node) -> bool:
    """Whether it has members."""
    return node.kind == "mapping"


def is_sequence(node: Node) -> bool:
    """Whether it has items."""
    return node.kind == "sequence"


def is_flow(node: Node) -> bool:
    """Whether it is written in braces or brackets."""
    return node.flow_style


def start(node: Node) -> int:
    """Where it begins."""
    return node.begin


def end(text: str, node: Node) -> int:
    """Where its last character ends; comments and blank lines after it are not its own."""
    if is_mapping(node) or is_sequence(node):
        if is_flow(node):
            return node.stop
        return end(text, [last for _, last in parts(node)][-1])
    # A block scalar ends where the next token begins.
    first, last = start(node), node.stop
    return first + len(text[first:last].rstrip())


def parts(node: Node) -> Iterator[tuple[Node, Node]]:
    """The first and the last node of each member or item."""
    for item in node.value:
        yield item if isinstance(item, tuple) else (item, item)


def keys(node: Node) -> list[str]:
    """Of a mapping's members."""
    return [str(key.value) for key, _ in node.value]


def line_start(text: str, at: int) -> int:
    """Where the line begins that has this place."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Where that line ends, before its line break."""
    found = text.find("\n", at)
    whole = len(text) if found < 0 else found
    return whole - 1 if whole > at and text[whole - 1] == "\r" else whole


def next_line(text: str, at: int) -> int:
    """Where the line after it begins."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def begins_line(text: str, at: int) -> bool:
    """Whether nothing but blanks stands before it."""
    return not text[line_start(text, at) : at].strip()


def line_break(text: str) -> str:
    """As the text has it."""
    return "\r\n" if "\r\n" in text else "\n"


def _step(node: Node, step: str | int) -> Found | None:
    if isinstance(step, int):
        if is_sequence(node) and step < len(node.value):
            return Found(node.value[step], None, node, step)
        return None
    for index, (key, value) in enumerate(node.value if is_mapping(node) else ()):
        if key.value == step:
            return Found(value, key, node, index)
    return None
