"""Request bodies, checked: what a create or an update says about a hook.

One body by itself, and against the hook it updates. The channel is checked in `channel.py`, and
what depends on the organization's other hooks in `operations.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hookops.emulator import facts
from hookops.emulator.control.switches import Switches
from hookops.emulator.http.errors import invalid
from hookops.emulator.http.reader import Reader
from hookops.emulator.okta.hooks import normal_forms
from hookops.emulator.okta.hooks.channel import read_channel
from hookops.emulator.store.contract import HookRecord

# ASCII: \d would else admit the digits of every script.
_VERSION_FORM = re.compile(r"\d{1,9}\.\d{1,9}\.\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class HookBody:
    """What a valid body says; `status` and unknown members are not in it: the API ignores them."""

    name: str
    type: str
    version: str
    channel: dict[str, Any] = field(repr=False)


def read_create(body: Mapping[str, Any], switches: Switches) -> HookBody:
    """The hook that `body` describes.

    Raises: ApiError with every problem of the body.
    Source: Okta Management API, InlineHookCreate.
    """
    reader = Reader()
    name = _name(reader, body)
    type_ = reader.text(body, "type")
    # The six types of the enum. Two more names, account.linking.transform and
    # custom.source.delegated.authentication, appear in texts of Okta and not in the enum.
    if type_ and type_ not in facts.load().types:
        reader.problem("type", "The value is not a supported inline hook type")
    version = _version(reader, body, type_, switches)
    channel = read_channel(reader, body.get("channel"), type_, None, switches)
    return _finish(reader, HookBody(name, type_, version, channel))


def read_replace(body: Mapping[str, Any], stored: HookRecord, switches: Switches) -> HookBody:
    """The whole of what `stored` becomes; a member left out is refused or reset.

    Source: Okta Management API, InlineHookReplace; recorded by terraform-provider-okta
    TestAccResourceOktaInlineHook_crud (PUT without headers clears them).
    """
    return _update(dict(body), stored, switches, partial=False)


def read_merge(body: Mapping[str, Any], stored: HookRecord, switches: Switches) -> HookBody:
    """What `stored` becomes when the top-level members of `body` replace its own.

    Source: none; emulator choice, see `Switches.post_update`.
    """
    return _update(dict(body), stored, switches, partial=True)


def _update(
    body: dict[str, Any], stored: HookRecord, switches: Switches, *, partial: bool
) -> HookBody:
    reader = Reader()
    if partial:
        # What a merge leaves out is what is stored; a channel that is given replaces the whole
        # channel.
        body = {"name": stored.name, "version": stored.version, **body}
    name = _name(reader, body)
    # Bodies that repeat the type are accepted, as in every recorded PUT.
    if body.get("type", stored.type) != stored.type and switches.type_change == "refuse":
        reader.problem("type", "The type cannot be changed")
    version = _changed_version(reader, body, stored, switches)
    channel = stored.channel
    if "channel" in body or not partial:
        given = body.get("channel")
        channel = read_channel(reader, given, stored.type, stored.channel, switches)
    return _finish(reader, HookBody(name, stored.type, version, channel))


def _finish(reader: Reader, body: HookBody) -> HookBody:
    if reader.problems:
        raise invalid(reader.problems)
    return body


def _name(reader: Reader, body: Mapping[str, Any]) -> str:
    return reader.text(body, "name", longest=facts.load().limits["nameLength"])


def _changed_version(
    reader: Reader, body: Mapping[str, Any], stored: HookRecord, switches: Switches
) -> str:
    version = _version(reader, body, stored.type, switches)
    # Empty is reported already, and the same version in another form is no change.
    if version in ("", stored.version, _kept_version(stored.version, switches)):
        return version
    if switches.version_change == "refuse":
        reader.problem("version", "The version cannot be changed")
    return version if switches.version_change == "accept" else stored.version


def _version(reader: Reader, body: Mapping[str, Any], type_: str, switches: Switches) -> str:
    version = reader.text(body, "version")
    known = facts.load().types.get(type_)
    match switches.version_check:
        case "form":
            accepted = _VERSION_FORM.fullmatch(version) is not None
        case "listed":
            # An unknown type is reported by itself.
            accepted = known is None or version in known.versions
        case _:
            accepted = True
    if version and not accepted:
        reader.problem("version", "The value is not a valid version number")
    return _kept_version(version, switches)


def _kept_version(version: str, switches: Switches) -> str:
    return normal_forms.version(version) if switches.version_form == "normalise" else version
