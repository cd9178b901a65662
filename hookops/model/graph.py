"""What a drawing of the manifests is made of: kinds describe nodes and edges, report draws them."""

from dataclasses import dataclass

from hookops.model.resource import Key


@dataclass(frozen=True, slots=True)
class NodeId:
    """Identity of a node in one drawing."""

    key: Key
    """The resource that the node belongs to."""
    part: str = ""
    """Letters and digits that tell further nodes of the resource apart; empty for its own node."""


@dataclass(frozen=True, slots=True)
class Node:
    """One box."""

    id: NodeId
    sort: str
    """How it is drawn: `flow`, `hook`, `inactive` or `key`; any other word is drawn neutrally."""
    # Text from outside, as it is: each format has its own characters to escape.
    lines: tuple[str, ...]
    """The label."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow."""

    start: NodeId
    end: NodeId
    text: str = ""
    dashed: bool = False
    """Whether hookops does not manage this connection itself."""
