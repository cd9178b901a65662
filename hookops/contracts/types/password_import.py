"""Password import hooks: the password of somebody who signs in, right or wrong."""

from collections.abc import Iterator, Mapping

from hookops.contracts.reading import commands, mapping
from hookops.contracts.requests.samples import Sample
from hookops.contracts.requests.templates import render
from hookops.contracts.types.base import Confidential, Contract
from hookops.contracts.values import Command, Effect, Hit, hit
from hookops.kinds.inline_hook.types import PASSWORD_IMPORT
from hookops.model.resource import Json

ACTION = "com.okta.action.update"


def sign_in(sample: Sample) -> dict[str, Json]:
    """Somebody whose password is still elsewhere signs in.

    Source: Okta Management API, PasswordImportRequestData.
    """
    return render("password_import", "sign-in", sample)


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
    # Not documented for this type: a warning, and nobody knows what it does.
    if "error" in members:
        yield hit("unknown.password-error", ("error",))
    elif members.get("commands", []) == []:
        yield hit("password.4")


def credential(command: Command) -> str:
    """`VERIFIED` or `UNVERIFIED`; empty when the value says neither."""
    found = mapping(command.value).get("credential")
    return found if isinstance(found, str) and found in ("VERIFIED", "UNVERIFIED") else ""


def _applied(_request: Mapping[str, Json], members: Mapping[str, Json]) -> Effect:
    found = {credential(command) for command in commands(members, ACTION)}
    if len(found) > 1:
        return "unknown", "no document says which of two commands that disagree wins"
    if found == {"VERIFIED"}:
        return "applied", "the user signs in and Okta imports the password"
    return "refused", "the sign-in is refused and the password is not imported"


CONTRACT = Contract(
    row=PASSWORD_IMPORT,
    variants={"sign-in": sign_in},
    commands=(ACTION,),
    check=check,
    applied=_applied,
    confidential=(
        Confidential(
            ("data", "context", "credential", "password"),
            lambda sample: sample.password,
            repeated="password.6",
        ),
    ),
    error_rules=("password.5",),
    undocumented=("password.5",),
    # password.4 is about an empty array: only 204 is documented for the default.
    no_commands="",
    unknown_command="password.1",
)
