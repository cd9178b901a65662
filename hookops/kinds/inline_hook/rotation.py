"""Another reference in the place of one secret of a hook: in its spec, and in its manifest."""

from collections.abc import Iterator
from dataclasses import replace

from hookops.kinds.inline_hook.channel import Channel, HeaderAuth, HttpChannel, OAuthChannel
from hookops.kinds.inline_hook.secret_headers import header_path
from hookops.kinds.inline_hook.secret_places import CONFIG, SECRET_PLACES
from hookops.kinds.inline_hook.spec import Hook
from hookops.model.management.edits import Edit, SetValue
from hookops.model.secret import SecretRef
from hookops.model.source import FieldPath


def with_secret(hook: Hook, path: str, ref: SecretRef) -> Hook:
    """The hook that takes the secret at `path`, dotted as of `Kind.secrets`, from `ref`."""
    return replace(hook, channel=_with_secret(hook.channel, path, ref))


def _with_secret(channel: Channel, path: str, ref: SecretRef) -> Channel:
    # By the path alone: two secrets of a hook may have one reference.
    match channel:
        case HttpChannel(auth=HeaderAuth() as auth) if path == _SCHEME.path:
            return replace(channel, auth=replace(auth, value=ref))
        case OAuthChannel() if path == _CLIENT.path:
            return replace(channel, client_secret=ref)
        case _:
            # Names of headers have no case, and two of one name would be one value.
            headers = tuple(
                (name, ref if isinstance(value, SecretRef) and header_path(name) == path else value)
                for name, value in channel.headers
            )
            return replace(channel, headers=headers)


_SCHEME, _CLIENT = SECRET_PLACES


def written_path(hook: Hook, path: str) -> FieldPath:
    """Where a manifest has the reference of that secret, from the document's root."""
    for place in SECRET_PLACES:
        if place.path == path:
            return ("spec", *CONFIG, *place.parent, place.written)
    names = [header_path(name) for name, _ in hook.channel.headers]
    return ("spec", *CONFIG, "headers", names.index(path), "valueFrom")


def edit_reference(
    place: FieldPath, old: SecretRef, new: SecretRef, *, is_object: bool
) -> Iterator[Edit]:
    """The edits with which a manifest that names `old` at `place` names `new`: as few as can be.

    Shape: `is_object` for the long form, `{ref: ..., version: ...}`.
    """
    # What somebody wrote in the long form has comments, a prefix and an order of its own.
    if is_object:
        pairs = (("ref", str(old), str(new)), ("version", old.version, new.version))
        yield from (SetValue((*place, name), now) for name, was, now in pairs if was != now)
    elif new.version:
        yield SetValue(place, {"ref": str(new), "version": new.version})
    elif str(old) != str(new):
        yield SetValue(place, str(new))
