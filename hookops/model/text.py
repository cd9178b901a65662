"""Text from outside made safe to print. The one place that knows which characters are not."""

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
