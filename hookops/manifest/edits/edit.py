"""One edit of one document: a text in, the text out."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import assert_never

from hookops.manifest.edits import flow, lines
from hookops.manifest.edits.nodes import (
    Found,
    Node,
    compose,
    end,
    find,
    is_flow,
    is_mapping,
    is_sequence,
    keys,
    line_end,
    start,
)
from hookops.manifest.edits.render import Style, member, scalar
from hookops.manifest.edits.render import flow as in_braces
from hookops.model.management.edits import Append, Edit, Remove, SetValue
from hookops.model.resource import Json
from hookops.model.source import FieldPath

Orders = Sequence[Sequence[str]]
"""Names of members in the order in which a schema has them, for each object that it describes."""


def edit_text(text: str, edits: Iterable[Edit], orders: Orders) -> str:
    """The text of one document, in which nothing but the edited values differs.

    Shape: paths are those before the first edit.
    Raises: KeyError, IndexError, ValueError, AttributeError where the text has no such place.
    """
    for edit in in_order(edits):
        text = _edit(text, edit, orders)
    return text


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """First what moves no path, then the last items of lists, then what comes after all items."""
    kinds: dict[type, list[Edit]] = {SetValue: [], Remove: [], Append: []}
    for edit in edits:
        kinds[type(edit)].append(edit)
    going = sorted(kinds[Remove], key=lambda edit: [(type(s) is int, s) for s in edit.path])
    return [*kinds[SetValue], *reversed(going), *kinds[Append]]


def edited(data: Json, edits: Iterable[Edit]) -> Json:
    """The document's data after the same edits."""
    return reduce(_changed, in_order(edits), data)


def _edit(text: str, edit: Edit, orders: Orders) -> str:
    root = compose(text)
    found = find(root, edit.path)
    match edit:
        case SetValue():
            if found is None:
                return _set_missing(text, root, edit.path, edit.value, orders)
            return _replace(text, found, edit.value)
        case Remove():
            return text if found is None else _remove(text, root, edit.path, found)
        case Append():
            # One that is empty or null has no item whose style could be taken.
            if found is None or not (is_sequence(found.node) and found.node.value):
                return _edit(text, SetValue(edit.path, [dict(edit.item)]), orders)
            last = found.node.value[-1]
            if not is_flow(found.node):
                return lines.append_item(text, found.node, edit.item, _style_in(text, last))
            new = in_braces(dict(edit.item), _style_in(text, last))
            return flow.insert(text, found.node, None, new)
        case _:
            assert_never(edit)


def _replace(text: str, found: Found, value: Json) -> str:
    """The value in the place of another one; what stands behind it on the line stays."""
    node, key = found.node, found.key
    begin, stop = start(node), end(text, node)
    if isinstance(value, Mapping | list):
        new = in_braces(value, _style_of(text, found.parent, found.index))
    else:
        new = scalar(value, _quote(node), flow=_in_flow(found))
    is_listed = isinstance(node.value, list) and not is_flow(node)
    if key is not None and (is_listed or begin == stop):
        # What begins on a line of its own moves up to its name; so does what was not there.
        colon = text.index(":", end(text, key)) + 1
        rest = text[colon : line_end(text, colon)] + text[stop:] if is_listed else text[colon:]
        return f"{text[:colon]} {new}{rest}"
    return f"{text[:begin]}{new}{text[stop:]}"


def _set_missing(text: str, root: Node, path: FieldPath, value: Json, orders: Orders) -> str:
    depth = next(d for d in range(len(path) - 1, -1, -1) if find(root, path[:d]) is not None)
    for step in reversed(path[depth + 1 :]):
        value = {step: value}
    name, found = str(path[depth]), find(root, path[:depth])
    assert found is not None
    node = found.node
    # What has no members yet has no line of one, so the whole value is written.
    if not is_mapping(node) or not (node.value or is_flow(node)):
        return _replace(text, found, {name: value})
    after = _predecessor(keys(node), name, orders)
    style = _style_of(text, node, after or 0)
    if is_flow(node):
        return flow.insert(text, node, after, member(name, value, style))
    return lines.insert_member(text, node, after, name, value, style)


def _remove(text: str, root: Node, path: FieldPath, found: Found) -> str:
    parent = found.parent
    assert parent is not None
    if is_flow(parent):
        return flow.remove(text, parent, found.index)
    if len(parent.value) > 1:
        return lines.remove(text, found)
    outer = find(root, path[:-1])
    assert outer is not None
    return _replace(text, outer, {} if is_mapping(parent) else [])


def _predecessor(there: Sequence[str], name: str, orders: Orders) -> int | None:
    """The index of the member that the new one follows; None where it comes before all."""
    fitting = (order for order in orders if {*there, name} <= {*order})
    order = next(fitting, None)
    # Somebody's own members, as annotations, are in the order in which they were written.
    if order is None:
        return len(there) - 1
    rank = order.index(name)
    before = [index for index, other in enumerate(there) if order.index(other) < rank]
    return max(before, default=None)


def _quote(node: Node) -> str:
    return node.style if node.style in ("'", '"') else ""


def _in_flow(found: Found) -> bool:
    return found.parent is not None and is_flow(found.parent)


def _style_of(text: str, node: Node | None, index: int) -> Style:
    """The style of the member of that index."""
    if node is None or not is_mapping(node) or not node.value:
        return Style()
    key, value = node.value[index]
    between = text[end(text, key) : start(value)]
    # What is not there has nothing before it.
    shows = between.strip() == ":" and "\n" not in between and start(value) < value.stop
    colon = between if shows else ": "
    padding = ""
    if is_flow(node):
        opening = text[start(node) + 1 : start(node.value[0][0])]
        padding = opening if not opening.strip(" ") else ""
    # Of a member that holds others, theirs.
    texts = [value] if not isinstance(value.value, list) else _scalars(value)
    return Style(_quote(key), _quote(texts[0]) if texts else _quote(key), colon, padding)


def _style_in(text: str, node: Node) -> Style:
    """That of a list's item."""
    return _style_of(text, node, 0)


def _scalars(node: Node) -> list[Node]:
    found: list[Node] = []
    for item in node.value:
        inner = item[1] if isinstance(item, tuple) else item
        found += _scalars(inner) if isinstance(inner.value, list) else [inner]
    return found


def _changed(data: Json, edit: Edit) -> Json:
    match edit:
        case SetValue(path=path, value=value):
            return _with(data, path, value)
        # A member that is not there is no mistake: of two that exclude each other one goes.
        case Remove(path=(*way, step)):
            inner = _at(data, way)
            if isinstance(inner, list):
                return _with(data, way, [v for i, v in enumerate(inner) if i != step])
            left = {k: v for k, v in (inner or {}).items() if k != step}
            return _with(data, way, left) if inner is not None else data
        case Append(path=path, item=item):
            return _with(data, path, [*(_at(data, path) or ()), dict(item)])
        case _:
            return data


def _at(data: Json, path: Sequence[str | int]) -> Json:
    for step in path:
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step]
        else:
            return None
    return data


def _with(data: Json, path: Sequence[str | int], value: Json) -> Json:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(data, list) and isinstance(step, int):
        return [_with(v, rest, value) if i == step else v for i, v in enumerate(data)]
    members = data if isinstance(data, Mapping) else {}
    return {**members, step: _with(members.get(step), rest, value)}
