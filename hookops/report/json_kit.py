"""How all JSON reports are written: canonically, and safe to print anywhere."""

import json
from collections.abc import Mapping, Sequence

from hookops.model.resource import Json, Key
from hookops.model.secret import SecretRef
from hookops.model.source import Mark
from hookops.model.text import clean_lines

FORMAT_VERSION = "1.0"


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
    return clean_lines(text, as_json=True) + "\n"
