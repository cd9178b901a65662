"""A bug in hookops, as a user sees it: where it is and how to report it, and no text of others."""

import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

from hookops import __version__
from hookops.model.text import show

VARIABLE = "HOOKOPS_TRACEBACK"
"""Set to 1, the whole traceback is shown. A message of a library in it may quote anything."""

CAUGHT = (
    f"error: this is a bug in hookops {__version__}: a text that it was about to write holds a "
    "secret of this run, and hookops did not write that text",
    "  hint: report the command without its values, and what the text was about",
)
"""On a text that the tripwire has caught."""

_PACKAGE = Path(__file__).resolve().parents[1]


def describe(problem: Exception, env: Mapping[str, str]) -> Iterator[str]:
    """Lines for people, on an exception that nothing in hookops foresees."""
    # The class and our own place, and never the message: a library quotes in it what it was given.
    what = f"{show(type(problem).__name__)}{_place(problem)}"
    whole = env.get(VARIABLE) == "1"
    if whole:
        yield from "".join(traceback.format_exception(problem)).splitlines()
    yield f"error: this is a bug in hookops {__version__}: {what}"
    more = "" if whole else f"; {VARIABLE}=1 shows more, which may quote private values"
    yield f"  hint: report this line, and the command without its values{more}"


def _place(problem: Exception) -> str:
    """The last line of ours that was on the way to it."""
    ours = [
        f" in hookops/{Path(frame.filename).relative_to(_PACKAGE)}:{frame.lineno}"
        for frame in traceback.extract_tb(problem.__traceback__)
        if Path(frame.filename).is_relative_to(_PACKAGE)
    ]
    return ours[-1] if ours else ""
