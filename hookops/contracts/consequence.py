"""From findings and an answer to what Okta does. The words stand in `effects.py`."""

from collections.abc import Callable, Collection, Mapping

from hookops.contracts import effects
from hookops.contracts.commands import ACTION, PROFILE, PROGRESSIVE, RETRIED
from hookops.contracts.effects import Effect
from hookops.contracts.reading import Body, at, commands, items, mapping, operations
from hookops.contracts.types.password_import import credential
from hookops.contracts.types.registration import decision
from hookops.contracts.types.telephony import statuses
from hookops.contracts.types.user_import import result
from hookops.contracts.values import Answer, NoAnswer
from hookops.kinds.inline_hook.types import (
    PASSWORD_IMPORT,
    REGISTRATION,
    SAML,
    TELEPHONY,
    TOKEN,
    USER_IMPORT,
)
from hookops.model.resource import Json
from hookops.model.text import plural

_FAILED = {"all.1a", "all.2a", "all.2b", "all.2c", "all.3a", "all.3b"}
_RETRIED = {"all.1a", "all.2c"}
_UNREADABLE = {"all.6a", "all.6b", "all.8a", "all.8b", "all.8c", "all.8d", "all.8e", "all.10a"}


def consequence(
    hook_type: str,
    request: Mapping[str, Json],
    answer: Answer | NoAnswer,
    body: Body,
    broken: Collection[str],
) -> Effect:
    """What Okta does. Shape: `broken` are ids of errors, and of `all.6b`, which is as bad."""
    if not _FAILED.isdisjoint(broken):
        return _failed(hook_type, broken)
    if "all.5a" in broken:
        return effects.TOO_LARGE
    if not _UNREADABLE.isdisjoint(broken):
        return effects.BAD[hook_type]
    if isinstance(body.members.get("error"), dict):
        return _error(hook_type, request, body.members["error"])
    if broken:
        return effects.BAD[hook_type]
    if not items(body.members.get("commands")):
        return _nothing(hook_type, answer)
    return _APPLIED[hook_type](request, body.members)


def _failed(hook_type: str, broken: Collection[str]) -> Effect:
    outcome, words = effects.FAILED[hook_type]
    again = hook_type in RETRIED and not _RETRIED.isdisjoint(broken)
    return outcome, effects.RETRY + words if again else words


def _nothing(hook_type: str, answer: Answer | NoAnswer) -> Effect:
    if hook_type == TELEPHONY.name:
        return effects.BAD[hook_type]
    empty = isinstance(answer, Answer) and answer.status == 200 and not answer.body
    return effects.EMPTY if empty else effects.DEFAULT[hook_type]


def _error(hook_type: str, request: Mapping[str, Json], error: Mapping[str, Json]) -> Effect:
    outcome, words = effects.ERROR[hook_type]
    summary = error.get("errorSummary")
    given = isinstance(summary, str) and bool(summary.strip())
    shown = "its errorSummary" if given else '"The callback service returned an error"'
    if hook_type == REGISTRATION.name:
        shown = _registration_text(request, error)
    return outcome, words.format(shown=shown)


def _registration_text(request: Mapping[str, Json], error: Mapping[str, Json]) -> str:
    """What the form shows. Source: Okta Management API, create-registration-hook."""
    if error.get("errorCauses"):
        return "the errorSummary of each cause at its field"
    if _progressive(request):
        return '"We found some errors. Please review the form and make corrections."'
    return '"Registration cannot be completed at this time."'


def _progressive(request: Mapping[str, Json]) -> bool:
    return request.get("requestType") == "progressive.profile"


def _registration(request: Mapping[str, Json], members: Mapping[str, Json]) -> Effect:
    decisions = [decision(command) for command in commands(members, ACTION)]
    if "DENY" in decisions[-1:]:
        text = "Profile update denied." if _progressive(request) else "Registration denied."
        return "refused", f'users are stopped and see "{text}"'
    updates = commands(members, PROFILE, PROGRESSIVE)
    count = sum(len(mapping(command.value)) for command in updates)
    if not count:
        return "default", "the registration or profile update goes on unchanged"
    what = "profile update" if _progressive(request) else "registration"
    return "applied", f"the {what} goes on with {plural(count, 'attribute')} set by the hook"


def _saml(_request: Mapping[str, Json], members: Mapping[str, Json]) -> Effect:
    return "applied", f"the assertion goes out after {_operations(members)}"


def _token(_request: Mapping[str, Json], members: Mapping[str, Json]) -> Effect:
    return "applied", f"the token goes out after {_operations(members)}"


def _operations(members: Mapping[str, Json]) -> str:
    count = sum(1 for command in commands(members) for _ in operations(command))
    return f"{plural(count, 'operation')} of the hook"


def _password(_request: Mapping[str, Json], members: Mapping[str, Json]) -> Effect:
    said = {credential(command) for command in commands(members, ACTION)}
    if len(said) > 1:
        return "unknown", "no document says which of two commands that disagree wins"
    if said == {"VERIFIED"}:
        return "applied", "the user signs in and Okta imports the password"
    return "refused", "the sign-in is refused and the password is not imported"


def _import(request: Mapping[str, Json], members: Mapping[str, Json]) -> Effect:
    said = [result(command) for command in commands(members, ACTION)]
    final = said[-1] if said else at(request, "data", "action", "result")
    words = "linked to an existing user" if final == "LINK_USER" else "created"
    return "applied", f"the imported user is {words}, with the hook's changes"


def _telephony(_request: Mapping[str, Json], members: Mapping[str, Json]) -> Effect:
    if set(statuses(members)) == {"SUCCESSFUL"}:
        return "applied", "the service has sent the message, and Okta sends none"
    return "unknown", "no document says whether Okta then sends the message itself"


_APPLIED: Mapping[str, Callable[[Mapping[str, Json], Mapping[str, Json]], Effect]] = {
    REGISTRATION.name: _registration,
    SAML.name: _saml,
    TOKEN.name: _token,
    PASSWORD_IMPORT.name: _password,
    USER_IMPORT.name: _import,
    TELEPHONY.name: _telephony,
}
