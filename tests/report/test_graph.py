"""The graph: kinds describe their nodes and edges, and an unknown sort is drawn all the same."""

from collections.abc import Iterator
from dataclasses import replace

from hookops.kinds.base import Kind
from hookops.model.graph import Edge, Node, NodeId
from hookops.model.resource import Actual, Json, Key
from hookops.model.source import FieldPath
from hookops.report.graph.dot import graph_dot
from hookops.report.graph.drawing import Graph
from hookops.report.graph.mermaid import graph_mermaid

from . import values as v

OLD, NEW = Key("Sample", "a"), Key("Sample", "b")


class Sample(Kind[v.Hook]):
    """A kind that says nothing about how it is drawn."""

    name = "Sample"
    title = "sample"

    def needs(self, spec: v.Hook) -> Iterator[tuple[FieldPath, Key]]:
        yield ("type",), OLD

    def read_answer(self, before: Actual | None, answer: Json) -> Actual | None:
        return None


FIELDS = {"name": "b", "type": "", "status": "ACTIVE", "other": 1}
DRAWN = Graph(
    (Node(NodeId(OLD), "hook", ("a",)), Node(NodeId(NEW), "volcano", ("b", 'sam"ple'))),
    (Edge(NodeId(NEW), NodeId(OLD), "needs"),),
    {NodeId(OLD): "n0", NodeId(NEW): "n1"},
)


def test_a_kind_is_drawn_with_what_it_needs() -> None:
    """Without a word of its own, a kind is a node with edges to all it needs."""
    assert list(Sample().graph(NEW, v.Hook("b"))) == [
        Node(NodeId(NEW), "other", ("b", "sample")),
        Edge(NodeId(NEW), NodeId(OLD)),
    ]


def test_a_kind_is_reported_by_its_plain_members() -> None:
    """Without a word of its own, a kind has these facts, and no secret that Okta hides."""
    plain = [(name, value) for name, value in FIELDS.items() if not isinstance(value, dict)]
    assert plain == list(Sample().facts(FIELDS))
    assert Sample().sensitive(FIELDS, actual=True) == {}


def test_an_unknown_sort_is_neutral() -> None:
    """It gets a plain box and the neutral colours, in both formats."""
    mermaid, dot = graph_mermaid(DRAWN), graph_dot(DRAWN)

    assert '  n1["b<br/>sam#34;ple"]:::other\n' in mermaid
    assert "  classDef other fill:#ffffff,stroke:#5a6678,color:#1a1a1a\n" in mermaid
    assert '  n1 [label="b\\nsam\\"ple", fillcolor="#ffffff", color="#5a6678"];\n' in dot


def test_the_neutral_look_is_left_out_where_nothing_has_it() -> None:
    """A drawing of known sorts alone does not mention it."""
    assert "classDef other" not in graph_mermaid(replace(DRAWN, nodes=DRAWN.nodes[:1]))
