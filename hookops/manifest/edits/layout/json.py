"""A file of JSON: two spaces, a member or item on each line."""

import json

from hookops.manifest.edits.layout.order import Order, is_envelope, order_of
from hookops.manifest.edits.layout.scalars import source
from hookops.manifest.edits.nodes import Node, compose, is_mapping, is_sequence, keys


def json_text(text: str) -> str:
    """The same JSON, its texts and numbers as they are written.

    Raises: ValueError for what is no JSON: YAML under this name is left alone.
    """
    json.loads(text)
    root = compose(text)
    return "\n".join(_lines(text, root, order_of(root))) + "\n"


def _lines(text: str, node: Node, order: Order) -> list[str]:
    if not (is_mapping(node) or is_sequence(node)):
        return [source(text, node)]
    order = order_of(node) if is_envelope(node) else order
    if is_mapping(node):
        members = [node.value[index] for index in order.sorted(keys(node))]
        parts = [_member(text, key, value, order.below(str(key.value))) for key, value in members]
    else:
        parts = [_lines(text, value, order.below(None)) for value in node.value]
    opening, closing = "{}" if is_mapping(node) else "[]"
    if not parts:
        return [opening + closing]
    # No comma after the last one. Source: RFC 8259, 4.
    inner = [[*part[:-1], f"{part[-1]},"] for part in parts[:-1]] + [parts[-1]]
    return [opening, *(f"  {line}" for part in inner for line in part), closing]


def _member(text: str, key: Node, value: Node, order: Order) -> list[str]:
    first, *more = _lines(text, value, order)
    return [f"{source(text, key)}: {first}", *more]
