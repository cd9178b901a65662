"""Text from outside made safe to print. The one place that knows which characters are not."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

# Control, format, surrogate, line and paragraph separator, private use, unassigned.
_UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}
_UNSURE = re.compile(r"[^\n\x20-\x7e]")
_STYLE = r"\x1b\[[0-9;]*m"
_UNSURE_STYLED = re.compile(rf"{_STYLE}|{_UNSURE.pattern}")
# Source: ECMA-48: erase a line, move up, and xterm's `?25` for the cursor itself.
_UNSURE_SCREEN = re.compile(rf"\r|\x1b\[(?:[0-9]*[AK]|\?25[lh])|{_UNSURE_STYLED.pattern}")
# Source: actions/runner ActionCommand.cs, Azure Pipelines agent Command.cs, GitLab's section
# markers, TeamCity's service messages: all are found anywhere in a line, in any case of letters.
_COMMAND = re.compile(r"(##[a-z]{0,20}(?=\[)|section_(?:start|end)(?=:))([\[:])", re.IGNORECASE)
# GitHub looks at a line's start, and skips the blanks before it.
_START = re.compile(rf"^((?:[^\S\n]|{_STYLE})*:):", re.MULTILINE)

_ANNOTATIONS = ("::error ", "::warning ", "::notice ")


class Styled(str):
    """Lines with the colours of a terminal around texts that were clean before."""

    __slots__ = ()


class Screen(Styled):
    """A part of a screen that is drawn again and again: the cursor moves, too."""

    __slots__ = ()


class Commands(str):
    """Lines for GitHub: its annotations where hookops has written them, and text that is clean."""

    __slots__ = ()


def show(text: str, limit: int = 80) -> str:
    r"""`text` with nothing in it that could move a cursor, forge a line, hide a letter or command
    the CI system that prints it.

    Control, format, bidirectional, blank and unassigned characters become `\x1b` or `\u202e`;
    longer text than `limit` characters is cut in the middle of nowhere and says so with `...`.
    """
    # The usual text costs one look: reports call this for every name and value.
    cut = text if len(text) <= limit else text[: limit - 3] + "..."
    if not (cut.isascii() and cut.isprintable()):
        cut = "".join(_escaped(char) if _is_unsafe(char) else char for char in cut)
    return _disarmed(cut, _escaped)


def one_line(text: str) -> str:
    """The same at any length, for a sentence of ours with texts from outside in it."""
    return show(text, len(text))


class Lines(str):
    """Several lines, and no line break of a text from outside."""

    __slots__ = ()


def as_lines(texts: Iterable[str]) -> Lines:
    """Each text as one line that is clean, whatever line breaks are in it."""
    return Lines("\n".join(not_at_start(one_line(text)) for text in texts))


def not_at_start(text: str) -> str:
    """A clean `text` that may begin a line: GitHub takes `::` there for a command."""
    return _START.sub(r"\1\\x3a", text) if "::" in text else text


def clean_lines(text: str, *, as_json: bool = False) -> str:
    r"""Lines with nothing in them that `show` would not leave, and none that begins with `::`.

    Shape: only a line feed ends a line; what is clean stays as it is. Escapes are those of JSON
    where asked for, which harm no other format. Colours stay in what is `Styled` alone.
    """
    escaped = _escaped_as_json if as_json else _escaped
    if isinstance(text, Screen):
        found = _UNSURE_SCREEN.sub(lambda hit: _drawn(hit[0], escaped), text)
    elif isinstance(text, Styled):
        found = _UNSURE_STYLED.sub(lambda hit: _replaced(hit[0], escaped), text)
    elif text.isascii() and text.replace("\n", "").isprintable():
        found = text
    else:
        found = _UNSURE.sub(lambda hit: _replaced(hit[0], escaped), text)
    disarmed = _disarmed(found, escaped)
    # By the last character of each mark: it may come in a later write than those before it.
    if "::" not in disarmed:
        return disarmed
    ours = isinstance(text, Commands)
    return _START.sub(
        lambda hit: hit[0] if ours and _is_annotation(hit) else hit[1] + escaped(":"), disarmed
    )


def _is_annotation(start: re.Match[str]) -> bool:
    """Whether a command does nothing but show a text."""
    # No other one is ever ours, whatever a line of `Commands` begins with.
    return start.string.startswith(_ANNOTATIONS, start.start())


def _drawn(found: str, escaped: Callable[[str], str]) -> str:
    # Back to the start of the line: the one move of the cursor that is one character.
    return found if found == "\r" else _replaced(found, escaped)


def _replaced(found: str, escaped: Callable[[str], str]) -> str:
    # More than one character is a colour.
    return escaped(found) if len(found) == 1 and _is_unsafe(found) else found


def _disarmed(text: str, escaped: Callable[[str], str]) -> str:
    if "##" not in text and "_" not in text:
        return text
    return _COMMAND.sub(lambda hit: hit[1] + escaped(hit[2]), text)


def _is_unsafe(char: str) -> bool:
    return unicodedata.category(char) in _UNSAFE or is_invisible(char)


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _escaped_as_json(char: str) -> str:
    # Python escapes what is not ASCII, as two surrogates beyond U+FFFF; the rest it leaves.
    return json.dumps(char)[1:-1] if ord(char) > 0x7F else f"\\u{ord(char):04x}"


# As `html.escape`, whose module takes longer to import than a plan has time for.
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def escaped_forms(text: str) -> Iterator[str]:
    """`text` as writers of JSON and HTML have it, also one after another."""
    once = json.dumps(text)[1:-1]
    yield from (once, json.dumps(once)[1:-1], once.replace("/", "\\/"), text.translate(_HTML))


def looks_like_token(text: str) -> bool:
    """Whether a word may be a credential: 20 characters or more that nobody reads as words.

    A guess, for words that stand where no credential belongs: what people name, such as
    `enrich-access-tokens-2`, is none; a digest, a UUID, a JWT or an Okta token is one.
    """
    return any(
        sum(len(part) for part in _PARTS.findall(run) if not _WORD.fullmatch(part)) >= _UNREADABLE
        for run in _RUN.findall(text)
    )


_RUN = re.compile(r"[A-Za-z0-9_+/=.~%-]{20,}")
_PARTS = re.compile(r"[A-Za-z0-9]+")
# A word, CamelCase, an abbreviation, a number such as a year; each with a few digits behind it.
_WORD = re.compile(r"(?:(?:[A-Z]?[a-z]{2,24}|[A-Z]{1,12})(?:[A-Z][a-z]{2,16}){0,5})?[0-9]{0,4}")
_UNREADABLE = 12
"""Characters in parts that are no words, from which on a text is taken for random."""


def plural(count: int, noun: str) -> str:
    """`1 hook`, `2 hooks`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


# Source: Unicode 15.1, DerivedCoreProperties.txt, Default_Ignorable_Code_Point (also those that are
# not assigned yet), and the other characters of category Cf but those that are seen, such as the
# signs before Arabic numbers. Python's unicodedata does not know the property.
_IGNORABLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U00013430-\U0001343f\U000e0000-\U000e0fff"
)
# Characters that have a width and no ink: Braille blank, a note without a head, two hieroglyphs,
# the filler of Khitan. No property of Unicode lists them.
_BLANK = r"\u2800\U0001d159\U00013441\U00013442\U00016fe4"
# C0, C1, the separators of lines and paragraphs, halves of characters, and what is no character.
_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_INVISIBLE = re.compile(f"[{_IGNORABLE}{_BLANK}{_CONTROL}]")


def is_invisible(char: str) -> bool:
    """Whether a reader sees nothing of a character, or it moves, turns or breaks what he sees.

    True for controls, line breaks, bidirectional controls, ignorable characters, and letters that
    are blank; false for spaces, which are seen as such.
    """
    return _INVISIBLE.match(char) is not None


def find_invisible(text: str) -> str:
    """The first character of a text that nobody sees; empty without one."""
    # Nearly every text ends here, without an expression.
    if text.isascii() and text.isprintable():
        return ""
    found = _INVISIBLE.search(text)
    return found.group() if found else ""
