"""What goes to people and pipes: reports on standard output, everything else on standard error."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TextIO, cast

from hookops.cli import host
from hookops.cli.streams import Stream
from hookops.model.text import Screen, one_line

if TYPE_CHECKING:
    from hookops.report.text_kit import Depth


def report(
    noun: str, format: str, *values: Any, depth: "Depth" = "usual", folder: str = ""
) -> None:
    """`values` as the report of that noun, on stdout."""
    from hookops.report.formats import TEXT

    text = rendered(noun, format, *values, depth=depth, folder=folder)
    # Only text is read on this terminal; every other format is a file's, wherever it is made.
    if format == TEXT:
        out(text)
    else:
        out_utf8(text)
    if streams := host.streams():
        streams.conclude(noun, values)


def rendered(
    noun: str,
    format: str,
    *values: Any,
    styled: bool = True,
    depth: "Depth" = "usual",
    folder: str = "",
) -> str:
    """The same as a text; with styles only where stdout is a terminal that takes them.

    Lines are broken for a terminal, and where COLUMNS is set; nowhere else (decision 33).
    """
    from hookops.report.formats import render

    here = host.current()
    # A report that is shown later, among others, has no styles.
    styled = styled and host.streams() is None and cast("Stream", sys.stdout).takes_styles
    width = max(40, here.columns()) if sys.stdout.isatty() or here.env.get("COLUMNS") else 0
    return render(noun, format, *values, styled=styled, width=width, depth=depth, folder=folder)


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
    """Each text as one line on stderr, whatever line breaks are in it; on a terminal broken between
    words, and in colour."""
    if not _is_hushed(texts):
        err_text(_drawn(texts))


def err_once(*texts: str) -> None:
    """The same, of what is true of other runs in this process as well; they do not repeat it."""
    if not _is_hushed(texts):
        err_text(_drawn(texts), shared=True)


def _drawn(texts: Sequence[str]) -> str:
    lines = [one_line(text) for text in texts]
    stream = cast("Stream", sys.stderr)
    # Of several runs at once each line stays whole, as in any log.
    if host.streams() is not None or not stream.columns:
        return "".join(f"{line}\n" for line in lines)
    from hookops.report.text_kit import Line, coloured, plain_text, wrapped

    found = wrapped([Line(line) for line in lines], stream.columns)
    return coloured([line.text for line in found]) if stream.takes_styles else plain_text(found)


def is_one_screen() -> bool:
    """Whether stdout and stderr are read together: on one terminal, or in one log."""
    alone = host.streams() is None
    return alone and cast("Stream", sys.stdout).is_same_as(cast("Stream", sys.stderr))


def _is_hushed(texts: Sequence[str]) -> bool:
    """Whether it is a note, and nobody wants any."""
    here = host.found()
    return here is not None and here.quiet and bool(texts) and texts[0].startswith("note: ")


def err_text(text: str, *, shared: bool = False) -> None:
    """A report on stderr, or a question that its answer follows; `shared` as of `err_once`."""
    if streams := host.streams():
        streams.err(text, shared=shared)
    else:
        sys.stderr.write(text)


def notice(text: str) -> None:
    """A line for people, on stderr."""
    err(f"note: {text}")


def draws() -> bool:
    """Whether stderr is a terminal on which a line can be written again."""
    alone = host.streams() is None
    return alone and sys.stderr.isatty() and host.shows_styles(host.current().env)


class Drawn:
    """A file for a library that draws on stderr: what is written is cleaned as everything is, but
    the cursor may move."""

    def write(self, text: str) -> int:
        """A part of the screen; texts from outside in it were clean before."""
        return sys.stderr.write(Screen(text))

    def flush(self) -> None:
        """Nothing: the stream has no buffer."""


def reporter() -> Callable[[str], None]:
    """The same, also for threads that the command has not started itself."""
    streams = host.streams()
    if host.current().quiet:
        return lambda _: None
    if streams is None:
        return notice
    return lambda text: streams.err(f"note: {one_line(text)}\n", shared=False)


def speaker() -> Callable[..., object]:
    """Writes each text as one line on the process's stderr, from whatever thread."""
    stream = sys.stderr
    return lambda *texts: stream.write("".join(f"{one_line(text)}\n" for text in texts))


def beneath() -> tuple[TextIO | None, TextIO | None]:
    """What stdout and stderr write to, for a run inside of this one, which cleans by itself."""
    return cast("Stream", sys.stdout).target, cast("Stream", sys.stderr).target


def checked(text: str) -> str:
    """`text` for a file, in which there is no secret of this run. Raises: SecretFound."""
    return host.current().tripwire.check(text)


def is_lost() -> bool:
    """Whether a part of what went to stdout did not arrive."""
    return bool(cast("Stream", sys.stdout).lost)
