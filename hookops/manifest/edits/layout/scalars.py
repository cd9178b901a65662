"""Where the scalars of a document end, and the lines of block scalars."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hookops.manifest.edits.nodes import Node, is_mapping, is_sequence, start

_HEADER = re.compile(r"([|>])([-+0-9]*)")


@dataclass(frozen=True, slots=True)
class Literal:
    """A block scalar: what follows | or >."""

    header: str
    """Without a comment."""
    lines: tuple[str, ...]
    """Without their common indentation."""
    begin: int
    """Where its first line begins, in the text."""
    stop: int
    """Where its last line ends."""


def is_literal(node: Node) -> bool:
    """Whether it is a block scalar."""
    return not isinstance(node.value, list) and node.style in ("|", ">")


def source(text: str, node: Node) -> str:
    """A scalar as it is written; not of block scalars."""
    return text[start(node) : int(node.end_mark.index)].rstrip()


def read_literal(text: str, node: Node) -> Literal:
    """The block scalar at that node. Raises: ValueError where it does not look like one."""
    found = _HEADER.match(text, start(node))
    if found is None:
        raise ValueError("no header")
    begin = text.find("\n", found.end()) + 1 or len(text)
    # The break at the end of the last line begins no line of its own.
    lines = text[begin:].removesuffix("\n").split("\n") if begin < len(text) else []
    keeps = "+" in found.group(2)
    indent = _indent(lines, node.value)
    count = 0
    # The indentation of a blank line says nothing: it belongs to what is around it. Spaces beyond
    # the indentation are text.
    for number, line in enumerate(lines):
        blank = not line.strip(" ") and len(line) <= indent
        if not blank and len(line) - len(line.lstrip(" ")) < indent:
            break
        if not blank or keeps:
            count = number + 1
    taken = lines[:count]
    stop = begin + sum(len(line) + 1 for line in taken)
    header = _header(found.group(1), found.group(2), node.value)
    return Literal(header, tuple(line[indent:] for line in taken), begin, min(stop, len(text)))


def _header(style: str, words: str, value: str) -> str:
    # A document may end without a line break, and gets one: `-` then says that the value has none.
    chomp = "-" if value and not value.endswith("\n") else words.strip("0123456789")
    # Two columns more than what it is a value of, as everything is written.
    return f"{style}{'2' if re.search('[0-9]', words) else ''}{chomp}"


def _indent(lines: list[str], value: str) -> int:
    written = next((line for line in lines if line.strip(" ")), "")
    meant = next((line for line in value.split("\n") if line.strip(" ")), None)
    # Without any text there is no line that could be its own.
    if meant is None:
        return len(max(lines, key=len, default="")) + 1
    return (len(written) - len(written.lstrip(" "))) - (len(meant) - len(meant.lstrip(" ")))


def scalars(node: Node) -> Iterator[Node]:
    """Every scalar below it, and of mappings the keys."""
    # On a list and not by recursion: documents may be as deep as the parser allows.
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if is_mapping(each):
            waiting += [part for member in each.value for part in member]
        elif is_sequence(each):
            waiting += each.value
        else:
            yield each


def spans(text: str, root: Node) -> list[tuple[int, int]]:
    """Where scalars stand, in order: no # in them begins a comment."""
    found = []
    for node in scalars(root):
        begin = start(node)
        if is_literal(node):
            literal = read_literal(text, node)
            found += [(begin, begin + 1), (literal.begin, literal.stop)]
        else:
            found.append((begin, begin + len(source(text, node))))
    return sorted(span for span in found if span[0] < span[1])
