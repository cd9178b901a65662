"""Bytes of an answer, and JSON of any shape, read without trusting either."""

import codecs
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from hookops.contracts.values import Command
from hookops.model.resource import Json, value_at
from hookops.model.source import FieldPath

MEMBERS = ("commands", "error", "debugContext")
"""What Okta reads of an answer. Source: Okta, Inline hooks (concept), Inline hook response."""


@dataclass(frozen=True, slots=True)
class Body:
    """The body of an answer as data."""

    value: Json
    """None when it is no JSON, too."""
    is_json: bool
    doubles: tuple[str, ...]
    """Names that an object has more than once."""
    marked: bool = False
    """Whether it begins with a byte order mark."""

    @property
    def members(self) -> Mapping[str, Json]:
        """The top-level members; none when the body is no object.

        Shape: without those of Okta's that are null, which is how serialisers write "none".
        """
        found = self.value if isinstance(self.value, dict) else {}
        return {n: item for n, item in found.items() if item is not None or n not in MEMBERS}


def read(body: bytes) -> Body:
    """The body, whatever it is. Raises: nothing."""
    doubles: list[str] = []

    def pairs(items: list[tuple[str, Json]]) -> dict[str, Json]:
        # Python keeps the last of two equal names; no document says which one Okta keeps.
        counts = Counter(name for name, _ in items)
        doubles.extend(name for name, count in counts.items() if count > 1)
        return dict(items)

    try:
        # RFC 8259, 8.1: UTF-8; json would guess others. A reader may ignore a byte order mark.
        text = body.removeprefix(codecs.BOM_UTF8).decode()
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=_no_constant)
    # RecursionError: an answer of 100,000 brackets must not end the preview (test_judge).
    except (ValueError, RecursionError):
        return Body(None, is_json=False, doubles=())
    marked = body.startswith(codecs.BOM_UTF8)
    return Body(value, is_json=True, doubles=tuple(doubles), marked=marked)


def _no_constant(name: str) -> Json:
    """NaN and Infinity, which Python reads, are no JSON."""
    raise ValueError(name)


def at(data: Json, *steps: str) -> Json:
    """The value at `steps`; None when there is none."""
    return value_at(data, steps)


def mapping(data: Json) -> Mapping[str, Json]:
    """`data` if it is an object, else an empty one."""
    return data if isinstance(data, Mapping) else {}


def items(data: Json) -> list[Json]:
    """`data` if it is an array, else an empty one."""
    return data if isinstance(data, list) else []


def commands(members: Mapping[str, Json], *types: str) -> Iterator[Command]:
    """The commands with a type and a value; of these types only, where some are given."""
    for index, item in enumerate(items(members.get("commands"))):
        if not isinstance(item, dict) or "value" not in item:
            continue
        # The envelope reports what lacks a type or a value; rules of types see only what has both.
        name = item.get("type")
        if isinstance(name, str) and (not types or name in types):
            yield Command(("commands", index), name, item["value"])


def operations(command: Command) -> Iterator[tuple[FieldPath, Mapping[str, Json]]]:
    """The operations of a patch that are objects, with their places."""
    for index, item in enumerate(items(command.value)):
        if isinstance(item, dict):
            yield (*command.path, "value", index), item


def is_integer(value: Json) -> TypeGuard[int]:
    """Whether it is a whole number, and not true or false."""
    # In Python True is an int; in JSON true is no number.
    return isinstance(value, int) and not isinstance(value, bool)


def unfit(value: Json) -> str:
    """What a value is that Okta's schema does not have; empty when it has it.

    Source: Okta Management API, TokenHookResponse and SAMLHookResponse: string, integer, object.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, list):
        return "an array"
    return "a fraction" if isinstance(value, float) else ""


def place(path: FieldPath, item: Mapping[str, Json], name: str) -> FieldPath:
    """The member's path, or that of the object which lacks it."""
    return (*path, name) if name in item else path


def repeats(value: Json, secret: str) -> Iterator[FieldPath]:
    """The places where the text turns up, in a name or in a value.

    Shape: a text under four characters counts only where it stands alone, since it turns up in
    others by accident.
    """
    # A stack of our own: an answer may be nested as deeply as its writer likes.
    rest: list[tuple[FieldPath, Json]] = [((), value)]
    while rest:
        path, item = rest.pop()
        # Names count too, and numbers as texts: Okta's own example has a code as a number.
        if isinstance(item, dict):
            rest.extend(((*path, name), inner) for name, inner in reversed(item.items()))
            if any(_holds(name, secret) for name in item):
                yield path
        elif isinstance(item, list):
            rest.extend(((*path, n), item[n]) for n in reversed(range(len(item))))
        elif isinstance(item, str | int) and _holds(str(item), secret):
            yield path


def _holds(text: str, secret: str) -> bool:
    return text == secret or (len(secret) >= 4 and secret in text)


def texts_of(value: Json) -> Iterator[str]:
    """Every name and text in it, as it is read: without the escapes of JSON."""
    match value:
        case str():
            yield value
        case Mapping():
            for name, member in value.items():
                yield str(name)
                yield from texts_of(member)
        case list():
            for item in value:
                yield from texts_of(item)
