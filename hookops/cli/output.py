"""What goes to people and pipes: reports on standard output, everything else on standard error."""

import sys
from collections.abc import Callable
from typing import Any, cast

from hookops.cli import host
from hookops.cli.streams import Stream
from hookops.model.text import one_line


def report(noun: str, format: str, *values: Any) -> None:
    """`values` as the report of that noun, on stdout."""
    from hookops.report.formats import TEXT

    text = rendered(noun, format, *values)
    # Only text is read on this terminal; every other format is a file's, wherever it is made.
    if format == TEXT:
        out(text)
    else:
        out_utf8(text)
    if streams := host.streams():
        streams.conclude(noun, values)


def rendered(noun: str, format: str, *values: Any, styled: bool = True) -> str:
    """The same as a text; with styles only where stdout is a terminal that takes them."""
    from hookops.report.formats import render

    here = host.current()
    # Source: no-color.org; a terminal that calls itself dumb takes no styles either.
    plain = here.env.get("NO_COLOR") or here.env.get("TERM") == "dumb"
    # A report that is shown later, among others, has no styles.
    styled = styled and host.streams() is None and sys.stdout.isatty() and not plain
    return render(noun, format, *values, styled=styled, width=max(40, here.columns()))


def out(text: str) -> None:
    """Text for people, on stdout, in the locale's encoding."""
    if streams := host.streams():
        streams.out(text)
    else:
        sys.stdout.write(text)


def out_utf8(text: str) -> None:
    """What programs read, on stdout. Source: RFC 8259, 8.1: JSON is UTF-8, whatever the locale."""
    if streams := host.streams():
        streams.out(text)
    else:
        cast("Stream", sys.stdout).send_utf8(text)


def lines(*texts: str) -> None:
    """Each text as one line for people, on stdout, whatever line breaks are in it."""
    out("".join(f"{one_line(text)}\n" for text in texts))


def err(*texts: str) -> None:
    """Each text as one line on stderr, whatever line breaks are in it."""
    err_text("".join(f"{one_line(text)}\n" for text in texts))


def err_once(*texts: str) -> None:
    """The same, of what is true of other runs in this process as well; they do not repeat it."""
    err_text("".join(f"{one_line(text)}\n" for text in texts), shared=True)


def err_text(text: str, *, shared: bool = False) -> None:
    """A report on stderr, or a question that its answer follows; `shared` as of `err_once`."""
    if streams := host.streams():
        streams.err(text, shared=shared)
    else:
        sys.stderr.write(text)


def notice(text: str) -> None:
    """A line for people, on stderr."""
    err(f"note: {text}")


def reporter() -> Callable[[str], None]:
    """The same, also for threads that the command has not started itself."""
    streams = host.streams()
    if streams is None:
        return notice
    return lambda text: streams.err(f"note: {one_line(text)}\n", shared=False)


def speaker() -> Callable[..., object]:
    """Writes each text as one line on the process's stderr, from whatever thread."""
    stream = sys.stderr
    return lambda *texts: stream.write("".join(f"{one_line(text)}\n" for text in texts))


def checked(text: str) -> str:
    """`text` for a file, in which there is no secret of this run. Raises: SecretFound."""
    return host.current().tripwire.check(text)


def is_lost() -> bool:
    """Whether a part of what went to stdout did not arrive."""
    return bool(cast("Stream", sys.stdout).lost)
