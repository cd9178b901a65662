"""`hookops show`."""

import click

from hookops.cli import host, options, output


@click.command("show")
@click.argument("planfile")
@options.once(
    "--format",
    "report_format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="text (default) or json.",
)
def command(planfile: str, report_format: str) -> int:
    """Print a saved plan. Reads nothing but the file."""
    from hookops.apply import saved_plan as saved
    from hookops.report.plan.json import dumps
    from hookops.report.text import saved_text

    path = host.current().path(planfile)
    _, document = saved.open_envelope(saved.read(path), path)
    output.out(saved_text(document) if report_format == "text" else dumps(document))
    return 0
