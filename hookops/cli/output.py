"""What goes to people and pipes. A reader that went away changes nothing about the work."""

import click


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
    try:
        click.echo(text, err=err, nl=nl)
    except OSError:
        _forget(err=err)


def _forget(*, err: bool) -> None:
    """What is buffered cannot be delivered; at the end of the process nobody tries again."""
    import os
    import sys

    stream = sys.stderr if err else sys.stdout
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return
