"""`hookops show`."""

import click

from hookops.cli import host, options, output


@options.command("show")
@click.argument("planfile")
@options.report_format("saved plan")
def command(planfile: str, report_format: str) -> int:
    """Print a saved plan. Reads nothing but the file."""
    from hookops.apply import saved_plan as saved

    path = host.current().path(planfile)
    # Nothing is asked of an org: whoever reviews a plan needs no credentials.
    text, _ = saved.read(path)
    _, document = saved.open_envelope(text, path)
    output.report("saved plan", report_format, document)
    return 0
