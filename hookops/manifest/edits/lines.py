"""Members and items on lines of their own: one comes, one goes."""

from collections.abc import Mapping

from hookops.manifest.edits import render
from hookops.manifest.edits.nodes import (
    Found,
    Node,
    begins_line,
    end,
    is_flow,
    is_mapping,
    line_break,
    line_end,
    line_start,
    next_line,
    parts,
    start,
)
from hookops.manifest.edits.render import Style
from hookops.model.resource import Json


def insert_member(
    text: str, node: Node, after: int | None, name: str, value: Json, style: Style
) -> str:
    """The mapping has one more member, after the one of that index; before all without one."""
    first = start(node.value[0][0])
    indent = " " * (first - line_start(text, first))
    lines = render.block(name, value, style, indent)
    # The first member of an item stands behind its dash, so nothing can stand before it.
    if after is None and begins_line(text, first):
        return _put(text, line_start(text, first), lines)
    return _put_after(text, end(text, node.value[after or 0][1]), lines)


def append_item(text: str, node: Node, item: Mapping[str, Json], style: Style) -> str:
    """The list has one more item, written as its last one is."""
    last = node.value[-1]
    dash, begin = _dash(text, node, len(node.value) - 1), start(last)
    indent = " " * (dash - line_start(text, dash))
    gap = text[dash + 1 : begin] if "\n" not in text[dash:begin] else " "
    if is_flow(last) or not is_mapping(last):
        lines = [f"{indent}-{gap}{render.flow(item, style)}"]
    else:
        inner = indent + " " + gap
        members = [line for n, v in item.items() for line in render.block(n, v, style, inner)]
        lines = [f"{indent}-{gap}{members[0][len(inner) :]}", *members[1:]]
    return _put_after(text, end(text, last), lines)


def remove(text: str, found: Found) -> str:
    """The member or item, which is not the only one, is gone with its lines."""
    node, parent, index = found.node, found.parent, found.index
    assert parent is not None
    begin = start(found.key) if found.key is not None else _dash(text, parent, index)
    if begins_line(text, begin):
        return text[: line_start(text, begin)] + text[next_line(text, end(text, node)) :]
    # Behind a dash: the next member takes its place.
    following = [first for first, _ in parts(parent)][index + 1]
    return text[:begin] + text[start(following) :]


def _dash(text: str, node: Node, index: int) -> int:
    """Where the dash of that item is."""
    before = end(text, node.value[index - 1]) if index else line_start(text, start(node))
    begin = start(node.value[index])
    # Between two items there are comments at most, and one of them may have a dash.
    while not text[before:begin].lstrip(" ").startswith("-"):
        before = next_line(text, before)
    return text.index("-", before)


def _put(text: str, at: int, lines: list[str]) -> str:
    new = "".join(f"{line}{line_break(text)}" for line in lines)
    return f"{text[:at]}{new}{text[at:]}"


def _put_after(text: str, at: int, lines: list[str]) -> str:
    """The lines follow the line of that place."""
    if next_line(text, at) < len(text) or text.endswith("\n"):
        return _put(text, next_line(text, at), lines)
    # A file whose last line does not end goes on not to end.
    joined = line_break(text).join(lines)
    whole = line_end(text, at)
    return f"{text[:whole]}{line_break(text)}{joined}{text[whole:]}"
