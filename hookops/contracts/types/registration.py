"""Rules for the commands of registration hooks, and for where their errors are shown."""

import re
from collections.abc import Iterator, Mapping

from hookops.contracts.commands import ACTION, PROFILE, PROGRESSIVE
from hookops.contracts.reading import at, commands, items, mapping
from hookops.contracts.values import Command, Hit, hit
from hookops.model.resource import Json
from hookops.model.source import FieldPath

_LOCATION = re.compile(r"data\.(userProfile|userProfileUpdate)\.(.+)")


def check(request: Mapping[str, Json], members: Mapping[str, Json]) -> Iterator[Hit]:
    """What is wrong with the commands and the error."""
    progressive = request.get("requestType") == "progressive.profile"
    has_error = isinstance(members.get("error"), dict)
    for command in commands(members, ACTION):
        yield from _action(command, has_error=has_error)
    for command in commands(members, PROFILE, PROGRESSIVE):
        yield from _kind(command, progressive=progressive)
        yield from _profile(command)
        if has_error:
            yield hit("registration.4b", command.path)
    yield from _disagreement(members)
    yield from _twice(members)
    if has_error:
        yield from _error(request, members["error"])


def decision(command: Command) -> str:
    """`ALLOW` or `DENY`; empty when the value says neither."""
    found = mapping(command.value).get("registration")
    return found if isinstance(found, str) and found in ("ALLOW", "DENY") else ""


def _action(command: Command, *, has_error: bool) -> Iterator[Hit]:
    path, found = (*command.path, "value"), decision(command)
    if not found:
        slip = "action" in mapping(command.value) and "registration" not in command.value
        yield hit("registration.3b" if slip else "registration.3a", path)
    elif found == "ALLOW":
        yield hit("registration.4b" if has_error else "registration.4a", path)
    elif not has_error:
        yield hit("registration.7a", path)


def _kind(command: Command, *, progressive: bool) -> Iterator[Hit]:
    if progressive and command.type == PROFILE:
        yield hit("registration.1", (*command.path, "type"))
    if not progressive and command.type == PROGRESSIVE:
        yield hit("registration.2", (*command.path, "type"))


def _profile(command: Command) -> Iterator[Hit]:
    path = (*command.path, "value")
    if not isinstance(command.value, dict):
        yield hit("registration.5a", path)
    elif not command.value:
        yield hit("registration.5b", path)
    elif "password" in command.value:
        yield hit("registration.6", (*path, "password"))


def _disagreement(members: Mapping[str, Json]) -> Iterator[Hit]:
    found = [(command, decision(command)) for command in commands(members, ACTION)]
    said = [(command, word) for command, word in found if word]
    if said and said[-1][1] != said[0][1]:
        yield hit("registration.9a", said[-1][0].path)


def _twice(members: Mapping[str, Json]) -> Iterator[Hit]:
    seen: set[str] = set()
    for command in commands(members, PROFILE, PROGRESSIVE):
        for name in mapping(command.value):
            if name in seen:
                yield hit("registration.9b", (*command.path, "value", name), name=name)
            seen.add(name)


def _error(request: Mapping[str, Json], error: Mapping[str, Json]) -> Iterator[Hit]:
    causes = error.get("errorCauses")
    if causes is None or causes == []:
        yield hit("registration.7b", ("error",))
    for index, cause in enumerate(items(causes)):
        location = mapping(cause).get("location", "")
        if "location" in mapping(cause) and not _shown(request, location):
            path: FieldPath = ("error", "errorCauses", index, "location")
            yield hit("registration.8", path)


def _shown(request: Mapping[str, Json], location: Json) -> bool:
    """Whether the location names an attribute of the request.

    Source: Okta's examples say `data.userProfile` also where the attributes are in
    `data.userProfileUpdate`.
    """
    found = _LOCATION.fullmatch(location) if isinstance(location, str) else None
    if found is None:
        return False
    given = at(request, "data", found[1])
    if given is None:
        given = at(request, "data", "userProfileUpdate")
    return found[2] in mapping(given)
