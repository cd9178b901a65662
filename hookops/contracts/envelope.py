"""Rules about what all bodies share: `commands`, `error`, `debugContext`."""

import re
from collections.abc import Iterator, Mapping, Sequence

from hookops.contracts import unread
from hookops.contracts.reading import MEMBERS, Body, commands, items
from hookops.contracts.types.base import Contract
from hookops.contracts.values import Hit, hit
from hookops.model.resource import Json
from hookops.model.source import FieldPath

_PLACES = ("body", "header", "url", "query")
# Names are compared by their letters and dots alone: Okta's own examples misspell some.
_STRAY = re.compile(r"[^A-Za-z.]")


def check(contract: Contract, body: Body) -> Iterator[Hit]:
    """What is wrong with a body, but for the values of its commands."""
    # Each return is a body in which nothing more can be looked for: no JSON, then no object.
    # After that every member is judged, so that one preview names all mistakes (test_cases).
    if not body.is_json:
        yield hit("all.6a")
        return
    if body.marked:
        yield hit("all.6e")
    for name in body.doubles:
        yield hit("all.6d", name=name)
    members = body.members
    yield from unread.check(body.value, members)
    if not isinstance(body.value, dict):
        yield hit("all.6b")
        return
    for name in MEMBERS:
        if name in body.value and body.value[name] is None:
            yield hit("all.16", (name,), name=name)
    yield from _commands(contract, members)
    if "error" in members:
        yield from _error(contract, members["error"])
        both = isinstance(members["error"], dict) and items(members.get("commands"))
        if both and contract.commands_with_error:
            yield hit(contract.commands_with_error, ("commands",))
    # Documented: Okta copies it to the System Log. Nothing says that it reads any of it.
    if not isinstance(members.get("debugContext", {}), dict):
        yield hit("all.13", ("debugContext",))


def _commands(contract: Contract, members: Mapping[str, Json]) -> Iterator[Hit]:
    value = members.get("commands", [])
    if not isinstance(value, list):
        yield hit("all.8a", ("commands",))
        return
    for index, item in enumerate(value):
        yield from _command(("commands", index), item)
    for command in commands(members):
        yield from _name((*command.path, "type"), contract, command.type)
    asks_nothing = members.get("commands") == [] and "error" not in members
    if asks_nothing and contract.no_commands:
        yield hit(contract.no_commands, ("commands",))


def _command(path: FieldPath, item: Json) -> Iterator[Hit]:
    if not isinstance(item, dict):
        yield hit("all.8b", path)
        return
    if "type" not in item:
        yield hit("all.8c", path)
    elif not isinstance(item["type"], str):
        yield hit("all.8e", (*path, "type"))
    # null is a value here: what it means is for the rules of the type.
    if "value" not in item:
        yield hit("all.8d", path)


def _name(path: FieldPath, contract: Contract, name: str) -> Iterator[Hit]:
    known = contract.commands
    if name in known:
        return
    names = {"type": name, "title": contract.row.title, "types": ", ".join(known)}
    yield hit(contract.unknown_command, path, **names)
    right = _meant(name, known)
    if right:
        yield hit("all.9b", path, type=name, right=right)


def _meant(name: str, known: Sequence[str]) -> str:
    """The command that the name is a slip of; empty when it is none."""
    # `com.action.update` and `com.okta.Action.Update` are slips of one name.
    tail = _STRAY.sub("", name).removeprefix("com.").removeprefix("okta.").lower()
    near = (right for right in known if right.removeprefix("com.okta.").lower() == tail)
    return next(near, "")


def _error(contract: Contract, error: Json) -> Iterator[Hit]:
    if not isinstance(error, dict):
        yield hit("all.10a", ("error",))
        return
    yield hit(contract.error_rules[0], ("error",))
    summary = error.get("errorSummary")
    if not isinstance(summary, str) or not summary.strip():
        yield hit("all.10b", ("error",))
    path: FieldPath = ("error", "errorCauses")
    # Causes may be missing: most types show users the summary alone.
    causes = error.get("errorCauses", [])
    if not isinstance(causes, list):
        yield hit("all.12c", path)
    for index, cause in enumerate(items(causes)):
        yield from _cause((*path, index), cause, contract.cause_members)


def _cause(path: FieldPath, cause: Json, needed: Sequence[str]) -> Iterator[Hit]:
    members = cause if isinstance(cause, dict) else {}
    lacking = [name for name in needed if name not in members]
    if lacking:
        yield hit("all.12a", path, names=", ".join(lacking))
    # A list for `in`: the value may be of a type that has no hash.
    if "locationType" in members and members["locationType"] not in list(_PLACES):
        yield hit("all.12b", (*path, "locationType"))
