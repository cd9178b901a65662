"""A text as YAML that every reader takes for this text, and in which a person sees all of it."""

import re
import unicodedata

from hookops.model.text import is_invisible

# Words of letters with nothing between them that means something to YAML, in a list or outside.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./@+-]*(?:[ :][A-Za-z0-9_./@+-]+)*")
_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
# Source: YAML 1.1 types, bool and null; 1.2 has fewer. `=` and `<<` are no words.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
# What CI systems take for a command is escaped on its way to a terminal, which only quotes can be.
_COMMAND = "section_"
_NAMED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def scalar(text: str) -> str:
    """The text without quotes where it is read as itself, else in double quotes."""
    low = text.lower()
    plain = _PLAIN.fullmatch(text) and low not in _WORDS and _COMMAND not in low
    if plain or _VERSION.fullmatch(text):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    # A space that is none, or a letter without ink, would be taken for something else.
    seen = char.isprintable() and not is_invisible(char)
    if char == " " or (seen and unicodedata.category(char) != "Zs"):
        return char
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
