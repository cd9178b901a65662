"""`hookops graph`."""

from hookops.cli import options, output
from hookops.cli.context import load_valid, organization, project


@options.command("graph")
@options.org
@options.report_format("graph")
def command(config: str | None, org: str | None, report_format: str) -> int:
    """Draw hooks with the flows that call them and the keys that they sign with.

    From the manifests alone: nothing is sent anywhere.

    \b
    In Markdown:  put the output between ```mermaid and ```
    As a picture: hookops graph --format dot | dot -Tsvg > hooks.svg
    """
    from hookops.report.graph.drawing import graph

    # Valid or nothing: a drawing of half the manifests would look complete.
    desired = load_valid(organization(project(config), org).sources)
    output.report("graph", report_format, graph(desired))
    return 0
