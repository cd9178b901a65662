"""JSON that Okta's API answered, or that somebody would send to it -> things as a list has them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hookops.kinds import LISTED
from hookops.kinds.listed import Listed
from hookops.manifest.export.export import export
from hookops.manifest.export.values import About, Exported
from hookops.model.errors import InvalidInput
from hookops.model.registry.unsupported import Unsupported
from hookops.model.resource import ID, Actual, Json, Snapshot
from hookops.model.text import show

_HINT = "give it what GET answers for one hook, all hooks, or hook keys"
_MADE = "unregistered"
"""How the ids begin of what has none: 20 letters and digits, as Okta's have."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file of JSON is as manifests."""

    made: Exported
    secrets: tuple[str, ...]
    """Where the file has a secret, in words; none of them is written anywhere."""


def import_answers(text: str, file: str) -> Imported:
    """Manifests of everything in the text. Raises: InvalidInput, without a part of the text."""
    things = [
        _with_id(raw, number) for number, raw in enumerate(_objects(_load(text, file), file), 1)
    ]
    seen = snapshot_of(things, file)
    secrets = tuple(
        f"{path} of {show(str(raw.get('name')))}"
        for raw in things
        for path in _kind_of(raw, file).secret_paths(raw)
    )
    return Imported(export(seen, about=lambda actual: _about(actual, file)), secrets)


def snapshot_of(things: Sequence[Mapping[str, Json]], file: str) -> Snapshot:
    """The things as if they were all that an org has; what calls them is not known.

    Raises: InvalidInput for what is nothing of Okta's that hookops manages, or is there twice.
    """
    actuals: dict[str, Actual] = {}
    unsupported: dict[str, Unsupported] = {}
    for raw in things:
        kind = _kind_of(raw, file)
        if raw["id"] in actuals or raw["id"] in unsupported:
            raise InvalidInput(f"{file} has one id twice", _HINT)
        actual = kind.read(raw)
        if actual is None:
            unsupported[raw["id"]] = Unsupported(kind.name, raw["id"], raw)
        else:
            actuals[raw["id"]] = actual
    ordered = sorted(actuals.values(), key=lambda actual: (actual.kind, actual.id))
    return Snapshot(tuple(ordered), tuple(unsupported), described=unsupported)


def _load(text: str, file: str) -> Json:
    try:
        found = json.loads(text.removeprefix("\ufeff"))
        # Half a character is JSON, and can be in no file that comes of it.
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        # Not the library's message, which quotes the text: there may be a secret in it.
        raise InvalidInput(f"{file} is not valid JSON", _HINT) from None
    return found


def _objects(data: Json, file: str) -> Iterator[Mapping[str, Json]]:
    for number, raw in enumerate(data if isinstance(data, list) else [data], start=1):
        if not isinstance(raw, dict):
            raise InvalidInput(f"{file}: element {number} is no object", _HINT)
        yield raw


def _with_id(raw: Mapping[str, Json], number: int) -> dict[str, Json]:
    """What a list would have of it: a body for a create has no id and no status."""
    id_ = raw.get("id")
    given = isinstance(id_, str) and ID.fullmatch(id_) is not None
    return {"status": "ACTIVE", **raw, "id": id_ if given else f"{_MADE}{number:08}"}


def _about(actual: Actual, file: str) -> About:
    if actual.id.startswith(_MADE):
        return About(f"as {show(file)} has it, without an id", exists=False)
    return About(f"({actual.id}) as {show(file)} has it")


def _kind_of(raw: Mapping[str, Json], file: str) -> Listed[Json]:
    for kind in LISTED.values():
        if kind.recognizes(raw):
            return kind
    raise InvalidInput(f"{file} has something that is neither a hook nor a hook key", _HINT)
