"""Where the scalars of a document end, and the lines of block scalars."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hookops.manifest.edits.nodes import Node, is_mapping, is_sequence, start

_HEADER = re.compile(r"([|>])([-+0-9]*)")
_TEXT = re.compile(r"^( *)[^ \n]", re.MULTILINE)
"""The first line that is not blank, with its indentation."""


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
    return node.style in ("|", ">")


def source(text: str, node: Node) -> str:
    """A scalar as it is written; not of block scalars."""
    return text[start(node) : node.stop].rstrip()


def read_literal(text: str, node: Node) -> Literal:
    """The block scalar at that node. Raises: ValueError where it does not look like one."""
    found = _HEADER.match(text, start(node))
    if found is None:
        raise ValueError("no header")
    begin = text.find("\n", found.end()) + 1 or len(text)
    keeps, indent = "+" in found.group(2), _indent(text, begin, node.value)
    lines: list[str] = []
    count, at, stop = 0, begin, begin
    # Line by line, and not all that follow: a file may have thousands of such texts.
    while at < len(text):
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)]
        # The indentation of a blank line says nothing: it belongs to what is around it. Spaces
        # beyond the indentation are text.
        blank = not line.strip(" ") and len(line) <= indent
        if not blank and len(line) - len(line.lstrip(" ")) < indent:
            break
        lines.append(line[indent:])
        at += len(line) + 1
        if not blank or keeps:
            count, stop = len(lines), min(at, len(text))
    header = _header(found.group(1), found.group(2), node.value)
    return Literal(header, tuple(lines[:count]), begin, stop)


def _header(style: str, words: str, value: str) -> str:
    # A document may end without a line break, and gets one: `-` then says that the value has none.
    chomp = "-" if value and not value.endswith("\n") else words.strip("0123456789")
    # Two columns more than what it is a value of, as everything is written.
    return f"{style}{'2' if re.search('[0-9]', words) else ''}{chomp}"


def _indent(text: str, begin: int, value: str) -> int:
    meant = next((line for line in value.split("\n") if line.strip(" ")), None)
    # Without any text there is no line that could be its own.
    if meant is None:
        return len(text)
    written = _TEXT.search(text, begin)
    leading = len(written.group(1)) if written else 0
    return leading - (len(meant) - len(meant.lstrip(" ")))


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
