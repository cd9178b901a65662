"""Telephony hooks: a one-time code goes out by the service, or by Okta itself."""

from collections.abc import Iterator, Mapping

from hookops.contracts.reading import at, commands, items, place
from hookops.contracts.requests.samples import Sample
from hookops.contracts.requests.templates import render
from hookops.contracts.types.base import Confidential, Contract
from hookops.contracts.values import Command, Effect, Hit, hit
from hookops.kinds.inline_hook.types import TELEPHONY
from hookops.model.resource import Json
from hookops.model.source import FieldPath

DELIVERY = "com.okta.telephony.action"

_TEXTS = ("provider", "transactionId", "transactionMetadata")
# Only SUCCESSFUL is sure to keep Okta from sending; of the others no document says so.
_STATUSES = ("SUCCESSFUL", "PENDING", "FAILED")


def sms(sample: Sample) -> dict[str, Json]:
    """Somebody gets a code as a text message. Source: Okta Management API, TelephonyRequestData."""
    return _request("sms", sample)


def voice(sample: Sample) -> dict[str, Json]:
    """Somebody gets a code by a call.

    Source: Okta, Telephony inline hook reference: `voice call`, and no msgTemplate. Whether the
    wire has it spelt so, no example shows.
    """
    return _request("voice", sample)


def _request(variant: str, sample: Sample) -> dict[str, Json]:
    # Okta's examples have EN-US here, and en_US in the profile of a user.
    locale = sample.user.locale.replace("_", "-").upper()
    return render("telephony", variant, sample, locale=locale)


def check(_request: Mapping[str, Json], members: Mapping[str, Json]) -> Iterator[Hit]:
    """What is wrong with the commands, or with an answer that says nothing."""
    # The status may stand beside `value` (4), in it (2, 3), nowhere (8), or beside an error (7).
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
    # SUCCESS is the slip that people make (3b). A list for `in`: the status may have no hash.
    if status == "SUCCESS":
        yield hit("telephony.3b", (*path, "status"))
    elif status not in list(_STATUSES):
        yield hit("telephony.3a", place(path, item, "status"))
    elif status == "FAILED":
        yield hit("telephony.11", (*path, "status"))
    elif status != "SUCCESSFUL":
        yield hit("unknown.delivery", (*path, "status"), status=status)
    for name in item:
        if name not in ("status", *_TEXTS):
            yield hit("telephony.5b", (*path, name), name=name)
        elif name in _TEXTS and not isinstance(item[name], str):
            yield hit("telephony.5a", (*path, name), name=name)
    # One of the two is enough to find a message at its provider.
    if "provider" not in item and "transactionId" not in item:
        yield hit("telephony.6", path)


def _applied(_request: Mapping[str, Json], members: Mapping[str, Json]) -> Effect:
    if set(statuses(members)) == {"SUCCESSFUL"}:
        return "applied", "the service has sent the message, and Okta sends none"
    return "unknown", "no document says whether Okta then sends the message itself"


def _guess(request: Mapping[str, Json]) -> Iterator[Hit]:
    channel = at(request, "data", "messageProfile", "deliveryChannel")
    if isinstance(channel, str) and channel.lower() != "sms":
        yield hit("unknown.voice", found=channel)


def _recipient(request: Mapping[str, Json]) -> str:
    return str(at(request, "data", "messageProfile", "phoneNumber"))


_MESSAGE = ("data", "messageProfile")

CONTRACT = Contract(
    row=TELEPHONY,
    variants={"sms": sms, "voice": voice},
    commands=(DELIVERY,),
    check=check,
    applied=_applied,
    confidential=(
        Confidential((*_MESSAGE, "otpCode"), lambda sample: sample.code, repeated="telephony.9"),
        Confidential((*_MESSAGE, "msgTemplate"), lambda sample: f"Your code is {sample.code}"),
    ),
    recipient=_recipient,
    retried=False,
    # Source: Okta Management API, createTelephonyInlineHook: 200 is the only success.
    no_content="all.3a",
    # That it has failed, the service may also say in a command.
    error_rules=("telephony.10", "telephony.11"),
    guesses=_guess,
    # All that Okta's own examples for telephony have.
    cause_members=("errorSummary", "reason", "location"),
    # telephony.8 is about every answer that says nothing: Okta then sends the message itself.
    empty_body="telephony.8",
    no_commands="",
    unknown_command="telephony.1",
)
