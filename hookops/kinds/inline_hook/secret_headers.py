"""Custom headers whose value is a secret. Okta shows it, so hookops hides what Okta shows.

A header is known by its name, in every hook of the org: what manifests, or the ledger, call a
secret is hidden in each answer before anything else sees it (decision 26).
"""

from collections.abc import Iterable, Iterator, Mapping

from hookops.kinds.inline_hook.secret_places import CONFIG
from hookops.model.resource import Json, value_at
from hookops.model.secret import LOOKS_SECRET, SecretRef
from hookops.model.source import dotted

Headers = Iterable[tuple[str, str | SecretRef]]

HIDDEN = "(a secret, not shown by hookops)"
"""What stands for the value of a secret header wherever hookops compares or shows it."""


def header_path(name: str) -> str:
    """Where the API takes the secret of that header, dotted; names have no case."""
    return dotted((*CONFIG, "headers", name.lower()))


def header_secrets(headers: Headers) -> Iterator[tuple[str, SecretRef]]:
    """Name and reference of each header that has one."""
    return ((name, value) for name, value in headers if isinstance(value, SecretRef))


def hidden_names(compared: Mapping[str, Json]) -> Iterator[str]:
    """Lower-case names of the secret headers in what was compared, or shown, of a hook."""
    headers = value_at(compared, (*CONFIG, "headers"))
    # What is compared has them by name, what is shown as a list.
    listed = headers.items() if isinstance(headers, Mapping) else _pairs(headers)
    yield from (name.lower() for name, value in listed if value == HIDDEN)


def _pairs(headers: Json) -> Iterator[tuple[str, Json]]:
    for header in headers if isinstance(headers, list) else ():
        if isinstance(header, Mapping) and isinstance(header.get("key"), str):
            yield header["key"], header.get("value")


def restore_headers(old: Headers, new: Headers) -> tuple[tuple[str, str | SecretRef], ...] | None:
    """What Okta had, with the references of today; None where a secret of it has none."""
    refs: dict[str, str | SecretRef] = {name.lower(): ref for name, ref in header_secrets(new)}
    # What only looked like a secret was never one of a manifest: nothing says what it was.
    if any(LOOKS_SECRET in str(value) for _, value in old):
        return None
    found = [(name, refs.get(name.lower()) if v == HIDDEN else v) for name, v in old]
    restored = tuple((name, value) for name, value in found if value is not None)
    return restored if len(restored) == len(found) else None
