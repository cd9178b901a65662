"""What a plan says beside its changes: notices with their places, and what nobody declares."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hookops.kinds import KINDS
from hookops.model.resource import Json
from hookops.model.text import plural
from hookops.report.words import clean

ASIDE = ("warnings", "by_hand")
"""Members of the JSON that nothing waits for: each is the same in every plan until somebody acts.
"""
FIRST = ("many-gone",)
"""Codes of notices that stand before the changes: all of those would be wrong."""
_KEY = re.compile(rf"\b(?:{'|'.join(KINDS)})/")


@dataclass(frozen=True, slots=True)
class Notice:
    """A conflict, an error of a guard, a warning, or what waits for a person."""

    code: str
    word: str
    colour: str
    text: str
    """`file:line:col: code: message`."""
    more: tuple[str, ...]
    """Other places, then what to do."""
    aside: bool = False
    """Whether it is about something that the plan does not change, and does not stand against it.
    """


@dataclass(frozen=True, slots=True)
class Unmanaged:
    """A hook that no manifest declares."""

    name: str
    type: str
    status: str
    id: str


def read_unmanaged(data: Json) -> Unmanaged:
    """The view of `actual_data`."""
    return Unmanaged(
        name=clean(data["name"]),
        type=clean(data["type"]),
        status=clean(str(data["status"] or "")),
        id=clean(data["id"]),
    )


def describe_unseen(refs: Sequence[str]) -> str:
    """Which secrets may have another value unseen, and how to change that; empty for none."""
    if not refs:
        return ""
    # One line, whatever their number: it is in every plan until somebody acts.
    named = [clean(ref) for ref in refs]
    names = ", ".join(named) if len(named) <= _NAMED else plural(len(named), "secret")
    return (
        f"hookops cannot see a rotation of {names}: set HOOKOPS_FINGERPRINT_KEY, or write "
        f'valueFrom: {{ref: {named[0]}, version: "1"}}'
    )


_NAMED = 3
"""So many secrets are named in a line; more are counted, and JSON has all of them."""


def read_notice(data: Json, word: str, colour: str) -> Notice:
    """The view of `diagnostic_data`, with the word and the colour of its member."""
    # What stands in no file, such as an entry of the ledger, has no place.
    place = f"{data['origin']}: " if data["origin"] else ""
    # The hint comes last: it says what to do about all the places above it.
    related = [f"{r['origin']}: note: {r['text']}" for r in data["related"]]
    hint = [f"hint: {data['hint']}"] if data["hint"] else []
    return Notice(
        code=clean(data["code"]),
        word=word,
        colour=colour,
        text=clean(f"{place}{data['code']}: {data['message']}"),
        more=tuple(clean(text) for text in (*related, *hint)),
    )


def is_urgent(notice: Notice) -> bool:
    """Whether it blocks the plan, waits for a person, or says that all changes would be wrong."""
    return notice.code in FIRST or notice.colour.startswith("bold")


def is_aside(data: Json, changing: Collection[str]) -> bool:
    """Whether the message names resources, and none of those that change."""
    # By the message, in which every key stands as on the command line. One that names none is
    # about the plan or the org as a whole.
    message = clean(data["message"], len(data["message"]))
    if not _KEY.search(message):
        return False
    return not any(re.search(rf"{re.escape(key)}(?![\w-])", message) for key in changing)
