"""Registration hooks: who may register, with which profile, and where errors are shown."""

import re
from collections.abc import Iterator, Mapping

from hookops.contracts.reading import at, commands, items, mapping
from hookops.contracts.requests.samples import Sample
from hookops.contracts.requests.templates import render
from hookops.contracts.types.base import Contract
from hookops.contracts.values import Command, Effect, Hit, hit
from hookops.kinds.inline_hook.types import REGISTRATION
from hookops.model.resource import Json
from hookops.model.source import FieldPath
from hookops.model.text import plural

ACTION = "com.okta.action.update"
PROFILE = "com.okta.user.profile.update"
PROGRESSIVE = "com.okta.user.progressive.profile.update"

_LOCATION = re.compile(r"data\.(userProfile|userProfileUpdate)\.(.+)")


def self_service(sample: Sample) -> dict[str, Json]:
    """Somebody fills in the form to register.

    Source: Okta Management API, RegistrationInlineHookSSRData.
    """
    return _registration(sample, "self-service")


def classic(sample: Sample) -> dict[str, Json]:
    """Somebody registers with an organization of the Classic Engine.

    Source: Okta, Registration inline hook (guide, Classic Engine): no requestType. A payload that
    was recorded there has null for the action.
    """
    return _registration(sample, "classic")


def progressive_profile(sample: Sample) -> dict[str, Json]:
    """Somebody who has an account is asked for more attributes.

    Source: Okta Management API, RegistrationInlineHookPPData.
    """
    attributes = dict(sample.user.attributes) or {"employeeNumber": "1234"}
    return render("registration", "progressive-profile", sample, attributes=attributes)


def _registration(sample: Sample, variant: str) -> dict[str, Json]:
    request = render("registration", variant, sample)
    request["data"]["userProfile"].update(sample.user.attributes)
    return request


def check(request: Mapping[str, Json], members: Mapping[str, Json]) -> Iterator[Hit]:
    """What is wrong with the commands and the error."""
    # Only the request says whether it is a registration or an update, and each has a command.
    progressive = _is_update(request)
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
        # Okta's prose and its examples differ on the name of this member.
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
    for name, value in mapping(command.value).items():
        if isinstance(value, dict):
            yield hit("registration.10", (*path, name), name=name)


def _disagreement(members: Mapping[str, Json]) -> Iterator[Hit]:
    # The first is compared with the last, which is what Okta does; one in between is not reported.
    found = [(command, decision(command)) for command in commands(members, ACTION)]
    decided = [(command, word) for command, word in found if word]
    if decided and decided[-1][1] != decided[0][1]:
        yield hit("registration.9a", decided[-1][0].path)


def _twice(members: Mapping[str, Json]) -> Iterator[Hit]:
    # Across commands: two commands that set one attribute are as unclear as one that does.
    seen: set[str] = set()
    for command in commands(members, PROFILE, PROGRESSIVE):
        for name in mapping(command.value):
            if name in seen:
                yield hit("registration.9b", (*command.path, "value", name), name=name)
            seen.add(name)


def _error(request: Mapping[str, Json], error: Mapping[str, Json]) -> Iterator[Hit]:
    causes = error.get("errorCauses")
    # No error, but users then read a general text instead of one at a field.
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


def _shown_text(request: Mapping[str, Json], error: Mapping[str, Json]) -> str:
    """What the form shows. Source: Okta Management API, create-registration-hook."""
    if error.get("errorCauses"):
        return "the errorSummary of each cause at its field"
    if _is_update(request):
        return '"We found some errors. Please review the form and make corrections."'
    return '"Registration cannot be completed at this time."'


def _is_update(request: Mapping[str, Json]) -> bool:
    return request.get("requestType") == "progressive.profile"


def _applied(request: Mapping[str, Json], members: Mapping[str, Json]) -> Effect:
    decisions = [decision(command) for command in commands(members, ACTION)]
    if "DENY" in decisions[-1:]:
        text = "Profile update denied." if _is_update(request) else "Registration denied."
        return "refused", f'users are stopped and see "{text}"'
    updates = commands(members, PROFILE, PROGRESSIVE)
    count = sum(len(mapping(command.value)) for command in updates)
    if not count:
        return CONTRACT.effect("default")
    what = "profile update" if _is_update(request) else "registration"
    return "applied", f"the {what} goes on with {plural(count, 'attribute')} set by the hook"


CONTRACT = Contract(
    row=REGISTRATION,
    variants={
        "self-service": self_service,
        "progressive-profile": progressive_profile,
        "classic": classic,
    },
    commands=(ACTION, PROFILE, PROGRESSIVE),
    check=check,
    applied=_applied,
    shown=_shown_text,
    undocumented=("registration.2",),
    # registration.4b is about commands beside an error: there, DENY goes well with one.
    commands_with_error="",
)
