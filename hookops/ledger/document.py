"""The ledger's shape: `Ledger` <-> JSON text. Strict: what it does not know it refuses."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, TypeVar

from hookops.model.errors import InvalidInput
from hookops.model.resource import (
    ApplyRecord,
    Fingerprint,
    Intent,
    Json,
    Key,
    Ledger,
    Managed,
    Tombstone,
)

FORMAT = 1
KEPT_APPLIES = 20
"""So many of the last applies are kept; tombstones are kept all."""

V = TypeVar("V")


def dumps(ledger: Ledger) -> str:
    """The document; one value a line, so that two versions can be compared by eye."""
    document = {
        "format": FORMAT,
        "organization": ledger.organization,
        "serial": ledger.serial,
        "managed": [_plain(m) for _, m in sorted(ledger.managed.items())],
        "intents": [_plain(intent) for intent in ledger.intents],
        "tombstones": [_plain(tombstone) for tombstone in ledger.tombstones],
        "applies": [_plain(record) for record in ledger.applies[-KEPT_APPLIES:]],
    }
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"


def loads(text: str, place: str) -> Ledger:
    """The ledger of a document.

    Shape: `place` names the file, for messages.
    Raises: InvalidInput when it is not a whole ledger of a format that we know; it is never
    repaired or overwritten.
    """
    try:
        document = json.loads(text)
        if document["format"] != FORMAT:
            raise InvalidInput(
                f"{place}: ledger format {document['format']!r}, this hookops knows {FORMAT}",
                "use the version of hookops that wrote it, or a newer one",
            )
        managed = [_managed(item) for item in document["managed"]]
        ledger = Ledger(
            organization=_text(document["organization"]),
            serial=int(document["serial"]),
            managed={m.key: m for m in managed},
            intents=tuple(_value(Intent, item) for item in document["intents"]),
            tombstones=tuple(_value(Tombstone, item) for item in document["tombstones"]),
            applies=tuple(_value(ApplyRecord, item) for item in document["applies"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise InvalidInput(_damage(text, place, problem), _RESTORE) from None
    _unique(managed, place)
    return ledger


_RESTORE = "restore it from Git or a backup; hookops neither repairs nor overwrites it"


def _damage(text: str, place: str, problem: Exception) -> str:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(("<<<<<<< ", "=======", ">>>>>>> ")):
            return f"{place}:{number}: the ledger has conflict markers of a merge"
    if not text.strip():
        return f"{place}: the ledger is empty"
    if isinstance(problem, json.JSONDecodeError):
        return f"{place}:{problem.lineno}:{problem.colno}: the ledger is not valid JSON"
    return f"{place}: the ledger is not complete"


def _unique(managed: list[Managed], place: str) -> None:
    ids = [m.id for m in managed]
    for hook_id in ids:
        if ids.count(hook_id) > 1:
            raise InvalidInput(f"{place}: two entries have the id {hook_id}", _RESTORE)


def _plain(value: Any) -> dict[str, Json]:
    data = asdict(value)
    key: Json = data.pop("key", None)
    return {**({"key": f"{key['kind']}/{key['name']}"} if key else {}), **data}


def _managed(item: Mapping[str, Json]) -> Managed:
    prints = {path: _value(Fingerprint, f) for path, f in item["fingerprints"].items()}
    return _value(Managed, {**item, "fingerprints": prints})


def _value(cls: type[V], item: Mapping[str, Json]) -> V:
    names = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    if unknown := set(item) - names:
        raise ValueError(f"unknown members {sorted(unknown)}")
    data = {name: tuple(v) if isinstance(v, list) else v for name, v in item.items()}
    if "key" in data:
        kind, _, name = _text(data["key"]).partition("/")
        data["key"] = Key(kind, name)
    return cls(**data)


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("text was expected")
    return value
