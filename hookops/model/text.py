"""Text from outside made safe to print. The one place that knows which characters are not."""

import re
import unicodedata

# Control, format, surrogate, line and paragraph separator, private use, unassigned.
_UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}


def show(text: str, limit: int = 80) -> str:
    r"""`text` with nothing in it that could move a cursor, forge a line or hide a letter.

    Control, format, bidirectional and unassigned characters become `\x1b` or `\u202e`; longer
    text than `limit` characters is cut in the middle of nowhere and says so with `...`.
    """
    # The usual text costs one look: reports call this for every name and value.
    cut = text if len(text) <= limit else text[: limit - 3] + "..."
    if cut.isascii() and cut.isprintable():
        return cut
    return "".join(_escaped(char) for char in cut)


def _escaped(char: str) -> str:
    if unicodedata.category(char) not in _UNSAFE:
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


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
