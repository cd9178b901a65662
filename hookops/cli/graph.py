"""`hookops graph`."""

import click

from hookops.cli import host, options, output
from hookops.cli.context import allowed_secrets, complain, project


@click.command("graph")
@options.once("--config", metavar="FILE", variable="HOOKOPS_CONFIG", help="The project file.")
@options.once(
    "--format",
    "graph_format",
    type=click.Choice(["mermaid", "dot"]),
    default="mermaid",
    help="mermaid (default), which GitHub and GitLab draw, or dot for Graphviz.",
)
def command(config: str | None, graph_format: str) -> int:
    """Draw hooks with the flows that call them and the keys that they sign with.

    From the manifests alone: nothing is sent anywhere.

    \b
    In Markdown:  put the output between ```mermaid and ```
    As a picture: hookops graph --format dot | dot -Tsvg > hooks.svg
    """
    from hookops.manifest.load import load
    from hookops.report.graph.dot import graph_dot
    from hookops.report.graph.drawing import graph
    from hookops.report.graph.mermaid import graph_mermaid

    found = project(config)
    loaded = load(found.manifests, found.root, allowed_secrets=allowed_secrets(host.current().env))
    complain(loaded.diagnostics)
    write = {"mermaid": graph_mermaid, "dot": graph_dot}[graph_format]
    output.out(write(graph(loaded.desired)))
    return 0
