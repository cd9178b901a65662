"""Hooks with the flows that call them and the keys that they sign with, as Mermaid and as DOT.

Drawn from what is declared: flow -> hook -> key. A dashed line is one that hookops does not draw
itself: what calls a hook without referring to it, and what a person binds in the console.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from hookops.kinds.binding.kind import Binding
from hookops.kinds.inline_hook.channel import OAuthChannel
from hookops.kinds.inline_hook.kind import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.resource import Desired, IdOf, Key
from hookops.report.words import clean

Sort = Literal["flow", "hook", "inactive", "key"]


@dataclass(frozen=True, slots=True)
class Node:
    """One box."""

    id: str
    sort: Sort
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow."""

    start: str
    end: str
    text: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """Everything declared, in the order of its keys."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph(desired: Desired) -> Graph:
    """The boxes and arrows of what is declared."""
    names = {key: f"n{number}" for number, key in enumerate(desired)}
    nodes: list[Node] = []
    edges: list[Edge] = []
    for key, resource in desired.items():
        match resource.spec:
            case Binding() as binding:
                nodes.append(Node(names[key], "flow", (binding.point.noun, clean(binding.name))))
                edges += _calls(binding, names, names[key])
            case Hook() as hook:
                sort: Sort = "hook" if hook.status == "ACTIVE" else "inactive"
                title = HOOK_TYPES[hook.type].title
                nodes.append(Node(names[key], sort, (clean(key.name), f"{title} hook")))
                edges += _signs(hook, names, names[key])
                _aside(hook, names[key], nodes, edges)
            case _:
                nodes.append(Node(names[key], "key", (clean(key.name), "key")))
    order = ("flow", "hook", "inactive", "key")
    return Graph(tuple(sorted(nodes, key=lambda node: order.index(node.sort))), tuple(edges))


def _calls(binding: Binding, names: dict[Key, str], flow: str) -> Iterator[Edge]:
    for hook in binding.hooks:
        if isinstance(hook, IdOf):
            yield Edge(flow, names[hook.key])


def _signs(hook: Hook, names: dict[Key, str], name: str) -> Iterator[Edge]:
    channel = hook.channel
    key = channel.hook_key if isinstance(channel, OAuthChannel) else None
    if isinstance(key, IdOf):
        yield Edge(name, names[key.key], "signs with")


def _aside(hook: Hook, name: str, nodes: list[Node], edges: list[Edge]) -> None:
    """What calls the hook and is no binding of ours."""
    flow = HOOK_TYPES[hook.type].flow
    if flow:
        nodes.append(Node(f"{name}_all", "flow", (flow,)))
        edges.append(Edge(f"{name}_all", name, "while it is ACTIVE", dashed=True))
    for number, app in enumerate(hook.by_hand):
        nodes.append(Node(f"{name}_{number}", "flow", ("app", clean(app))))
        edges.append(Edge(f"{name}_{number}", name, "bound by hand", dashed=True))


_SHAPES = {"flow": ("([", "])"), "hook": ("[", "]"), "inactive": ("[", "]"), "key": ("{{", "}}")}
_COLOURS = {
    "flow": ("#e8f1fb", "#2563a8"),
    "hook": ("#e9f7ec", "#2b7a3d"),
    "inactive": ("#f1f1f1", "#8a8a8a"),
    "key": ("#fdf3dc", "#a06a00"),
}
"""Fill and line of each sort."""


def mermaid(drawn: Graph) -> str:
    """Source: Mermaid, flowchart syntax; entity codes for what has a meaning in it."""
    lines = ["flowchart LR"]
    for node in drawn.nodes:
        start, end = _SHAPES[node.sort]
        label = "<br/>".join(_mermaid_text(line) for line in node.lines)
        lines.append(f'  {node.id}{start}"{label}"{end}:::{node.sort}')
    for edge in drawn.edges:
        arrow = "-.->" if edge.dashed else "-->"
        text = f'|"{_mermaid_text(edge.text)}"|' if edge.text else ""
        lines.append(f"  {edge.start} {arrow}{text} {edge.end}")
    for sort, (fill, line) in _COLOURS.items():
        dashes = ",stroke-dasharray:4 3" if sort == "inactive" else ""
        lines.append(f"  classDef {sort} fill:{fill},stroke:{line},color:#1a1a1a{dashes}")
    return "\n".join(lines) + "\n"


def dot(drawn: Graph) -> str:
    """Source: Graphviz, the DOT language."""
    lines = [
        "digraph hookops {",
        "  rankdir=LR; ranksep=1.0; nodesep=0.25;",
        '  node [fontname="Helvetica", fontsize=11, style="filled,rounded", shape=box];',
        '  edge [fontname="Helvetica", fontsize=9, color="#555555"];',
    ]
    for node in drawn.nodes:
        fill, line = _COLOURS[node.sort]
        label = r"\n".join(_dot_text(text) for text in node.lines)
        style = ', style="filled,rounded,dashed"' if node.sort == "inactive" else ""
        shape = ", shape=hexagon" if node.sort == "key" else ""
        lines.append(
            f'  {node.id} [label="{label}", fillcolor="{fill}", color="{line}"{style}{shape}];'
        )
    for edge in drawn.edges:
        style = ", style=dashed" if edge.dashed else ""
        lines.append(f'  {edge.start} -> {edge.end} [label="{_dot_text(edge.text)}"{style}];')
    return "\n".join([*lines, "}"]) + "\n"


def _mermaid_text(text: str) -> str:
    return "".join(f"#{ord(c)};" if c in '#"<>&`|{}[]();\\' else c for c in text)


def _dot_text(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"")


FORMATS: dict[str, Callable[[Graph], str]] = {"mermaid": mermaid, "dot": dot}
"""The first is the default."""
