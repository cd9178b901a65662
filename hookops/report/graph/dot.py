"""A graph in the DOT language, for Graphviz."""

from hookops.report.graph.drawing import Graph, look_of
from hookops.report.words import clean


def graph_dot(graph: Graph) -> str:
    """Source: Graphviz, the DOT language."""
    lines = [
        "digraph hookops {",
        "  rankdir=LR; ranksep=1.0; nodesep=0.25;",
        '  node [fontname="Helvetica", fontsize=11, style="filled,rounded", shape=box];',
        '  edge [fontname="Helvetica", fontsize=9, color="#555555"];',
    ]
    for node in graph.nodes:
        look = look_of(node)
        # `\n` of DOT, not of Python: Graphviz centres the lines of a label that way.
        label = r"\n".join(_escaped(line) for line in node.lines)
        style = ', style="filled,rounded,dashed"' if look.dashed else ""
        shape = f", shape={look.shape}" if look.shape else ""
        colours = f'fillcolor="{look.fill}", color="{look.line}"'
        lines.append(f'  {graph.names[node.id]} [label="{label}", {colours}{style}{shape}];')
    for edge in graph.edges:
        style = ", style=dashed" if edge.dashed else ""
        ends = f"{graph.names[edge.start]} -> {graph.names[edge.end]}"
        lines.append(f'  {ends} [label="{_escaped(edge.text)}"{style}];')
    return "\n".join([*lines, "}"]) + "\n"


def _escaped(text: str) -> str:
    # Only these two mean something inside of a quoted label; the rest is text, HTML included.
    return clean(text).replace("\\", r"\\").replace('"', r"\"")
