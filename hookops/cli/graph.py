"""`hookops graph`."""

from hookops.cli import host, options, output
from hookops.cli.context import allowed_secrets, complain, project


@options.command("graph")
@options.once("--config", metavar="FILE", variable="HOOKOPS_CONFIG", help="The project file.")
@options.report_format("graph")
def command(config: str | None, report_format: str) -> int:
    """Draw hooks with the flows that call them and the keys that they sign with.

    From the manifests alone: nothing is sent anywhere.

    \b
    In Markdown:  put the output between ```mermaid and ```
    As a picture: hookops graph --format dot | dot -Tsvg > hooks.svg
    """
    from hookops.manifest.load import load
    from hookops.report.graph.drawing import graph

    found = project(config)
    loaded = load(found.manifests, found.root, allowed_secrets=allowed_secrets(host.current().env))
    complain(loaded.diagnostics)
    output.report("graph", report_format, graph(loaded.desired))
    return 0
