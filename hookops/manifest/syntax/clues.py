"""What the lines around a YAML error show: the mistake that made the parser lose its way.

The parser reports where it cannot go on, which is often a line or a thought later. Each function
looks for one mistake that people make, and returns None when it is not the one.
"""

import re
from collections.abc import Callable

from hookops.manifest.scalars import FALSE_SPACES, false_space
from hookops.manifest.syntax.brackets import in_brackets, in_open_bracket
from hookops.manifest.syntax.spot import Clue, Spot, found_at

# Texts: they are compiled when there is an error, and not when hookops starts.
_COLON = r"[\uff1a\ufe55\ua789\u2236]"
# At the start of a line and beside what has a meaning; a space inside of a text is part of it.
_FALSE_SPACE = rf"(?:^ *|[-:,\[{{?])([{FALSE_SPACES}])|([{FALSE_SPACES}]) *:(?!\S)"
_CONFLICT = r"(?:<{7}|={7}|>{7})(?: |$)"
_GLUED = r"(\s*(?:- )?[A-Za-z_][\w-]*:)(?!//)[^\s:]"
_GLUED_DASH = r"\s*-(?=[^-\s])"
# Comments of other languages, and what word processors make of a dash.
_NO_COMMENT = r"\s*(?://|/\*|;|<!--|-- )"
_BULLET = r"\s*([\u2010-\u2015\u2212\u2022\u25cf\u00b7*+]|--)\s+\S"
_SEPARATOR = r"\s*(?:-{2,}|\u2014-?|\u2013+)\s*"
_SLASHES = r"(?:^|[\s,{\[])//"
_PAIR = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F]"
_ALIGN = "align it with the fields or list items that it belongs to"


def tab(spot: Spot) -> Clue | None:
    """A tab where YAML counts spaces."""
    if spot.char != "\t" or "token" not in spot.problem:
        return None
    if spot.before:
        return found_at(spot, "tab", "a tab cannot follow the dash of a list item", "use a space")
    return found_at(spot, "tab", "tabs are not allowed for indentation", "use spaces")


def false_character(spot: Spot) -> Clue | None:
    """A space or a colon that only looks like one, as word processors and web pages have them."""
    for row, line in spot.suspects:
        found = re.search(_FALSE_SPACE, line)
        if found:
            place = found.start(found.lastindex or 0)
            return Clue("character", *false_space(line[place]), row, place)
        colon = re.search(_COLON, line)
        if colon and ": " not in line:
            text = f"U+{ord(colon.group()):04X} only looks like a colon"
            return Clue("character", text, "write : and a space", row, colon.start())
    return None


def other_format(spot: Spot) -> Clue | None:
    """What Git, Markdown or JavaScript left in the file."""
    for row, line in spot.suspects:
        if re.match(_CONFLICT, line):
            text, hint = "a conflict of Git is not resolved", "keep one of its sides"
            return Clue("syntax", text, hint, row, 0)
        if line.lstrip().startswith("```"):
            return Clue(
                "syntax", "this line is Markdown, not YAML", "remove it", row, _indent(line)
            )
        slashes = re.search(_SLASHES, line)
        if slashes and spot.in_flow:
            text = "// does not start a comment"
            return Clue("syntax", text, "use #", row, slashes.end() - 2)
    return None


def bullet(spot: Spot) -> Clue | None:
    """A list item that starts with something else than a dash, or a comment without #."""
    for row, line in spot.suspects:
        found = re.match(_BULLET, line)
        # Two dashes are a list item where a field follows, and a comment where words do.
        if found and (found.group(1) != "--" or ":" in line):
            text = f"{_named(found.group(1))} does not start a list item"
            return Clue("syntax", text, "write - and a space", row, found.start(1))
        if re.match(_NO_COMMENT, line):
            text = "this line is no field, and no comment"
            return Clue("syntax", text, "start a comment with #", row, _indent(line))
    return None


def glued(spot: Spot) -> Clue | None:
    """`name:x`, `-x`: the space is missing that makes a field or a list item."""
    if not any(part in spot.problem for part in ("mapping values", "expected ':'")):
        return None
    for row, line in spot.suspects:
        found = re.match(_GLUED, line)
        if found:
            text = "a space must follow the colon of a field"
            return Clue("colon", text, "`name: x`", row, found.end(1))
        dash = re.match(_GLUED_DASH, line)
        if dash:
            text = "a space must follow the dash of a list item"
            return Clue("colon", text, "`- x`", row, dash.end())
    return None


def reference(spot: Spot) -> Clue | None:
    """`env: NAME`: quotes would make a text of it that is no reference."""
    if spot.char != ":" or not re.search(r"[\s:{,]env$", spot.before):
        return None
    text = "a reference to a secret has no space in it"
    return found_at(spot, "colon", text, "write env:NAME")


def separator(spot: Spot) -> Clue | None:
    """Dashes that were to separate documents."""
    for row in (spot.row, spot.open_row):
        line = spot.lines[row] if row < len(spot.lines) else ""
        if re.fullmatch(_SEPARATOR, line) and line.rstrip() != "---":
            text = "this line separates no documents"
            return Clue("syntax", text, "write --- at its first column", row, _indent(line))
    return None


def first_line(spot: Spot) -> Clue | None:
    """A line that is less deep than the first of its document, which ended there."""
    above = [line for line in spot.lines[: spot.row] if line.strip() and not line.startswith("#")]
    if "document start" not in spot.problem or not above or not _indent(above[0]):
        return None
    text = "this line is indented less than the first line of the document"
    return found_at(spot, "indentation", text, "start both at the same column")


def indentation(spot: Spot) -> Clue | None:
    """A field that is deeper than its neighbours, below one that has a value already."""
    if "mapping values" not in spot.problem:
        return None
    # A colon before this one: the value has a second one, and the table's words are right.
    if spot.second_colon:
        return None
    own = _indent(spot.line)
    row, above = spot.above
    if own > _indent(above):
        text = "this line is indented deeper, and the line above it has a value already"
        return Clue("indentation", text, _ALIGN, spot.row, own)
    # `hello` above `name: x` is one text of two lines to the parser.
    if not re.search(r":(?:\s|$)", above):
        text = "this line is no field: it has no `: `"
        return Clue("colon", text, "write `name: value`", row, _indent(above))
    return None


def after_value(spot: Spot) -> Clue | None:
    """Text behind a closing bracket or quote, or a bracket that closes nothing."""
    if not any(part in spot.problem for part in ("expected key", "indicator", "document start")):
        return None
    if spot.char in ("]", "}"):
        return found_at(spot, "syntax", f"this {spot.char} closes nothing", "remove it")
    last = spot.before[-1:]
    if last in ("]", "}"):
        return found_at(spot, "syntax", f"text after the closing {last}", "quote the whole value")
    if not last or last not in "'\"":
        return None
    # Quotes without a partner: the text began above, and its end was forgotten there.
    if spot.before.count(last) % 2:
        text = "text after a closing quote, whose opening one is on a line above"
        return found_at(spot, "quote", text, "close the quote where its text ends")
    hint = "quote the whole value" + ("; inside, write '' for '" if last == "'" else "")
    return found_at(spot, "quote", "text after the closing quote", hint)


def out_of_line(spot: Spot) -> Clue | None:
    """A line whose first character has no place where it stands."""
    fields = "expected key" in spot.problem
    if spot.before or not (fields or "'-' indicator" in spot.problem):
        return None
    # Then by what stands there: a colon alone, a line between two depths, or one at the right depth
    # that is an item among fields, or a field among items.
    if spot.char == ":":
        return found_at(spot, "syntax", "there is no name before this colon", "write `name: x`")
    if spot.column != spot.open_column:
        text = "the indentation of this line fits nothing above it"
        return found_at(spot, "indentation", text, _ALIGN)
    if fields and spot.char == "-":
        text = "a list item cannot stand among fields"
        return found_at(spot, "syntax", text, "remove the dash, or indent the list below its field")
    if not fields:
        text = "a field cannot stand among list items"
        hint = "indent it below the item that it belongs to, or start it with a dash"
        return found_at(spot, "syntax", text, hint)
    return None


def no_value(spot: Spot) -> Clue | None:
    """A bracket or a comma where a value belongs."""
    if "node content" not in spot.problem or spot.char not in ("]", "}", ","):
        return None
    text = f"a value cannot start with {spot.char}"
    return found_at(spot, "quote", text, "quote the value, or remove what closes or parts nothing")


def block_in_flow(spot: Spot) -> Clue | None:
    """A text of several lines, with > or |, between brackets or braces."""
    if "cannot start any token" not in spot.problem or spot.char not in (">", "|"):
        return None
    text = f"a value inside of brackets or braces cannot start with {spot.char}"
    hint = "write the value on a line of its own, outside of them, or quote it"
    return found_at(spot, "quote", text, hint)


def two_escapes(spot: Spot) -> Clue | None:
    """The two escapes that JSON has for one character beyond U+FFFF."""
    start = max(spot.column - 2, 0)
    if not re.match(_PAIR, spot.line[start:]):
        return None
    text = "YAML has no pairs of escapes for one character"
    return Clue("character", text, "write the character itself", spot.row, start)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _named(char: str) -> str:
    return char if char.isascii() else f"U+{ord(char):04X}"


CLUES: tuple[Callable[[Spot], Clue | None], ...] = (
    *(tab, false_character, other_format, reference, separator, bullet, glued, first_line),
    indentation,
    *(after_value, out_of_line, no_value, block_in_flow, two_escapes, in_brackets, in_open_bracket),
)
"""In this order: what is seen on the line itself comes before what is concluded from it."""
