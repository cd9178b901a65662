"""libyaml's errors in our words. Its own text may quote the line at fault, so none is printed."""

import re

import yaml

from hookops.model.diagnostic import Diagnostic
from hookops.model.source import Mark

_QUOTE = "quote the value if this is part of it"

_PROBLEMS: tuple[tuple[str, str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "colon",
        "a second colon in one value, or wrong indentation",
        "quote values that contain `: `",
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
        "quote values that start with @, %, a backtick or a tab",
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
    ("',' or '}'", "quote", "this { is never closed", "quote values that start with {"),
    ("',' or ']'", "quote", "this [ is never closed", "quote values that start with ["),
    (
        "expected node content",
        "quote",
        "a value cannot start with this character",
        "quote values that start with }, ] or ,",
    ),
    (
        "alphabetic or numeric character",
        "alias",
        "anchors and aliases are not supported",
        "quote values that start with & or *",
    ),
    ("maximum nesting depth", "limit", "nested deeper than any manifest needs to be", ""),
    ("tag", "tag", "tags are not supported", "quote values that start with !"),
    ("expected '!'", "tag", "tags are not supported", "quote values that start with !"),
    (
        "did not find expected key",
        "syntax",
        "a field was expected here",
        "check the indentation; " + _QUOTE,
    ),
    ("expected '-' indicator", "syntax", "a list item was expected here", "check the indentation"),
    (
        "expected <document start>",
        "syntax",
        "the document ends above",
        "separate documents with ---",
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

_UNKNOWN = ["syntax", "this is not YAML", "check quotes and indentation"]
_AT_CONTEXT = ("quoted scalar", "flow mapping", "flow sequence", "simple key")
_AT_PROBLEM = ("escape", "character")
_GLUED = re.compile(r"(\s*(?:- )?[A-Za-z_][\w-]*:)(?!//)[^\s:]")


def explain(error: yaml.YAMLError, text: str, file: str) -> Diagnostic:
    """What is wrong and where, without a word of the file."""
    problem = str(getattr(error, "problem", None) or "")
    # libyaml has no codes. Its wording decides what the hint is, never whether there is an error.
    known = (words for part, *words in _PROBLEMS if part in problem)
    code, message, hint = next(known, _UNKNOWN)
    line, column = _place(error, code)
    glued = _glued(text, line) if code == "colon" else None
    if glued:
        return Diagnostic(
            "colon", "a space must follow the colon of a field", Mark(file, *glued), "`name: x`"
        )
    return Diagnostic(code, message, Mark(file, line, column), hint)


def _place(error: yaml.YAMLError, code: str) -> tuple[int, int]:
    context = str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None)
    start = getattr(error, "context_mark", None)
    # What is never closed is better shown where it opens than at the end of the file.
    if start and code not in _AT_PROBLEM and any(part in context for part in _AT_CONTEXT):
        mark = start
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _glued(text: str, line: int) -> tuple[int, int] | None:
    """Where `name:x` stands, when that is why the parser lost its way."""
    lines = text.splitlines()
    # The parser notices a line later when the value goes on there.
    for number in (line, line - 1):
        found = _GLUED.match(lines[number - 1]) if 0 < number <= len(lines) else None
        if found:
            return number, found.end(1) + 1
    return None
