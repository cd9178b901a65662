"""libyaml's errors in our words. Its own text may quote the line at fault, so none is printed."""

import yaml

from hookops.manifest.syntax.clues import CLUES
from hookops.manifest.syntax.spot import Clue, Spot
from hookops.model.diagnostic import Diagnostic
from hookops.model.source import Mark

_QUOTE = "quote the value if this is part of it"

_PROBLEMS: tuple[tuple[str, str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "colon",
        "a second colon in one value",
        "quote the value, or start another field on a line of its own",
    ),
    (
        "could not find expected ':'",
        "colon",
        "this line is no field: it has no `: `",
        "write `name: value`",
    ),
    ("violates indentation", "tab", "tabs are not allowed for indentation", "use spaces"),
    ("indentation space is expected", "tab", "tabs are not allowed for indentation", "use spaces"),
    (
        "cannot start any token",
        "quote",
        "a value cannot start with this character",
        "quote values that start with @, % or a backtick",
    ),
    ("found unexpected end of stream", "quote", "this quoted text does not end", "close the quote"),
    (
        "found unexpected document indicator",
        "quote",
        "this quoted text does not end",
        "close the quote",
    ),
    (
        "unknown escape character",
        "escape",
        "unknown escape after a backslash",
        "use single quotes, or write \\\\",
    ),
    (
        "invalid Unicode character escape",
        "character",
        "escaped half a character: not valid Unicode",
        "",
    ),
    (
        "hexdecimal number",
        "escape",
        "an escape in double quotes needs hexadecimal digits",
        "use single quotes",
    ),
    ("expected node content", "quote", "a value was expected here", ""),
    (
        "alphabetic or numeric character",
        "alias",
        "anchors and aliases are not supported",
        "quote values that start with & or *",
    ),
    ("maximum nesting depth", "limit", "nested deeper than any manifest needs to be", ""),
    ("tag", "tag", "tags are not supported", "quote values that start with !"),
    ("expected '!'", "tag", "tags are not supported", "quote values that start with !"),
    ("did not find expected key", "syntax", "a field was expected here", ""),
    ("expected '-' indicator", "syntax", "a list item was expected here", ""),
    (
        "expected <document start>",
        "syntax",
        "the document ends above this line",
        "write --- between two documents",
    ),
    (
        "block sequence entries are not allowed",
        "syntax",
        "a list cannot start here",
        "start it on its own line; " + _QUOTE,
    ),
    ("mapping keys are not allowed", "syntax", "a `?` cannot start here", _QUOTE),
    ("comment or line break", "syntax", "text after | or > belongs on the next line", _QUOTE),
)

_UNKNOWN = ["syntax", "this is not YAML", ""]
_AT_CONTEXT = ("quoted scalar", "flow mapping", "flow sequence", "simple key")
_AT_PROBLEM = ("escape", "character")


def explain(error: yaml.YAMLError, text: str, file: str) -> Diagnostic:
    """What is wrong and where, without a word of the file."""
    problem = str(getattr(error, "problem", None) or "")
    clue = _clue(error, problem, text)
    if clue is not None:
        mark = Mark(file, clue.row + 1, clue.column + 1)
        return Diagnostic(clue.code, clue.message, mark, clue.hint)
    # libyaml has no codes. Its wording decides what the hint is, never whether there is an error.
    known = (words for part, *words in _PROBLEMS if part in problem)
    code, message, hint = next(known, _UNKNOWN)
    line, column = _place(error, code)
    return Diagnostic(code, message, Mark(file, line, column), hint)


def _clue(error: yaml.YAMLError, problem: str, text: str) -> Clue | None:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return None
    start = getattr(error, "context_mark", None) or mark
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    spot = Spot(lines, problem, mark.line, mark.column, start.line, start.column)
    return next((clue for look in CLUES if (clue := look(spot)) is not None), None)


def _place(error: yaml.YAMLError, code: str) -> tuple[int, int]:
    context = str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None)
    start = getattr(error, "context_mark", None)
    # What is never closed is better shown where it opens than at the end of the file.
    if start and code not in _AT_PROBLEM and any(part in context for part in _AT_CONTEXT):
        mark = start
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
