"""What is drawn, whatever the format: flow -> hook -> key, from what the manifests declare.

A dashed line is a connection that hookops does not manage: what calls a hook without referring to
it, and what a person binds in the console.
"""

from dataclasses import dataclass

from hookops.kinds import KINDS
from hookops.model.graph import Edge, Node, NodeId
from hookops.model.resource import Desired


@dataclass(frozen=True, slots=True)
class Look:
    """How nodes of one sort are drawn."""

    name: str
    fill: str
    line: str
    brackets: tuple[str, str] = ("[", "]")
    """Mermaid's spelling of the shape."""
    shape: str = ""
    """Graphviz's name of the shape; empty for a box."""
    dashed: bool = False


LOOKS = {
    look.name: look
    for look in (
        Look("flow", "#e8f1fb", "#2563a8", ("([", "])")),
        Look("hook", "#e9f7ec", "#2b7a3d"),
        Look("inactive", "#f1f1f1", "#8a8a8a", dashed=True),
        Look("key", "#fdf3dc", "#a06a00", ("{{", "}}"), "hexagon"),
    )
}
"""In the order in which the sorts are drawn."""
NEUTRAL = Look("other", "#ffffff", "#5a6678")
"""For every other word, so that a new kind is drawn before anybody gives it a look."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Everything declared, in the order of its keys."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    names: dict[NodeId, str]
    """What a node is called inside the drawing: letters, digits and underscores only."""

    @property
    def looks(self) -> tuple[Look, ...]:
        """Every look of `LOOKS`, and the neutral one when a node needs it."""
        neutral = any(look_of(node) is NEUTRAL for node in self.nodes)
        return (*LOOKS.values(), *((NEUTRAL,) if neutral else ()))


def graph(desired: Desired) -> Graph:
    """The nodes and edges of what is declared."""
    found: list[Node | Edge] = []
    for key, resource in desired.items():
        found += KINDS[key.kind].graph(key, resource.spec)
    nodes = [item for item in found if isinstance(item, Node)]
    edges = [item for item in found if isinstance(item, Edge)]
    order = [*LOOKS, NEUTRAL.name]
    # By sort: whoever reads the text of a drawing finds all flows together, then all hooks.
    nodes.sort(key=lambda node: order.index(look_of(node).name))
    # Numbers, since a name in Git may hold what means something to Mermaid.
    numbers = {key: number for number, key in enumerate(desired)}
    names = {node.id: _name(node.id, numbers[node.id.key]) for node in nodes}
    return Graph(tuple(nodes), tuple(edges), names)


def look_of(node: Node) -> Look:
    """How the node is drawn."""
    return LOOKS.get(node.sort, NEUTRAL)


def _name(node: NodeId, number: int) -> str:
    return f"n{number}_{node.part}" if node.part else f"n{number}"
