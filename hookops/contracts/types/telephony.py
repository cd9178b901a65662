"""Rules for the commands of telephony hooks."""

from collections.abc import Iterator, Mapping

from hookops.contracts.commands import DELIVERY
from hookops.contracts.reading import commands, items, place
from hookops.contracts.values import Command, Hit, hit
from hookops.model.resource import Json
from hookops.model.source import FieldPath

_TEXTS = ("provider", "transactionId", "transactionMetadata")
_STATUSES = ("SUCCESSFUL", "PENDING", "FAILED")


def check(_request: Mapping[str, Json], members: Mapping[str, Json]) -> Iterator[Hit]:
    """What is wrong with the commands, or with an answer that says nothing."""
    for index, item in enumerate(items(members.get("commands"))):
        if isinstance(item, dict) and "status" in item:
            yield hit("telephony.4", ("commands", index, "status"))
    for command in commands(members, DELIVERY):
        yield from _command(command)
    if members.get("commands", []) == [] and "error" not in members:
        yield hit("telephony.8")
    if isinstance(members.get("error"), dict) and "SUCCESSFUL" in statuses(members):
        yield hit("telephony.7", ("error",))


def statuses(members: Mapping[str, Json]) -> list[str]:
    """The statuses of well-formed commands, in their order."""
    found = [
        item.get("status")
        for command in commands(members, DELIVERY)
        for item in items(command.value)
        if isinstance(item, dict)
    ]
    return [status for status in found if isinstance(status, str) and status in _STATUSES]


def _command(command: Command) -> Iterator[Hit]:
    path: FieldPath = (*command.path, "value")
    if not isinstance(command.value, list) or not command.value:
        yield hit("telephony.2a", path)
        return
    if len(command.value) > 1:
        yield hit("telephony.2b", path)
    for index, item in enumerate(command.value):
        if isinstance(item, dict):
            yield from _delivery((*path, index), item)
        else:
            yield hit("telephony.2a", (*path, index))


def _delivery(path: FieldPath, item: Mapping[str, Json]) -> Iterator[Hit]:
    status = item.get("status")
    if status == "SUCCESS":
        yield hit("telephony.3b", (*path, "status"))
    elif status not in list(_STATUSES):
        yield hit("telephony.3a", place(path, item, "status"))
    elif status != "SUCCESSFUL":
        yield hit("unknown.delivery", (*path, "status"), status=status)
    for name in item:
        if name not in ("status", *_TEXTS):
            yield hit("telephony.5b", (*path, name), name=name)
        elif name in _TEXTS and not isinstance(item[name], str):
            yield hit("telephony.5a", (*path, name), name=name)
    if "provider" not in item and "transactionId" not in item:
        yield hit("telephony.6", path)
