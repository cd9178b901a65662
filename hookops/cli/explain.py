"""`hookops explain`."""

import click

from hookops.cli import complete, options
from hookops.cli.reports import Reports, reported
from hookops.model.errors import InvalidInput


@options.command("explain")
@click.argument("code", required=False, shell_complete=complete.codes)
@reported("explanation")
def command(code: str | None, reports: Reports) -> int:
    """Say what a code means that hookops prints, why it matters, and what to do.

    CODE is what is in the brackets of error[CODE] or warning[CODE], a rule of hookops preview, an
    exit code, or a word of a report: an impact, an action, what became of a change, a kind of
    drift. Without CODE, lists all of them. Sends nothing.

    \b
    hookops explain unknown-field
    hookops explain all.2b
    hookops explain 6
    hookops explain outage
    """
    from hookops.report.explanation.catalogue import catalogue, find_entries

    # One word may be a code and a word of reports: both are shown.
    found = catalogue() if code is None else find_entries(code)
    if code is not None and not found:
        raise _unknown(code)
    reports.write("explanation", found, code is None)
    return 0


def _unknown(code: str) -> InvalidInput:
    from hookops.manifest.guess import guess
    from hookops.report.explanation.catalogue import words

    close = guess(code.lower(), words())
    hint = f"did you mean {close}" if close else "hookops explain lists every code"
    # Not quoted: what is no code may be anything, also a secret.
    return InvalidInput("there is no such code of hookops", hint)
