"""JSON Pointers, and JSON Patch operations on plain data, as far as hooks may use them.

Source: RFC 6901; RFC 6902, sections 4.1 to 4.3.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from hookops.model.resource import Json

_BAD_ESCAPE = re.compile(r"~(?![01])")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# RFC 6901, section 4: no leading zeros. Ten digits are enough, and never slow for int().
_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")


class _Missing:
    """The one value of its kind: nothing is there. None would be JSON's null."""


MISSING: Final = _Missing()

Miss = Literal["", "parent", "member", "index", "end"]
"""Why an operation has no place: nothing above it, no such member, no such index, `-` where
something must exist; empty when it has one."""


def bad_escape(pointer: str) -> bool:
    """Whether `~` is followed by something else than 0 or 1."""
    return _BAD_ESCAPE.search(pointer) is not None


def steps_of(pointer: str) -> tuple[str, ...]:
    """The steps of a pointer that starts with `/`, escapes resolved."""
    # ~1 before ~0, or ~01 would become a slash. Source: RFC 6901, section 4.
    return tuple(
        step.replace("~1", "/").replace("~0", "~") for step in pointer.removeprefix("/").split("/")
    )


def looks_unescaped(steps: Sequence[str]) -> bool:
    """Whether a URI was split at its slashes: an empty step, or one that is `https:`."""
    # `/claims/https://acme.example/team` splits into `https:`, an empty step and more.
    return any(not step or _SCHEME.fullmatch(step) for step in steps)


def lookup(data: Json, steps: Sequence[str]) -> Json:
    """The value at `steps`; MISSING when there is none."""
    # MISSING has no children, so the loop ends with it.
    for step in steps:
        data = _child(data, step)
    return data


def miss(data: Json, steps: Sequence[str], op: str) -> Miss:
    """Why an `op` (`add`, `replace` or `remove`) at `steps` has no place in `data`."""
    # The parent decides what can be missing: members of an object, indices of an array, or it is
    # neither. `add` has a place in every object, over what is there too, and one more in arrays.
    # Source: RFC 6902, sections 4.1 to 4.3.
    parent, last = lookup(data, steps[:-1]), steps[-1]
    if isinstance(parent, Mapping):
        return "" if op == "add" or last in parent else "member"
    if not isinstance(parent, list):
        return "parent"
    if last == "-":
        return "" if op == "add" else "end"
    length = len(parent) + (1 if op == "add" else 0)
    return "" if _INDEX.fullmatch(last) and int(last) < length else "index"


def carry_out(data: Json, steps: Sequence[str], op: str, value: Json) -> None:
    """`data` with the operation done in place; `miss` must have found nothing."""
    parent, last = lookup(data, steps[:-1]), steps[-1]
    if isinstance(parent, list):
        # One slice does all three: add puts an item in, replace swaps one, remove takes one out.
        index = len(parent) if last == "-" else int(last)
        parent[index : index + (op != "add")] = [] if op == "remove" else [value]
    elif op == "remove":
        del parent[last]
    else:
        parent[last] = value


def _child(data: Json, step: str) -> Json:
    if isinstance(data, Mapping):
        return data.get(step, MISSING)
    if isinstance(data, list) and _INDEX.fullmatch(step) and int(step) < len(data):
        return data[int(step)]
    return MISSING
