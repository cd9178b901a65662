"""A document in lines, as hookops writes manifests."""

from collections.abc import Sequence

from hookops.manifest.edits.layout.comments import Block, Comment, Commented, Entry
from hookops.manifest.edits.layout.order import Order, is_envelope, order_of
from hookops.manifest.edits.layout.scalars import is_literal, read_literal, source
from hookops.manifest.edits.nodes import Node, is_flow, is_mapping, is_sequence, keys

WIDTH = 100
"""What is in braces stays on one line up to so many columns."""


def document_lines(document: Commented) -> list[str]:
    """The document with its comments. Raises: ValueError for one that it cannot write so."""
    printer, root = _Printer(document), document.root
    head = printer.comments(document.head, 0)
    if id(root) in document.blocks or not (one := printer.in_braces(root, order_of(root))):
        block = printer.block_of(root)
        first = block.entries[0]
        # What stands above the first line is about the file, whatever comes first now.
        head += printer.comments(first.leading, 0)
        head += [""] if head and first.blank else []
        first.leading, first.blank = [], False
        body = printer.block_lines(root, 0, order_of(root))
    else:
        body = [one]
    return _without_edges([*head, *body, *printer.comments(document.tail, 0)])


def _without_edges(lines: list[str]) -> list[str]:
    return lines[1:] if lines and not lines[0] else lines


class _Printer:
    """Writes the nodes of one document."""

    def __init__(self, document: Commented) -> None:
        self._text = document.text
        self._blocks = document.blocks

    def block_of(self, node: Node) -> Block:
        """Its entries with their comments; one in braces that becomes lines has none."""
        found = self._blocks.get(id(node))
        if found is None:
            found = Block(node, 0, None)
            pairs = node.value if is_mapping(node) else [(None, value) for value in node.value]
            found.entries += [Entry(key, value, 0, found) for key, value in pairs]
        return found

    def comments(self, comments: Sequence[Comment], indent: int) -> list[str]:
        """Each on a line of its own, with one blank line above where there were some."""
        lines = []
        for comment in comments:
            lines += [""] if comment.blank and comment.alone else []
            lines.append(" " * indent + comment.text)
        return lines

    def block_lines(self, node: Node, indent: int, order: Order) -> list[str]:
        """Every entry on lines of its own."""
        block, lines = self.block_of(node), list[str]()
        order = order_of(node) if is_envelope(node) else order
        indexes: Sequence[int] = range(len(block.entries))
        if is_mapping(node):
            indexes = order.sorted(keys(node))
        for index in indexes:
            entry = block.entries[index]
            inner = order.below(str(entry.key.value) if entry.key is not None else None)
            above = self.comments([*entry.leading, *entry.inline[:-1]], indent)
            above += [""] if entry.blank else []
            written = [*above, *self._entry(entry, indent, inner)]
            lines += written if lines else _without_edges(written)
        return [*lines, *self.comments(block.tail, indent)]

    def _entry(self, entry: Entry, indent: int, order: Order) -> list[str]:
        head = " " * indent + ("-" if entry.key is None else f"{self._key(entry.key)}:")
        comment = "".join(f"{last.gap or ' '}{last.text}" for last in entry.inline[-1:])
        if not _is_collection(entry.value):
            return self._scalar_lines(entry.value, head, indent, comment)
        one = "" if id(entry.value) in self._blocks else self.in_braces(entry.value, order)
        if one and (not entry.value.value or len(f"{head} {one}") <= WIDTH):
            return [f"{head} {one}{comment}"]
        inner = self.block_lines(entry.value, indent + 2, order)
        # A comment behind the dash would move to the first member.
        if entry.key is None and not comment:
            return _behind_dash(inner, " " * indent)
        return [f"{head}{comment}", *inner]

    def _scalar_lines(self, node: Node, head: str, indent: int, comment: str) -> list[str]:
        pad = " " * (indent + 2)
        if is_literal(node):
            literal = read_literal(self._text, node)
            lines = [f"{pad}{line}" if line else "" for line in literal.lines]
            return [f"{head} {literal.header}{comment}", *lines]
        first, *more = source(self._text, node).split("\n")
        # White space around the breaks of such a text is none of its own.
        lines = [f"{head} {first}" if first else head]
        lines += [f"{pad}{line.lstrip()}" if line.strip() else "" for line in more]
        return [*lines[:-1], f"{lines[-1]}{comment}"]

    def in_braces(self, node: Node, order: Order) -> str:
        """The value on one line, however long; empty where it cannot be on one."""
        if not _is_collection(node):
            text = "" if is_literal(node) else source(self._text, node)
            # What is not there is null, which has no comma behind it otherwise.
            return "" if "\n" in text or is_literal(node) else text or "null"
        if not node.value:
            return "{}" if is_mapping(node) else "[]"
        if not is_flow(node):
            return ""
        if is_sequence(node):
            return _joined("[]", [self.in_braces(item, order.below(None)) for item in node.value])
        members = []
        for index in order.sorted(keys(node)):
            key, value = node.value[index]
            inner = self.in_braces(value, order.below(str(key.value)))
            members.append(f"{self._key(key)}: {inner}" if inner else "")
        return _joined("{}", members)

    def _key(self, node: Node) -> str:
        text = source(self._text, node)
        if "\n" in text or is_literal(node):
            raise ValueError("a key of several lines")
        return text


def _is_collection(node: Node) -> bool:
    return is_mapping(node) or is_sequence(node)


def _joined(around: str, parts: Sequence[str]) -> str:
    return f"{around[0]}{', '.join(parts)}{around[1]}" if all(parts) else ""


def _behind_dash(lines: list[str], pad: str) -> list[str]:
    """The first line that is no comment stands behind the dash, and comments above it."""
    number = next(n for n, line in enumerate(lines) if line.strip()[:1] not in ("", "#"))
    above = [f"{pad}{line.strip()}" if line else "" for line in lines[:number]]
    return [*above, f"{pad}- {lines[number][len(pad) + 2 :]}", *lines[number + 1 :]]
