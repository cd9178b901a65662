"""What a client has to believe, whatever is true: an answer in the forms that Okta uses."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS, AttachmentPoint

_API = "/api/v1/"
_ID = re.compile(r"[A-Za-z0-9]{10,40}", re.ASCII)


def believed(target: str, body: bytes, changed: bytes) -> frozenset[str]:
    """Paths below the API's root of what `changed`, in the place of `body`, shows otherwise, in a
    form that Okta uses: points with no hook or another one, and objects that a list lacks."""
    before, after = dict(_objects(target, body)), dict(_objects(target, changed))
    other = {path for path in {*before} & {*after} if after[path] != before[path]}
    return frozenset(
        {path for path in other if _names_hooks(path, after[path])}
        | ({*before} - {*after} if _is_list(changed) else set())
    )


def _is_list(body: bytes) -> bool:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return False
    found = data if isinstance(data, list) else [None]
    ids = [raw.get("id") for raw in found if isinstance(raw, dict)]
    return len(ids) == len(found) and None not in ids and all(map(_is_id, ids))


def edited_otherwise(path: str, shown: bytes, sent: bytes) -> str:
    """How a body that is sent differs from what was shown besides its one pointer; or empty."""
    point = _point_of(path)
    if point is None:
        return ""
    before, after = json.loads(shown), json.loads(sent)
    for names in (*point.left_out, point.pointer):
        for raw in (before, after):
            _take_out(raw, names)
    return "" if before == after else f"PUT {path} differs from what was read: {point.type}"


def _objects(target: str, body: bytes) -> Iterator[tuple[str, Any]]:
    """(path, object) of each object of an answer."""
    path = target.partition("?")[0].removeprefix(_API)
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return
    if isinstance(data, dict):
        yield path, data
    for raw in data if isinstance(data, list) else ():
        if isinstance(raw, dict) and isinstance(raw.get("id"), str):
            yield f"{path}/{raw['id']}", raw


def _point_of(path: str) -> AttachmentPoint | None:
    types = {"authorizationServers": "rule", "apps": "app", "policies": "policy"}
    type_ = types.get(path.partition("/")[0])
    return ATTACHMENT_POINTS[type_] if type_ else None


def _names_hooks(path: str, raw: Mapping[str, Any]) -> bool:
    """Whether what it says of its hooks has a form of Okta's."""
    point = _point_of(path)
    if point is None:
        return False
    parent: Any = raw
    for name in point.pointer[:-1]:
        parent = parent.get(name) if isinstance(parent, dict) else None
    if not isinstance(parent, dict):
        return False
    there = parent.get(point.pointer[-1])
    items = there if isinstance(there, list) else [] if there is None else [there]
    return all(isinstance(e, dict) and _is_id(e.get(point.member)) for e in items)


def _is_id(value: Any) -> bool:
    return value is None or (isinstance(value, str) and _ID.fullmatch(value) is not None)


def _take_out(raw: Any, names: tuple[str, ...]) -> None:
    for name in names[:-1]:
        raw = raw.get(name) if isinstance(raw, dict) else None
    if isinstance(raw, dict):
        raw.pop(names[-1], None)
