"""Members of a hook that Okta shows and hookops does not know: a PUT takes them along.

Source: Okta Management API, Replace an inline hook; recorded by terraform-provider-okta
TestAccResourceOktaInlineHook_crud: a PUT without a member resets it. Okta may add members at any
time (Core Okta API, "Attributes may be added").
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from hookops.kinds.redacted import Known
from hookops.model.resource import Json
from hookops.model.source import FieldPath


def _names(*names: str, **below: "Known | None") -> Known:
    return MappingProxyType({**dict.fromkeys(names), **below})


_SERVER_ONLY = ("id", "status", "created", "lastUpdated", "_links", "_embedded")
_HEADER = _names("key", "value")
_OAUTH = ("clientId", "clientSecret", "tokenUrl", "authType", "scope", "hookKeyId")
_SCHEME = _names("type", "key", "value")
_CONFIG = _names("uri", "method", *_OAUTH, headers=_HEADER, authScheme=_SCHEME)
_CHANNEL = _names("type", "version", config=_CONFIG)
HOOK = _names(*_SERVER_ONLY, "name", "type", "version", channel=_CHANNEL)
"""Source: Okta Management API, InlineHook and InlineHookChannel."""


def find_unknown(
    raw: Mapping[str, Json], known: Known = HOOK, path: FieldPath = ()
) -> Iterator[FieldPath]:
    """The path of each member that is not known; what is below it is not looked into."""
    for name, value in raw.items():
        here = (*path, name)
        if name not in known:
            yield here
        elif name == "headers":
            for index, header in enumerate(_objects(value)):
                yield from find_unknown(header, _HEADER, (*here, index))
        elif (below := known[name]) is not None and isinstance(value, Mapping):
            yield from find_unknown(value, below, here)


def carry_unknown(
    body: Mapping[str, Json], raw: Mapping[str, Json], known: Known = HOOK
) -> dict[str, Json]:
    """`body`, with the members of `raw` that are not known; those of what is gone are not."""
    carried = dict(body)
    for name, value in raw.items():
        if name not in known:
            carried.setdefault(name, value)
        elif name == "headers":
            carried[name] = [_carried_header(h, value) for h in _objects(body.get(name))]
        elif isinstance(value, Mapping) and isinstance(body.get(name), Mapping):
            carried[name] = carry_unknown(body[name], value, known[name] or value)
    return carried


def _carried_header(header: Mapping[str, Json], raw: Json) -> Mapping[str, Json]:
    """Headers have no order, so the one of the same name is meant."""
    # Source: RFC 9110, 5.1: names are case-insensitive.
    same = [h for h in _objects(raw) if str(h.get("key")).lower() == header["key"].lower()]
    return carry_unknown(header, same[0], _HEADER) if len(same) == 1 else header


def _objects(value: Json) -> list[Mapping[str, Json]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
