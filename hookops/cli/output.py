"""What goes to people and pipes. A reader that has gone changes nothing about the work."""

import os
import sys
from typing import Any

import click

from hookops.cli import host


def report(noun: str, format: str, *values: Any) -> None:
    """`values` as the report of that noun, on stdout."""
    out(rendered(noun, format, *values))


def rendered(noun: str, format: str, *values: Any, styled: bool = True) -> str:
    """The same as a text; with styles only where stdout is a terminal that takes them."""
    from hookops.report.formats import render

    here = host.current()
    # Source: no-color.org; a terminal that calls itself dumb takes no styles either.
    plain = here.env.get("NO_COLOR") or here.env.get("TERM") == "dumb"
    styled = styled and sys.stdout is not None and sys.stdout.isatty() and not plain
    return render(noun, format, *values, styled=styled, width=max(40, here.columns()))


def out(text: str) -> None:
    """A whole report, on stdout."""
    _write(text, err=False, nl=False)


def err(text: str, *, nl: bool = True) -> None:
    """A line on stderr."""
    _write(text, err=True, nl=nl)


def notice(text: str) -> None:
    """A line for people, on stderr."""
    err(f"note: {text}")


def _write(text: str, *, err: bool, nl: bool) -> None:
    """A closed pipe or a full disk must neither stop an apply nor hide its exit code."""
    # Apply goes on after `hookops apply | head`: half of it done is worse than unread.
    try:
        click.echo(text, err=err, nl=nl)
    except OSError:
        _forget(err=err)


def _forget(*, err: bool) -> None:
    """What is buffered cannot be delivered; at the end of the process nobody tries again."""
    stream = sys.stderr if err else sys.stdout
    try:
        # Python flushes stdout at exit and would report the closed pipe with exit code 120.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return
