"""A hook out of what is remembered of it: disabled, bound as it was, declared again."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace

from hookops.kinds.binding.spec import parse as parse_binding
from hookops.kinds.inline_hook.secret_places import SECRET_PLACES
from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.values import Disabling
from hookops.model.resource import Json, Key
from hookops.model.secret import LOOKS_SECRET
from hookops.model.text import show


def disable_hook(spec: Hook, *, deactivate: bool) -> Disabling[Hook]:
    """The hook while no flow is to call it: bound nowhere, or INACTIVE where nothing is bound."""
    row = HOOK_TYPES[spec.type]
    # A bound hook that is INACTIVE leaves its flows with the id of what Okta does not call, so a
    # hook is only made INACTIVE where no flow can be unbound.
    off = deactivate or not row.attachment_points
    changed = replace(
        spec,
        bindings=() if row.attachment_points else spec.bindings,
        status="INACTIVE" if off else spec.status,
    )
    stops = off and row.on_failure == "outage"
    return Disabling(changed, row.effect if off else row.unbound, off, stops)


def attach(key: Key, spec: Hook, flows: Sequence[Mapping[str, Json]]) -> Hook:
    """The hook that is bound to these flows, as manifests name them, and to no other."""
    points = HOOK_TYPES[spec.type].attachment_points
    return replace(spec, bindings=tuple(parse_binding(key, points, flow) for flow in flows))


def past_manifest(
    fields: Mapping[str, Json], secrets: Mapping[str, str], name_of: Callable[[str], str]
) -> dict[str, Json]:
    """`spec` of a manifest for what `Spec.fields()` said of an actual hook.

    Shape: `secrets` are references by dotted path; `name_of` a hook key by its id, empty for one
    that nobody knows.
    Raises: ValueError with what is missing, for people.
    """
    spec = deepcopy(dict(fields))
    config = spec["channel"]["config"]
    for place in SECRET_PLACES:
        if ref := secrets.get(place.path):
            place.parent_in(config)[place.written] = ref
    # The values are nowhere: what stood there before is known to Okta alone, and it forgets.
    if hidden := _hidden(config):
        raise ValueError(f"its {hidden} looked like a secret, and hookops keeps none")
    # Without its secret a hook would be another one: its service would refuse every call.
    if config.get("authScheme") and "valueFrom" not in config["authScheme"]:
        raise ValueError("nothing says where the value of its header comes from")
    signs = config.pop("hookKeyId", "")
    if config.get("authType") == "client_secret_post" and "clientSecretFrom" not in config:
        raise ValueError("nothing says where its client secret comes from")
    if signs and not name_of(signs):
        raise ValueError(f"the key {signs} that signed for it is gone, or is not managed")
    return {**spec, "channel": {**spec["channel"], "config": _with_key(config, name_of(signs))}}


def _hidden(config: Mapping[str, Json]) -> str:
    """The name of what was hidden when it was remembered; empty for nothing."""
    headers = [(f"header {show(h['key'])}", h.get("value")) for h in config.get("headers") or ()]
    named = (*headers, *((name, config.get(name)) for name in ("uri", "tokenUrl")))
    return next((name for name, value in named if LOOKS_SECRET in str(value)), "")


def _with_key(config: Mapping[str, Json], name: str) -> dict[str, Json]:
    found = {member: value for member, value in config.items() if value is not None}
    return {**found, "hookKey": name} if name else found
