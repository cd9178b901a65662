"""Which characters nobody sees."""

import unicodedata

import pytest

from hookops.model.text import find_invisible, is_invisible, show

INVISIBLE = {
    "a newline": "\n",
    "escape": "\x1b",
    "delete": "\x7f",
    "the next line of C1": "\x85",
    "a soft hyphen": "\xad",
    "the grapheme joiner": "\u034f",
    "the mark of Arabic letters": "\u061c",
    "the fillers of Hangul": "\u115f\u1160\u3164\uffa0",
    "the inherent vowels of Khmer": "\u17b4\u17b5",
    "the selectors of Mongolian": "\u180b\u180c\u180d\u180e\u180f",
    "zero width": "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff",
    "turned around": "\u202a\u202e\u2066\u2069",
    "separators": "\u2028\u2029",
    "the selectors of variations": "\ufe00\ufe0f\U000e0100\U000e01ef",
    "tags": "\U000e0001\U000e0041",
    "annotations": "\ufff9\ufffb",
    "the blank of Braille": "\u2800",
    "a note without a head": "\U0001d159",
    "half a character": "\ud800",
}


@pytest.mark.parametrize("name", INVISIBLE)
def test_invisible(name: str) -> None:
    """What has no ink, or moves, turns or breaks a line, is invisible."""
    for char in INVISIBLE[name]:
        assert is_invisible(char), f"U+{ord(char):04X}"
        assert char == find_invisible(f"a{char}b")


def test_visible() -> None:
    """Letters, marks, signs, emoji and spaces of all scripts are not."""
    for char in "aé ж日本한あ\u0301\u0600\u06dd\u00a0\u3000🔑\ufffd-_:":
        assert not is_invisible(char), f"U+{ord(char):04X}"
    assert find_invisible("Anreicherung für 日本 🔑") == ""


def test_every_control_and_format_character() -> None:
    """What Unicode calls a control, a format character or a separator of lines is invisible."""
    # Signs that stand before a number, and are seen. Source: Prepended_Concatenation_Mark.
    seen = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    for code in set(range(0x110000)) - seen:
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Zl", "Zp", "Cs"):
            assert is_invisible(chr(code)), f"U+{code:04X}"


@pytest.mark.parametrize("text", ["C++ ##", "##: a heading", "##foo: bar", "[::1]:8080", "a ## b"])
def test_what_is_no_command_stays(text):
    """Only what a CI system takes for a command is escaped."""
    assert text == show(text)
