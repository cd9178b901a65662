"""What is wrong between [ and ], or { and }."""

import re
from collections.abc import Iterator
from dataclasses import replace

from hookops.manifest.syntax.spot import Clue, Spot, found_at

_STARTS_VALUE = re.compile(r"(?:^|[:?-])\s*$")
_CLOSES = {"[": "]", "{": "}"}


def in_brackets(spot: Spot) -> Clue | None:
    """A bracket that is never closed or closed by another one, or a comma that is missing."""
    if not spot.in_flow:
        return None
    found = _unclosed(spot)
    if found is not None:
        return found
    if spot.char == ":":
        text, hint = "a second `: ` without a comma before it", "quote values that contain `: `"
        return found_at(spot, "colon", text, f"write the comma, or {hint}")
    # Directly behind a quote: it closed a text that was to go on, or opened none.
    if spot.before and spot.line[spot.column - 1] in "'\"":
        text = "text directly after a closing quote"
        return found_at(spot, "quote", text, "close the quote before it where its text ends")
    what = "a comma" if spot.lines[spot.open_row][spot.open_column] == "[" else "a colon or a comma"
    hint = "write it, or quote the whole value if this is a part of it"
    return found_at(spot, "syntax", f"{what} is missing before this", hint)


def in_open_bracket(spot: Spot) -> Clue | None:
    """A list with dashes, or anything else that no value is, behind a bracket that is open."""
    opening = _opening_before(spot) if "node content" in spot.problem else None
    if opening is None:
        return None
    found = _unclosed(replace(spot, open_row=opening[0], open_column=opening[1]))
    if found is None and spot.char == "-":
        text = "a list item with a dash cannot stand in brackets"
        return found_at(spot, "syntax", text, "remove the brackets, or the dash")
    return found


def _opening_before(spot: Spot) -> tuple[int, int] | None:
    """The innermost bracket that is open where the parser gave up."""
    open_: list[tuple[int, int]] = []
    for row, column, char in _structure(replace(spot, open_row=0, open_column=0)):
        if (row, column) >= (spot.row, spot.column):
            break
        # Outside of brackets one is a part of a text, unless it starts a value.
        if char in _CLOSES and (open_ or _STARTS_VALUE.search(spot.lines[row][:column])):
            open_.append((row, column))
        elif char not in _CLOSES and open_:
            open_.pop()
    return open_[-1] if open_ else None


def _unclosed(spot: Spot) -> Clue | None:
    """The first bracket from the opening one that has no partner; None when each has one."""
    open_: list[tuple[str, int, int]] = []
    for row, column, char in _structure(spot):
        if char in _CLOSES:
            open_.append((char, row, column))
            continue
        wanted = _CLOSES[open_[-1][0]]
        if char != wanted:
            text = f"a {char} cannot close the {open_[-1][0]} before it"
            return Clue("syntax", text, f"write {wanted} before it, or in its place", row, column)
        open_.pop()
        if not open_:
            return None
    char, row, column = open_[-1]
    hint = f"close it with {_CLOSES[char]}"
    return Clue("quote", f"this {char} is never closed", hint, row, column)


def _structure(spot: Spot) -> Iterator[tuple[int, int, str]]:
    """The brackets from the opening one on, without those in quotes and comments."""
    quote, last = "", ""
    for row in range(spot.open_row, len(spot.lines)):
        for column in range(spot.open_column if row == spot.open_row else 0, len(spot.lines[row])):
            char = spot.lines[row][column]
            if quote:
                quote = "" if char == quote else quote
            # An apostrophe inside of a word starts no quoted text.
            elif char in "'\"" and last in ",:[{ ":
                quote = char
            elif char == "#" and last in " ":
                break
            elif char in "[]{}":
                yield row, column, char
            last = char
        last = " "
