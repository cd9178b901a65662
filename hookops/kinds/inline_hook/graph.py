"""A hook in a drawing, with its key and with callers that are no bindings of hookops'."""

from collections.abc import Iterable, Iterator, Sequence

from hookops.kinds.inline_hook.types import HookType
from hookops.model.graph import Edge, Node, NodeId
from hookops.model.resource import Key
from hookops.model.source import FieldPath


def hook_graph(
    key: Key,
    row: HookType,
    status: str,
    by_hand: Sequence[str],
    needs: Iterable[tuple[FieldPath, Key]],
) -> Iterator[Node | Edge]:
    """The hook, what it needs, and what calls it although no binding says so.

    Shape: `needs` are the keys that sign for it; bindings draw themselves.
    """
    hook = NodeId(key)
    sort = "hook" if status == "ACTIVE" else "inactive"
    yield Node(hook, sort, (key.name, f"{row.title} hook"))
    yield from (Edge(hook, NodeId(needed), "signs with") for _, needed in needs)
    if row.flow:
        yield Node(NodeId(key, "all"), "flow", (row.flow,))
        yield Edge(NodeId(key, "all"), hook, "while it is ACTIVE", dashed=True)
    for number, app in enumerate(by_hand):
        flow = NodeId(key, str(number))
        yield Node(flow, "flow", ("app", app))
        yield Edge(flow, hook, "bound by hand", dashed=True)
