"""The comments of a document: where they stand, and what each belongs to."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hookops.manifest.edits.layout.scalars import is_literal, source, spans
from hookops.manifest.edits.nodes import (
    Node,
    begins_line,
    end,
    is_flow,
    is_mapping,
    is_sequence,
    line_start,
    next_line,
    parts,
    start,
)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment."""

    text: str
    """From its # on."""
    begin: int
    column: int
    alone: bool
    """Whether it has a line of its own."""
    blank: bool
    """Whether the line above is blank."""
    gap: str = " "
    """What is between it and the value before it."""


@dataclass(slots=True, eq=False)
class Entry:
    """A member of a mapping or an item of a sequence that begins a line, or is to."""

    key: Node | None
    value: Node
    begin: int
    block: "Block"
    blank: bool = False
    leading: list[Comment] = field(default_factory=list)
    inline: list[Comment] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Block:
    """A mapping or sequence with its entries."""

    node: Node
    column: int
    owner: Entry | None
    """The entry whose value it is."""
    entries: list[Entry] = field(default_factory=list)
    tail: list[Comment] = field(default_factory=list)
    """Comments after its last entry."""


@dataclass(slots=True)
class Commented:
    """A document with its comments."""

    text: str
    root: Node
    blocks: dict[int, Block] = field(default_factory=dict)
    """By the node's place in memory: those that are written in lines."""
    head: list[Comment] = field(default_factory=list)
    """Above everything, whatever comes first."""
    tail: list[Comment] = field(default_factory=list)


def find_comments(text: str, root: Node) -> list[Comment]:
    """Every comment, in order."""
    found: list[Comment] = []
    at = 0
    for begin, stop in [*spans(text, root), (len(text), len(text))]:
        # A text may keep the blank lines at its end: they are not above a comment then.
        found += _between(text, at, begin)
        at = max(at, stop)
    return found


def _between(text: str, first: int, stop: int) -> Iterator[Comment]:
    at = first
    # The parser takes each # outside of scalars for one, also right behind a comma or a quote.
    while (at := text.find("#", at, stop)) >= 0:
        line = line_start(text, at)
        stop_at = text.find("\n", at)
        stop_at = len(text) if stop_at < 0 else stop_at
        before = text[line:at]
        gap = before[len(before.rstrip()) :].replace("\t", " ")
        blank = _is_blank_above(text, at, first)
        yield Comment(text[at:stop_at].rstrip(), at, at - line, not before.strip(), blank, gap)
        at = stop_at


def _is_blank_above(text: str, at: int, first: int) -> bool:
    """Whether the line above that of the place is blank, and begins after `first`."""
    line = line_start(text, at)
    above = line_start(text, line - 1) if line else -1
    return above >= first and not text[above:line].strip()


def attach(text: str, root: Node) -> Commented:
    """The document in which each comment belongs to what it is written beside."""
    comments = find_comments(text, root)
    found = Commented(text, root)
    _add_blocks(found, root, [comment.begin for comment in comments])
    entries = sorted((e for b in found.blocks.values() for e in b.entries), key=lambda e: e.begin)
    begins = [entry.begin for entry in entries]
    # A blank line at the end of a text may be a part of that text.
    stops = [0, *(stop for _, stop in spans(text, root))]
    for entry in entries:
        above = stops[bisect_right(stops, entry.begin) - 1]
        entry.blank = begins_line(text, entry.begin) and _is_blank_above(text, entry.begin, above)
    for comment in comments:
        _place(found, comment, entries, bisect_right(begins, comment.begin))
    return found


def _add_blocks(found: Commented, node: Node, comments: Sequence[int]) -> None:
    """A collection in braces stays on one line unless a comment is in it."""
    waiting: list[tuple[Node, Entry | None]] = [(node, None)]
    while waiting:
        each, owner = waiting.pop()
        if not (is_mapping(each) or is_sequence(each)) or not each.value:
            continue
        is_commented = bisect_right(comments, start(each)) < bisect_right(comments, each.stop)
        if not is_flow(each) or is_commented:
            block = Block(each, each.column, owner)
            block.entries += _entries(found.text, block)
            found.blocks[id(each)] = block
            waiting += [(entry.value, entry) for entry in block.entries]


def _entries(text: str, block: Block) -> Iterator[Entry]:
    node, at = block.node, start(block.node)
    if is_mapping(node):
        yield from (Entry(key, value, start(key), block) for key, value in node.value)
        return
    # The first dash may stand behind another one: it is where the sequence begins.
    for index, value in enumerate(node.value):
        if is_flow(node):
            at = start(value)
        elif index:
            at = _dash(text, at, block.column)
        yield Entry(None, value, at, block)
        at = at if is_flow(node) else next_line(text, max(at, _content_stop(text, value)))


def _content_stop(text: str, node: Node) -> int:
    """Behind the last character of the value in which a dash could stand at the start of a line."""
    found, waiting = [0], [node]
    while waiting:
        each = waiting.pop()
        if is_flow(each):
            found.append(each.stop)
        elif is_mapping(each) or is_sequence(each):
            waiting += {id(part): part for pair in parts(each) for part in pair}.values()
        # A block scalar is deeper than dashes.
        elif not is_literal(each):
            found.append(start(each) + len(source(text, each)))
    return max(found)


def _dash(text: str, at: int, column: int) -> int:
    """The first dash from there on that is in the column of the sequence's dashes."""
    # Between two items there are blank lines and comments, and one of these may have a dash.
    while not text.startswith(f"{' ' * column}-", at):
        at = next_line(text, at)
        if at >= len(text):
            raise ValueError("no dash")
    return at + column


def _place(found: Commented, comment: Comment, entries: list[Entry], following: int) -> None:
    """Beside what stands on its line; else above what follows, or below what is deeper."""
    before = entries[following - 1] if following else None
    after = entries[following] if following < len(entries) else None
    if not entries:
        above = comment.begin < start(found.root)
        (found.head if above else found.tail).append(comment)
    elif before is None:
        found.head.append(comment)
    elif not comment.alone:
        closed = _closed(before, comment)
        (found.tail if closed is None else closed.inline).append(comment)
    # Between a name and its value, which moves up to it; no value is written nowhere.
    elif start(before.value) > comment.begin and _is_leaf(found, before.value):
        before.leading.append(comment)
    elif (block := _ended(found, comment, before, after)) is not None:
        block.tail.append(comment)
    elif after is not None:
        after.leading.append(comment)
    else:
        found.tail.append(comment)


def _closed(before: Entry, comment: Comment) -> Entry | None:
    """What the comment is behind: not the last item, where the braces around it end before."""
    entry: Entry | None = before
    while entry is not None and is_flow(node := entry.block.node) and node.stop <= comment.begin:
        entry = entry.block.owner
    return entry


def _is_leaf(found: Commented, node: Node) -> bool:
    return id(node) not in found.blocks and start(node) < node.stop


def _ended(found: Commented, comment: Comment, before: Entry, after: Entry | None) -> Block | None:
    """The block at whose end the comment stands, by its column; None for one that goes on."""
    floor = -1 if after is None else after.begin - line_start(found.text, after.begin)
    block: Block | None = before.block
    # From the inside out: what a comment is not as deep as has ended above it.
    while block is not None:
        if is_flow(block.node):
            # In braces, columns mean nothing.
            stop = end(found.text, block.node)
            if comment.begin < stop:
                return None if after is not None and after.begin < stop else block
        elif floor < block.column <= comment.column:
            return block
        block = block.owner.block if block.owner is not None else None
    return None
