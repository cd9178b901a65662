"""A file's bytes -> text without anything that hides or forges. Before the YAML parser sees it."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from hookops.model.diagnostic import Diagnostic
from hookops.model.source import Mark

# A hook with a thousand bindings is a tenth of it, and a reviewer reads no file of more.
MAX_BYTES = 2 * 1024 * 1024
# A binary file has thousands: the first few show what kind of file it is.
MAX_REPORTED = 20

_ASCII = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)")
# Trojan Source (CVE-2021-42574) and invisible letters: a reviewer must see what Okta will get.
_ANY = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e00ff"
    # Letters and signs without ink. Selectors of variations are a part of emoji and of some
    # scripts: only a name must not have them (names.py).
    r"\u115f\u1160\u2800\u3164\uffa0\U00016fe4\U00013441\U00013442\U0001bca0-\U0001bca3"
    r"\U0001d159\U0001d173-\U0001d17a\U000e01f0-\U000e0fff]|\r(?!\n)"
)
"""Controls, line breaks that only some tools see, and what is invisible or turns text around."""
# Between two characters beyond ASCII these join emoji, or letters of Persian and Indian scripts;
# flags of regions are a black flag with tags. Source: UTS #51, 1.4.9 and C.1; Unicode 23.2.
_JOINING = re.compile(
    r"(?<=[^\x00-\x7f])[\u200c\u200d](?=[^\x00-\x7f])"
    r"|(?<=\U0001f3f4)[\U000e0020-\U000e007e]+\U000e007f"
)


def decode(data: bytes, file: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text without a byte order mark, and why it must not be parsed, if so."""
    start = Mark(file, 1, 1)
    # Before decoding, which would double the memory.
    if len(data) > MAX_BYTES:
        return "", (too_large(len(data), start),)
    try:
        # Windows editors write a byte order mark; YAML allows it at the start and nowhere else.
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        message = f"file is not UTF-8 (byte {error.start + 1})"
        # Counted in bytes: there is no text whose columns could be counted.
        line = data.count(b"\n", 0, error.start) + 1
        return "", (Diagnostic("not-utf8", message, Mark(file, line, 1), "save it as UTF-8"),)
    found = [*_characters(text, file), *_directives(text, file)]
    return text, tuple(found[:MAX_REPORTED])


Joiner = tuple[int, int, str]
"""Line and column, from 1, and the character."""


def joiners(text: str) -> list[Joiner]:
    """Invisible characters that a comment may have, and a key or a value may not, in order."""
    found: list[Joiner] = []
    line = start = before = 0
    # Lines are counted from one to the next: a comment may have hundreds of thousands.
    for at in sorted(_joining(text)):
        line += text.count("\n", before, at)
        start = text.rfind("\n", before, at) + 1 or start
        found.append((line + 1, at - start + 1, text[at]))
        before = at
    return found


def joiner_problem(joiner: Joiner, file: str) -> Diagnostic:
    """The answer to one that is in a key or a value."""
    line, column, char = joiner
    mark = Mark(file, line, column)
    return Diagnostic("character", complain_of(char), mark, "only a comment may have it")


def too_large(size: int, start: Mark) -> Diagnostic:
    """The answer to a file over the limit."""
    return Diagnostic("limit", f"file has {size} bytes, the limit is {MAX_BYTES}", start)


def unsafe(text: str) -> str:
    """The complaint about the first unfit character of a decoded scalar; empty when fit."""
    # Nearly every scalar ends here, without an expression.
    if text.isascii() and text.isprintable():
        return ""
    found = _ANY.search(text)
    return complain_of(found.group()) if found else ""


def _characters(text: str, file: str) -> Iterator[Diagnostic]:
    # Most files are ASCII, for which the short expression is enough.
    pattern = _ASCII if text.isascii() else _ANY
    joining = _joining(text)
    # Those are for whoever knows where comments are: see joiners().
    unfit = (found for found in pattern.finditer(text) if found.start() not in joining)
    for found in islice(unfit, MAX_REPORTED):
        yield Diagnostic("character", complain_of(found.group()), place(text, found.start(), file))


def _joining(text: str) -> set[int]:
    """The offsets of characters that join others."""
    if text.isascii():
        return set()
    return {at for found in _JOINING.finditer(text) for at in range(*found.span())}


def _directives(text: str, file: str) -> Iterator[Diagnostic]:
    """A directive changes how the rest is read, and thousands of them stall the parser."""
    at = 0 if text.startswith("%") else text.find("\n%") + 1
    if text.startswith("%") or at:
        hint = "remove the line that starts with %"
        message = "YAML directives are not supported"
        yield Diagnostic("directive", message, place(text, at, file), hint)


def place(text: str, offset: int, file: str) -> Mark:
    """The line and column of a character."""
    line = text.count("\n", 0, offset) + 1
    return Mark(file, line, offset - text.rfind("\n", 0, offset))


def complain_of(char: str) -> str:
    """`invisible character U+200B is not allowed`."""
    code = f"U+{ord(char):04X}"
    # YAML 1.1 readers break lines here and YAML 1.2 readers do not: lines would be numbered twice.
    if char in "\r\x85\u2028\u2029":
        return f"line break {code} is not allowed: end lines with LF or CRLF"
    if unicodedata.category(char) == "Cc":
        return f"control character {code} is not allowed"
    # A surrogate can be in a decoded escape only; UTF-8 has none.
    if unicodedata.category(char) == "Cs":
        return f"{code} is half a character: not valid Unicode"
    return f"invisible character {code} is not allowed"
