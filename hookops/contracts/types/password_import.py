"""Rules for the commands of password import hooks."""

from collections.abc import Iterator, Mapping

from hookops.contracts.commands import ACTION
from hookops.contracts.reading import commands, mapping
from hookops.contracts.values import Command, Hit, hit
from hookops.model.resource import Json


def check(_request: Mapping[str, Json], members: Mapping[str, Json]) -> Iterator[Hit]:
    """What is wrong with the commands, or with an error where none is documented."""
    found = list(commands(members, ACTION))
    for command in found:
        if not credential(command):
            yield hit("password.2", (*command.path, "value"))
    if len(found) > 1:
        yield hit("password.3a", found[1].path)
    if len({credential(command) for command in found} - {""}) > 1:
        yield hit("password.3b", ("commands",))
    if "error" in members:
        yield hit("password.5", ("error",))
        yield hit("unknown.password-error", ("error",))
    elif members.get("commands", []) == []:
        yield hit("password.4")


def credential(command: Command) -> str:
    """`VERIFIED` or `UNVERIFIED`; empty when the value says neither."""
    found = mapping(command.value).get("credential")
    return found if isinstance(found, str) and found in ("VERIFIED", "UNVERIFIED") else ""
