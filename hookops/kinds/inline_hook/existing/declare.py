"""What a manifest says of a hook that exists: the inverse of reading one."""

import re
from collections.abc import Iterator, Mapping

from hookops.kinds.binding.declare import Found, declare_bindings
from hookops.kinds.inline_hook.channel import CLIENT_SECRET, HttpChannel, OAuthChannel, channel_body
from hookops.kinds.inline_hook.existing.carried import HOOK, find_unknown
from hookops.kinds.inline_hook.secret_headers import HIDDEN
from hookops.kinds.inline_hook.secret_places import CONFIG, SECRET_PLACES
from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.redacted import without_secrets
from hookops.kinds.values import Declared, Declaring
from hookops.model.resource import Actual, Json, value_at
from hookops.model.source import FieldPath, dotted
from hookops.model.text import show

_APART = re.compile(r"[^A-Z0-9]+")
_BINDINGS: FieldPath = ("bindings",)
_ORDER = ("uri", "headers", "method", "authScheme", "clientId", "tokenUrl", "authType", "scope")
"""Members of a channel's config, as Okta shows them."""


def declare_hook(actual: Actual, asked: Declaring) -> Declared:
    """The hook with its bindings; what no manifest can say of it is in comments."""
    hook = actual.spec
    assert isinstance(hook, Hook)
    found = _bindings(actual, hook, asked)
    body = channel_body(hook.channel)
    config, secrets = _config(hook, body["config"], asked)
    spec = {
        "name": hook.name,
        "type": hook.type,
        "version": hook.version,
        "status": hook.status,
        "channel": {"type": body["type"], "version": body["version"], "config": config},
    }
    if found.bindings is not None:
        spec["bindings"] = list(found.bindings)
    # At the field that it is about, so that nobody looks for it at the end.
    comments = {
        ("channel",): tuple(_carried(actual.raw)),
        _BINDINGS: found.comments,
    }
    said = {path: lines for path, lines in comments.items() if lines}
    return Declared(spec, secrets=secrets, comments=said)


def hide_hook_secrets(raw: Json) -> Json:
    """A hook as Okta shows it, or as a body for it, without anything that may be a secret."""
    return without_secrets(raw, HOOK)


def is_hook(raw: Mapping[str, Json]) -> bool:
    """Whether it is a hook: nothing else has a channel."""
    return "channel" in raw and "type" in raw


def find_secrets(raw: Mapping[str, Json]) -> tuple[str, ...]:
    """Dotted paths of the secrets in a body for Okta."""
    config = value_at(raw, CONFIG)
    if not isinstance(config, Mapping):
        return ()
    return tuple(
        place.path for place in SECRET_PLACES if value_at(config, (*place.parent, place.sent))
    )


def _config(
    hook: Hook, body: Mapping[str, Json], asked: Declaring
) -> tuple[dict[str, Json], dict[str, str]]:
    """The `config` of the channel, and what each of its secrets is."""
    config = {name: body[name] for name in _ORDER if body.get(name)}
    secrets: dict[str, str] = {}
    if "headers" in config:
        config["headers"], secrets = _headers(config["headers"], asked)
    match hook.channel:
        case HttpChannel(auth=auth) if auth is not None:
            scheme = {"type": auth.type, "key": auth.key}
            config["authScheme"] = {**scheme, "valueFrom": asked.reference}
            secrets[asked.reference] = f"the value of the header {show(auth.key)}"
        case OAuthChannel(hook_key=key):
            # Without a name the key is one that no manifest declares.
            if name := asked.names.get(("HookKey", str(key))):
                config["hookKey"] = name
            elif key:
                config["hookKeyId"] = str(key)
            if hook.channel.auth_type == CLIENT_SECRET:
                config["clientSecretFrom"] = asked.reference
                client, url = show(hook.channel.client_id), show(hook.channel.token_url, 200)
                secrets[asked.reference] = f"the secret of the client {client} at {url}"
    return config, secrets


def _headers(headers: Json, asked: Declaring) -> tuple[list[Json], dict[str, str]]:
    """As they are; where a manifest calls one a secret, so that it is hidden, a reference."""
    found, secrets = [], {}
    for header in headers:
        if header["value"] != HIDDEN:
            found.append(header)
            continue
        # Two underscores: no name in Git leads to a variable with them.
        reference = f"{asked.reference}__{_APART.sub('_', header['key'].upper())}"
        found.append({"key": header["key"], "valueFrom": reference})
        secrets[reference] = f"the value of the header {show(header['key'])}"
    return found, secrets


def _carried(raw: Mapping[str, Json]) -> Iterator[str]:
    unknown = list(find_unknown(raw))
    if unknown:
        names = ", ".join(show(dotted(path)) for path in unknown)
        yield f"Okta also has {names}: no manifest can say it, and each write takes it along."


def _bindings(actual: Actual, hook: Hook, asked: Declaring) -> Found:
    """What a manifest says of where the hook is bound."""
    row, types = HOOK_TYPES[hook.type], asked.seen
    points = row.attachment_points
    # A type that nothing refers to says nothing; one that the console binds has to be looked up.
    unseen = [point.type for point in points if point.type in types.by_hand]
    if row.by_hand and (unseen or not points):
        return Found(None, tuple(_describe_console(row.by_hand, manual=not points)))
    if not points:
        return Found(None, ())
    return declare_bindings(actual.id, points, asked)


def _describe_console(where: str, *, manual: bool) -> Iterator[str]:
    yield "Okta's API does not show what calls it. Look in the Admin Console:"
    yield f"  {where.format(app='each app')}"
    if manual:
        yield "To be reminded of them by each plan: bindings: [{app: NAME, manual: true}]"
