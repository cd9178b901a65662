"""What a manifest has to say so that it declares what the org has: `drift --accept`."""

from collections.abc import Mapping, Sequence

from hookops.kinds.binding.attachment_points import OCCASIONS
from hookops.kinds.binding.spec import Binding
from hookops.kinds.inline_hook.channel import (
    KEY_FIELD,
    HttpChannel,
    channel_compared,
    channel_fields,
)
from hookops.kinds.inline_hook.secret_headers import HIDDEN
from hookops.kinds.inline_hook.secret_places import CONFIG
from hookops.kinds.inline_hook.spec import Hook
from hookops.model.management.edits import Append, Edit, Remove, SetValue
from hookops.model.resource import Actual, Key, Spec, value_at
from hookops.model.secret import LOOKS_SECRET, SecretRef
from hookops.model.source import FieldPath

_SPEC: FieldPath = ("spec",)
_CONFIG = _SPEC + CONFIG
_TYPE = "a hook of another type is another hook: remove this manifest, and declare that one"
_CHANNEL = "another channel takes other fields and another secret: write the channel by hand"
_WAY = "another way to authenticate takes another secret, which nobody can read from Okta"
_NEW_SECRET = "Okta sends a secret now, and never shows it: write authScheme with its valueFrom"
_SECRET_HEADER = "the value of that header is a secret: write its valueFrom by hand"
_LOOKS_SECRET = (
    "what Okta shows there looks like a secret, so that hookops hides it: move the secret to "
    "authScheme, and change it, since everybody who can read the hook has seen it"
)
_REFUSED: Mapping[FieldPath, str] = {
    ("type",): _TYPE,
    ("channel", "type"): _CHANNEL,
    (*CONFIG, "authType"): _WAY,
}


def accept_field(
    spec: Hook, path: FieldPath, actual: Actual, names: Mapping[str, Key]
) -> Sequence[Edit] | str:
    """See `Listed.accept`."""
    now = actual.spec
    assert isinstance(now, Hook)
    if path in _REFUSED:
        return _REFUSED[path]
    if path[: len(CONFIG) + 1] == (*CONFIG, "headers"):
        return _accept_header(spec, str(path[-1]), now)
    if path[: len(CONFIG) + 1] == (*CONFIG, "authScheme"):
        return _accept_scheme(spec, path, now)
    if path == KEY_FIELD:
        return _accept_key(value_at(channel_fields(now.channel), ("config", "hookKeyId")), names)
    # As Okta shows it: what is compared has URLs in the form that equal ones share.
    value = value_at(now.fields(), path)
    if isinstance(value, str) and LOOKS_SECRET in value:
        return _LOOKS_SECRET
    return (Remove(_SPEC + path),) if value is None else (SetValue(_SPEC + path, value),)


def _accept_header(spec: Hook, name: str, now: Hook) -> Sequence[Edit] | str:
    place = (*_CONFIG, "headers")
    value = channel_compared(now.channel)["config"]["headers"].get(name)
    written = [i for i, (key, _) in enumerate(spec.channel.headers) if key.lower() == name]
    if value is None:
        return [Remove((*place, index)) for index in written]
    secret = any(isinstance(spec.channel.headers[index][1], SecretRef) for index in written)
    # What hookops hides is written nowhere, also not the text that stands for it.
    if secret or HIDDEN in value:
        return _SECRET_HEADER
    if LOOKS_SECRET in value:
        return _LOOKS_SECRET
    if not written:
        key = next(key for key, _ in now.channel.headers if key.lower() == name)
        return [Append(place, {"key": key, "value": value})]
    # Lines of one name are one value, which Okta shows in one line or in several.
    first, *others = written
    return [SetValue((*place, first, "value"), value), *(Remove((*place, i)) for i in others)]


def _accept_scheme(spec: Hook, path: FieldPath, now: Hook) -> Sequence[Edit] | str:
    assert isinstance(spec.channel, HttpChannel)
    if spec.channel.auth is None:
        return _NEW_SECRET
    # Without authentication its reference goes as well: nothing would be sent.
    if not isinstance(now.channel, HttpChannel) or now.channel.auth is None:
        return (Remove((*_CONFIG, "authScheme")),)
    return (SetValue(_SPEC + path, value_at(now.fields(), path)),)


def _accept_key(key_id: str | None, names: Mapping[str, Key]) -> Sequence[Edit]:
    """By its name where it is declared, by its id where it is not."""
    name, id_ = (*_CONFIG, "hookKey"), (*_CONFIG, "hookKeyId")
    if key_id is None:
        return (Remove(name), Remove(id_))
    if key_id in names:
        return (SetValue(name, names[key_id].name), Remove(id_))
    return (SetValue(id_, key_id), Remove(name))


def accept_binding(spec: Hook, key: Key, wanted: Spec | None, *, by_id: bool) -> Edit | None:
    """See `Listed.accept_part`."""
    place = (*_SPEC, "bindings")
    there = (i for i, binding in enumerate(spec.bindings or ()) if binding.key == key)
    index = next(there, None)
    if wanted is None:
        return None if index is None else Remove((*place, index))
    assert isinstance(wanted, Binding)
    # A scope that hookops has no word for is nothing that a manifest can say.
    words = {scope: word for word, scope in OCCASIONS.items()}
    run_on = [words[scope] for scope in wanted.run_on or () if scope in words]
    if index is None:
        return Append(place, {**_selectors(wanted, by_id=by_id), **_occasions(run_on)})
    occasions = (*place, index, "runOn")
    return SetValue(occasions, run_on) if run_on else Remove(occasions)


def _selectors(binding: Binding, *, by_id: bool) -> dict[str, str | dict[str, str]]:
    pairs = zip(binding.point.selector_names, binding.selectors, strict=True)
    return {
        name: {"id": selector.id} if by_id or not selector.name else selector.name
        for name, selector in pairs
    }


def _occasions(run_on: list[str]) -> dict[str, list[str]]:
    return {"runOn": run_on} if run_on else {}
