"""The encodings in which a text may stand in another one, and how they are undone."""

import base64
import re
from collections.abc import Callable, Iterable, Iterator

from hookops.model.text import escaped_forms


def _base64(part: str) -> Iterator[str]:
    """The part wherever it stands in what is encoded, in both alphabets."""
    raw = part.encode()
    for moved in range(3):
        whole = base64.b64encode(bytes(moved) + raw + b"\0\0").decode()
        # What stands before it, and after it, changes the characters at the ends alone.
        kept = whole[(8 * moved + 5) // 6 : 8 * (moved + len(raw)) // 6]
        yield kept
        yield kept.replace("+", "-").replace("/", "_")


ENCODINGS: tuple[Callable[[str], Iterable[str]], ...] = (
    lambda part: (part,),
    escaped_forms,
    _base64,
    lambda part: (part.encode().hex(),),
)
"""Encodings of a whole text. Those of single characters are undone in the text: see `readings`."""

# One for each first character, which is found fast where there is none.
_ESCAPES = (
    re.compile(r"%(?P<x>[0-9a-f]{2})", re.IGNORECASE),
    re.compile(
        r"\\+(?:(?:u00|x)(?P<x>[0-9a-f]{2})|u\{(?P<y>[0-9a-f]{1,6})\}|(?P<o>[0-7]{3})|(?P<q>[\"'/\\]))",
        re.IGNORECASE,
    ),
    re.compile(
        r"&(?:#x0*(?P<x>[0-9a-f]{1,6})|#0*(?P<d>[0-9]{1,7})|(?P<e>amp|lt|gt|quot|apos));",
        re.IGNORECASE,
    ),
)
_BASES = {"x": 16, "y": 16, "o": 8, "d": 10}
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# Line breaks in what is wrapped, with what begins a line of a message; and the halves of UTF-16.
_BREAKS = re.compile(r"[\r\n]+[ \t>|]*|\0")


def readings(text: str) -> Iterator[str]:
    """The text as it is, and with the escapes of URLs, JSON, HTML, YAML and C undone."""
    plain = _BREAKS.sub("", text) if "\n" in text or "\r" in text or "\0" in text else text
    yield plain.casefold()
    # Twice, for what was escaped by two writers, one after the other.
    for _ in range(2):
        before = plain
        for escape in _ESCAPES:
            plain = escape.sub(_unescaped, plain)
        if plain == before:
            return
        yield plain.casefold()
        # As forms have it.
        if "+" in plain:
            yield plain.replace("+", " ").casefold()


def _unescaped(found: re.Match[str]) -> str:
    # Of the groups one has matched.
    ((kind, text),) = ((name, text) for name, text in found.groupdict().items() if text)
    if kind in _BASES:
        code = int(text, _BASES[kind])
        return chr(code) if code < 0x110000 else found[0]
    return _ENTITIES[text.lower()] if kind == "e" else text
