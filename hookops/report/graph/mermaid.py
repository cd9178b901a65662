"""A graph as a Mermaid flowchart, which GitHub and GitLab draw."""

from hookops.report.graph.drawing import Graph, look_of
from hookops.report.words import clean


def graph_mermaid(graph: Graph) -> str:
    """Source: Mermaid, flowchart syntax; entity codes for what has a meaning in it."""
    lines = ["flowchart LR"]
    for node in graph.nodes:
        look = look_of(node)
        start, end = look.brackets
        label = "<br/>".join(escaped(line) for line in node.lines)
        lines.append(f'  {graph.names[node.id]}{start}"{label}"{end}:::{look.name}')
    for edge in graph.edges:
        arrow = "-.->" if edge.dashed else "-->"
        text = f'|"{escaped(edge.text)}"|' if edge.text else ""
        lines.append(f"  {graph.names[edge.start]} {arrow}{text} {graph.names[edge.end]}")
    # Defined at the end, since Mermaid accepts classes after their use, and people read the nodes.
    for look in graph.looks:
        dashes = ",stroke-dasharray:4 3" if look.dashed else ""
        colours = f"fill:{look.fill},stroke:{look.line},color:#1a1a1a"
        lines.append(f"  classDef {look.name} {colours}{dashes}")
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """A label that ends where it is to end, and is no markup."""
    # Mermaid knows no backslash; the number of a letter works in every label.
    return "".join(f"#{ord(c)};" if c in '#"<>&`|{}[]();\\' else c for c in clean(text))
