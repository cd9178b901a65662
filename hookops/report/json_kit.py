"""How all JSON reports are written: canonically, and safe to print anywhere."""

import json
import re
from collections.abc import Mapping, Sequence

from hookops.model.resource import Json, Key
from hookops.model.secret import SecretRef
from hookops.model.source import Mark
from hookops.model.text import show

FORMAT_VERSION = "1.0"

# `##[` and `##vso[` are commands to GitHub and Azure, also within a line of JSON (see `words`).
_SUSPECT = re.compile(r"[^\n\x20-\x7e]|#(?=#\[|#vso\[)", re.IGNORECASE)


def address(key: Key) -> str:
    """`InlineHook.enrich-access-tokens`, as Terraform writes it."""
    return f"{key.kind}.{key.name}"


def place(mark: Mark | None) -> str | None:
    """`file:line:col`."""
    return str(mark) if mark else None


def plain(value: Json) -> Json:
    """JSON of dicts and lists alone; a reference to a secret becomes its name."""
    # Mapping and Sequence, not dict and list: specs are frozen, and JSON knows no tuples. A `str`
    # is a Sequence too, hence its case before it.
    match value:
        case SecretRef():
            return str(value)
        case Mapping():
            return {str(name): plain(member) for name, member in value.items()}
        case str():
            return value
        case Sequence():
            return [plain(member) for member in value]
        case _:
            return value


def dumps(data: Json) -> str:
    r"""Canonical JSON: two spaces, members in their order, nothing invisible, newline at the end.

    Control, format and bidirectional characters are written as `\uXXXX`, and so are the marks
    that CI systems take for commands; what a parser reads is unchanged.
    """
    # Letters stay letters, since people read it; what nobody can see is escaped.
    text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)
    return _SUSPECT.sub(_escaped, text) + "\n"


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    if char != "#" and show(char) == char:
        return char
    # Python escapes what is not ASCII, as two surrogates beyond U+FFFF; DEL and `#` it leaves.
    return json.dumps(char)[1:-1] if ord(char) > 0x7F else f"\\u{ord(char):04x}"
