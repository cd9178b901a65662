"""The ledger's shape: `Ledger` <-> JSON text.

Reading is strict, since a member that this version does not know would be lost with the next write.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from types import NoneType
from typing import Any, TypeVar

from hookops.kinds import KINDS
from hookops.model.errors import InvalidInput
from hookops.model.resource import (
    ID,
    Accepted,
    ApplyRecord,
    ChangeRecord,
    Fingerprint,
    Intent,
    Json,
    Key,
    Ledger,
    Managed,
    Tombstone,
)
from hookops.model.text import show

FORMAT = 4
_READABLE = (1, 2, 3, 4)
"""Older formats lack members that have defaults."""
KEPT_APPLIES = 20
"""So many of the last applies are kept; all tombstones are kept, since they name past hooks."""

V = TypeVar("V")


class Writer:
    """`Ledger` -> the document, one entry a line, so that two versions can be compared by eye."""

    def __init__(self, check: Callable[[str], str] = str) -> None:
        self._check = check
        """Gives what may be stored in the place of an entry."""
        # An apply stores the ledger twice for each request, and nearly all entries are the same
        # objects as the last time: encoding all of them again would slow a large apply down.
        self._lines: dict[int, tuple[object, str]] = {}

    def dumps(self, ledger: Ledger) -> str:
        """The document's text."""
        managed = sorted(ledger.managed.values(), key=_order)
        sections: dict[str, Iterable[object]] = {
            "managed": managed,
            "intents": ledger.intents,
            "tombstones": ledger.tombstones,
            "applies": ledger.applies[-KEPT_APPLIES:],
            "accepted": ledger.accepted,
        }
        head = {
            "organization": ledger.organization,
            "organization_id": ledger.organization_id,
            "serial": ledger.serial,
        }
        known, self._lines = self._lines, {}
        parts = [f'"format": {FORMAT}', *(f'"{n}": {json.dumps(v)}' for n, v in head.items())]
        for name, values in sections.items():
            lines = ",\n".join(self._line(value, known) for value in values)
            parts.append(f'"{name}": [\n{lines}\n]' if lines else f'"{name}": []')
        return "{\n" + ",\n".join(parts) + "\n}\n"

    def _line(self, value: object, known: Mapping[int, tuple[object, str]]) -> str:
        line = known.get(id(value)) or (value, self._check(json.dumps(value, default=plain)))
        # The object is kept beside its line: an id is only its own while it lives.
        self._lines[id(value)] = line
        return line[1]


def _order(managed: Managed) -> tuple[str, str]:
    # As keys are ordered; tuples of text are compared much faster.
    return managed.key.kind, managed.key.name


def loads(text: str, place: str) -> Ledger:
    """The ledger of a document.

    Shape: `place` names the file, for messages.
    Raises: InvalidInput when it is not a whole ledger of a format that this version knows.
    """
    try:
        document = json.loads(text, object_pairs_hook=_members)
        # JSON can say half of a character, which no request, report or file can carry.
        json.dumps(document, ensure_ascii=False).encode()
        # First of all, since every other member may have another meaning there.
        if document["format"] not in _READABLE:
            raise InvalidInput(
                f"{place}: the ledger has format {document['format']!r}, this hookops knows "
                f"{FORMAT}",
                "use the version of hookops that wrote it, or a newer one",
            )
        older = document["format"] < 3
        managed = [_managed(_of_today(item, older=older)) for item in document["managed"]]
        if document["format"] == 1:
            managed = [_of_format_1(entry) for entry in managed]
        ledger = Ledger(
            organization=_text(document["organization"]),
            serial=_checked("serial", document["serial"]),
            managed={m.key: m for m in managed},
            intents=tuple(_intent(_of_today(item, older=older)) for item in document["intents"]),
            tombstones=tuple(_tombstone(item) for item in document["tombstones"]),
            applies=tuple(_apply(item) for item in document["applies"]),
            organization_id=_text(document.get("organization_id", "")),
            accepted=tuple(_value(Accepted, item) for item in document.get("accepted", [])),
        )
    # Whatever has another shape than the one below; what the damage is, is looked for afterwards.
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise InvalidInput(_describe_damage(text, place, problem), _RESTORE) from None
    _check_unique(managed, place)
    return ledger


def stored_after(before: Ledger, after: Ledger) -> Ledger:
    """What a store stores in a swap: `after` with the next serial."""
    # A ledger that was moved goes on counting: names of intents have the serial in them.
    return replace(after, serial=max(before.serial, after.serial) + 1, exists=True)


_RESTORE = "restore it from Git or a backup; hookops neither repairs nor overwrites it"


def _describe_damage(text: str, place: str, problem: Exception) -> str:
    # Most damaged ledgers are in Git, after a merge; JSON's own error would not say so.
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(("<<<<<<< ", "=======", ">>>>>>> ")):
            return f"{place}:{number}: the ledger has conflict markers of a merge"
    if not text.strip():
        return f"{place}: the ledger is empty"
    if isinstance(problem, json.JSONDecodeError):
        return f"{place}:{problem.lineno}:{problem.colno}: the ledger is not valid JSON"
    return f"{place}: the ledger is not complete"


def _check_unique(managed: list[Managed], place: str) -> None:
    for what, values in (("id", [m.id for m in managed]), ("key", [str(m.key) for m in managed])):
        # Also keys: the mapping would keep one of the two, and forget a hook.
        for value, count in Counter(values).items():
            if count > 1:
                raise InvalidInput(f"{place}: two entries have the {what} {show(value)}", _RESTORE)


def plain(value: Any) -> Json:
    """For json: a key as its text, any other value by its fields."""
    if isinstance(value, Key):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _of_today(item: dict[str, Json], *, older: bool) -> dict[str, Json]:
    """An entry, or an intent, with what was compared in the form that is compared today."""
    if not older or not isinstance(item["compared"], dict):
        return item
    kind = KINDS.get(_text(item["key"]).partition("/")[0])
    _check_members(item["compared"], _COMPARED)
    return item if kind is None else {**item, "compared": kind.renewed(item["compared"])}


def _of_format_1(entry: Managed) -> Managed:
    """Format 1 says of an adopted secret the same as of one that was sent without a key, so of
    neither is known whether it was sent."""
    prints = {
        path: found if found.digest else replace(found, sent=False)
        for path, found in entry.fingerprints.items()
    }
    return replace(entry, fingerprints=prints)


def _tombstone(item: Mapping[str, Json]) -> Tombstone:
    _check_id(item["id"])
    return _value(Tombstone, item)


def _check_id(value: Json) -> None:
    """Of something in Okta: nothing else may enter a URL. Raises: TypeError, ValueError."""
    if not ID.fullmatch(_text(value)):
        raise ValueError


def _managed(item: Mapping[str, Json]) -> Managed:
    _check_id(item["id"])
    prints = {path: _value(Fingerprint, f) for path, f in item["fingerprints"].items()}
    return _value(Managed, {**item, "fingerprints": prints})


def _intent(item: Mapping[str, Json]) -> Intent:
    prints = {path: _value(Fingerprint, f) for path, f in item["fingerprints"].items()}
    return _value(Intent, {**item, "fingerprints": prints})


def _apply(item: Mapping[str, Json]) -> ApplyRecord:
    changes = item.get("changes", [])
    if not isinstance(changes, list):
        raise TypeError
    found = tuple(_value(ChangeRecord, change) for change in changes)
    others = {name: value for name, value in item.items() if name != "changes"}
    return replace(_value(ApplyRecord, others), changes=found)


def _value(cls: type[V], item: Mapping[str, Json]) -> V:
    # A member that this version does not know is a TypeError here, as a missing one is.
    return cls(**{name: _checked(name, value) for name, value in item.items()})


_SELECTORS = ("app", "profilePolicy", "authorizationServer", "policy", "rule")
_COMPARED: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("name", "type", "version", "status", *_SELECTORS), str),
    # Several where somebody had bound several.
    "hook": (str, list),
    "runOn": list,
    **dict.fromkeys(("channel", "config", "headers"), dict),
    "scope": (str, NoneType),
    **dict.fromkeys(("uri", "method", "authType", "clientId", "tokenUrl", "hookKeyId"), str),
}
"""Of members of what was applied, at whatever depth; later versions may store others."""
_BEFORE = {
    **_COMPARED,
    "hook": (str, list, NoneType),
    # What has no name is written by its id.
    **dict.fromkeys(_SELECTORS, (str, dict)),
    "headers": list,
}
"""The same of what was there before, as manifests write it."""


def _check_members(data: Mapping[str, Json], types: Mapping[str, Any]) -> None:
    """Raises: TypeError."""
    for name, value in data.items():
        if name in types and not isinstance(value, types[name]):
            raise TypeError
        if name in ("hook", "runOn") and isinstance(value, list):
            list(map(_text, value))
        if isinstance(value, dict) and name != "headers":
            _check_members(value, types)


_TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("protected", "confirmed", "sent", "unverified"), bool),
    **dict.fromkeys(("done", "failed", "unknown", "serial"), int),
    **dict.fromkeys(("compared", "fingerprints", "secrets"), dict),
    "before": (dict, NoneType),
    "known_ids": list,
}
"""Of members; all others are text."""


def _checked(name: str, value: Json) -> Any:
    """The member's value, if it has its type: a key and a list as the model has them.

    Raises: TypeError, ValueError.
    """
    # Python's own types would accept anything until a later use crashed.
    wanted = _TYPES.get(name, str)
    # True is an int in Python, and no serial.
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise TypeError
    # They are compared in constant time, which takes no other text.
    if name in ("digest", "key_id") and not _text(value).isascii():
        raise ValueError
    if isinstance(value, dict) and name in ("compared", "before"):
        _check_members(value, _COMPARED if name == "compared" else _BEFORE)
    if isinstance(value, dict) and name == "secrets":
        list(map(_text, value.values()))
    if name == "key":
        kind, _, own = _text(value).partition("/")
        if kind not in KINDS or not own:
            raise ValueError
        return Key(kind, own)
    return tuple(map(_text, value)) if isinstance(value, list) else value


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
