"""The nodes of a YAML text with their places in it, as ruamel.yaml reads them.

A text is edited by replacing what lies between two such places (decision 31). Documents were read
and checked by `manifest/document.py` before: no aliases, tags, duplicate keys or deep nesting.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hookops.model.source import FieldPath

Node = Any
"""A node of ruamel.yaml: `value`, `start_mark.index`, `end_mark.index`, `style`, `flow_style`."""


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

    Raises: ValueError for what only the parser of manifests can read.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    # In Python alone: its marks count characters, also where the text is no ASCII.
    try:
        return YAML(typ="rt", pure=True).compose(text)
    # Its message quotes the text.
    except YAMLError:
        raise ValueError("no nodes") from None


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
    return bool(node.id == "mapping")


def is_sequence(node: Node) -> bool:
    """Whether it has items."""
    return bool(node.id == "sequence")


def is_flow(node: Node) -> bool:
    """Whether it is written in braces or brackets."""
    return bool(getattr(node, "flow_style", False))


def start(node: Node) -> int:
    """Where it begins."""
    return int(node.start_mark.index)


def end(text: str, node: Node) -> int:
    """Where its last character ends; comments and blank lines after it are not its own."""
    if is_mapping(node) or is_sequence(node):
        if is_flow(node):
            return int(node.end_mark.index)
        return end(text, [last for _, last in parts(node)][-1])
    # A block scalar ends where the next token begins.
    first, last = start(node), int(node.end_mark.index)
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
