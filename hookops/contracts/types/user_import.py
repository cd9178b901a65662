"""User import hooks: an imported person becomes a new user, or one that there is."""

from collections.abc import Iterator, Mapping, Sequence

from hookops.contracts.reading import at, commands, items, mapping, unfit
from hookops.contracts.requests.samples import Sample
from hookops.contracts.requests.templates import render
from hookops.contracts.types.base import Contract
from hookops.contracts.values import Command, Effect, Hit, hit
from hookops.kinds.inline_hook.types import USER_IMPORT
from hookops.model.resource import Json

ACTION = "com.okta.action.update"
PROFILE = "com.okta.user.profile.update"
APP_PROFILE = "com.okta.appUser.profile.update"
LINK = "com.okta.user.update"


def create(sample: Sample) -> dict[str, Json]:
    """An import found somebody whose login is another user's, and Okta would create a user.

    Source: Okta Management API, UserImportPayloadExample. The only type whose requests lack
    `data.context.request`.
    """
    return _import(sample, "CREATE_USER", conflicts=("login",))


def no_conflict(sample: Sample) -> dict[str, Json]:
    """An import found somebody whom Okta does not know.

    Source: Okta Management API, UserImportRequestData: conflicts are there where the user matches
    another.
    """
    return _import(sample, "CREATE_USER", conflicts=())


def link(sample: Sample) -> dict[str, Json]:
    """An import found somebody whom Okta knows.

    Source: Okta Management API, UserImportRequestData, whose prose has data.user.id then.
    """
    request = _import(sample, "LINK_USER", conflicts=("login",))
    request["data"]["user"] = {"id": sample.user.id, **request["data"]["user"]}
    return request


def _import(sample: Sample, result: str, conflicts: Sequence[str]) -> dict[str, Json]:
    found = {"conflicts": list(conflicts)} if conflicts else {}
    context = {**found, **render("user_import", "context", sample)}
    request = render("user_import", "import", sample, context=context, result=result)
    request["data"]["appUser"]["profile"].update(sample.user.attributes)
    return request


def check(request: Mapping[str, Json], members: Mapping[str, Json]) -> Iterator[Hit]:
    """What is wrong with the commands, one by one and together."""
    actions = list(commands(members, ACTION))
    links = list(commands(members, LINK))
    for command in actions:
        if not result(command):
            yield hit("import.2", (*command.path, "value"))
    for command in commands(members, PROFILE, APP_PROFILE):
        yield from _profile(command)
    # Profiles may be set in several commands, an action or a link is one decision.
    for several in (actions, links):
        if len(several) > 1:
            yield hit("import.5a", several[1].path, type=several[1].type)
    yield from _linking(request, actions, links)
    yield from _conflicts(request, members, actions)


def result(command: Command) -> str:
    """`CREATE_USER` or `LINK_USER`; empty when the value says neither."""
    found = mapping(command.value).get("result")
    return found if isinstance(found, str) and found in ("CREATE_USER", "LINK_USER") else ""


def _profile(command: Command) -> Iterator[Hit]:
    path = (*command.path, "value")
    if not isinstance(command.value, dict):
        yield hit("import.5c", path)
        return
    if not command.value:
        yield hit("import.5b", path)
    # Okta's schema has texts alone; what it does with other values nobody knows, so they warn.
    for name, value in command.value.items():
        if isinstance(value, dict):
            yield hit("import.6b", (*path, name), found="an object")
        elif value is None or isinstance(value, list):
            yield hit("import.6b", (*path, name), found=unfit(value))
        elif not isinstance(value, str):
            yield hit("import.6a", (*path, name))


def _linking(
    request: Mapping[str, Json], actions: Sequence[Command], links: Sequence[Command]
) -> Iterator[Hit]:
    # Three rules on one pair of commands: LINK_USER must have a user (3), a user must have
    # LINK_USER, from the answer or from Okta's own proposal (4a, 4b), and the order may matter (8).
    results = {result(command): command for command in actions}
    if "LINK_USER" in results and not any(_user_of(command) for command in links):
        yield hit("import.3", results["LINK_USER"].path)
    if not links:
        return
    if "CREATE_USER" in results:
        yield hit("import.4b", links[0].path)
    elif "LINK_USER" not in results and at(request, "data", "action", "result") != "LINK_USER":
        yield hit("import.4a", links[0].path)
    if actions and links[0].path < actions[0].path:
        yield hit("import.8", links[0].path)


def _user_of(command: Command) -> bool:
    found = mapping(command.value).get("id")
    return isinstance(found, str) and bool(found.strip())


def _conflicts(
    request: Mapping[str, Json], members: Mapping[str, Json], actions: Sequence[Command]
) -> Iterator[Hit]:
    # Inferred, not documented: only a user who is created can collide, as a linked one exists.
    # After an error no document says what is imported. The last action counts, and without one
    # what Okta proposed.
    results = [result(command) for command in actions if result(command)]
    default = at(request, "data", "action", "result")
    if (results[-1] if results else default) != "CREATE_USER" or "error" in members:
        return
    touched = {
        name
        for command in commands(members, PROFILE, APP_PROFILE)
        for name in mapping(command.value)
    }
    for name in items(at(request, "data", "context", "conflicts")):
        if isinstance(name, str) and name not in touched:
            yield hit("import.7", (), name=name)


def _applied(request: Mapping[str, Json], members: Mapping[str, Json]) -> Effect:
    results = [result(command) for command in commands(members, ACTION)]
    final = results[-1] if results else at(request, "data", "action", "result")
    words = "linked to an existing user" if final == "LINK_USER" else "created"
    return "applied", f"the imported user is {words}, with the hook's changes"


CONTRACT = Contract(
    row=USER_IMPORT,
    variants={"create": create, "no-conflict": no_conflict, "link": link},
    commands=(APP_PROFILE, PROFILE, ACTION, LINK),
    check=check,
    applied=_applied,
    uses_app=True,
    error_rules=("unknown.import-error",),
    unknown_command="import.1",
    undocumented=("import.4a", "import.4b"),
)
