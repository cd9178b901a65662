"""What moved between a saved plan and one made now, in sentences.

Whoever can edit the file can renew its digest: nothing in it is believed to have a plan's shape,
and every text of it is shown escaped.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from hookops.model.resource import Json
from hookops.model.text import show

MOST = 10
"""So many sentences; a plan of another branch may differ in everything."""
_LISTS = {
    "conflicts": "conflict",
    "invalid": "error in a manifest",
    "refusals": "guard error",
    "warnings": "warning",
    "held": "deferred change",
    "by_hand": "step by hand",
    "disabled": "disabled hook",
    "unread": "what could not be read:",
    "kept": "what is kept without --prune:",
    "forgotten": "what is forgotten:",
    "foreign": "unsupported hook",
    "unmanaged": "unmanaged hook",
}
"""Members of a plan that are lists besides its changes, and what an element is."""
_PARTS = {"resource_changes", "planned_against", "snapshot", "summary", "overview", "digest"}
"""Members that say nothing beyond the others, or have sentences of their own."""


def describe_difference(saved: Mapping[str, Json], fresh: Mapping[str, Json]) -> list[str]:
    """One sentence for each thing that moved, the changes first; empty where there is none.

    Shape: `fresh` is the plan made now; both are the data of plans.
    """
    # Nothing is checked beforehand: what has another shape raises where it is read.
    try:
        found = list(islice(_differences(saved, fresh), MOST + 1))
    except (KeyError, TypeError, AttributeError, ValueError):
        found = ["the file has not the shape of a plan"]
    return found if len(found) <= MOST else [*found[:MOST], "and more"]


def _differences(saved: Mapping[str, Json], fresh: Mapping[str, Json]) -> Iterator[str]:
    # Changes first, since the rest often follows from what was done to them.
    old, new = ({c["address"]: c for c in plan["resource_changes"]} for plan in (saved, fresh))
    for address in sorted({*old, *new}):
        yield from _change(_key(address), old.get(address), new.get(address))
    yield from _objects(saved["planned_against"], fresh["planned_against"], {*old, *new})
    for member, noun in _LISTS.items():
        # A file of an earlier version may lack one.
        yield from _elements(noun, saved.get(member, []), fresh.get(member, []))
    yield from _members("", saved, fresh, sorted({*saved, *fresh} - _PARTS - {*_LISTS}))


def _change(name: str, old: Json, new: Json) -> Iterator[str]:
    """What moved in one change; nothing of what follows from something that was said."""
    if old is None or new is None:
        there, missing = ("now", "in the file") if old is None else ("in the file", "now")
        yield f"{name}: {_show((new or old)['action'])}: planned {there} and not {missing}"
        return
    said = list(_members(f"{name}: ", old, new, ["action"]))
    was, now = ({f["path"]: f for f in change["fields"]} for change in (old, new))
    for path in sorted({*was, *now}):
        said += _field(f"{name}: {_show(path)}: ", was.get(path), now.get(path))
    # A write that left every field as it was: a secret may have been typed in Okta.
    if old["actual"] != new["actual"]:
        said += _members(f"{name} in Okta: ", old["actual"] or {}, new["actual"] or {})
    yield from said or _members(f"{name}: ", old, new)


def _field(name: str, old: Json, new: Json) -> Iterator[str]:
    was, now = (f"{_value(f['before'])} -> {_value(f['after'])}" if f else "" for f in (old, new))
    if was != now:
        yield f"{name}in the file {was or 'no change'}, now {now or 'no change'}"
    else:
        yield from _members(name, old, new)


def _objects(old: Json, new: Json, named: set[str]) -> Iterator[str]:
    """What the plan was made against and no change is about: a rule, an app, a hook in order."""
    for address in sorted({*old, *new} - named):
        if old.get(address) != new.get(address):
            gone, new_there = address not in new, address not in old
            what = "is gone from" if gone else "is new in" if new_there else "was changed in"
            yield f"{_key(address)} {what} Okta"


def _elements(noun: str, old: Json, new: Json) -> Iterator[str]:
    # By what a reader sees of them: an element whose place alone moved is an old and a new one.
    was, now = ([_describe(item) for item in items] for items in (old, new))
    moved = [
        *(f"new: {noun} {text}" for text in now if text not in was),
        *(f"no longer: {noun} {text}" for text in was if text not in now),
    ]
    if old != new:
        yield from moved or [f"{noun} {text}: not as in the file" for text in now]


def _members(
    name: str, old: Mapping[str, Json], new: Mapping[str, Json], members: Iterable[str] = ()
) -> Iterator[str]:
    """Each member that differs: with both values where they are short enough to be read."""
    for member in members or sorted({*old, *new}):
        was, now = old.get(member), new.get(member)
        if was == now:
            continue
        plain = not isinstance(was, dict | list) and not isinstance(now, dict | list)
        moved = f"in the file {_value(was)}, now {_value(now)}" if plain else "not as in the file"
        yield f"{name}{_show(member)}: {moved}"


def _describe(item: Json) -> str:
    """An element of a list as a reader knows it."""
    if isinstance(item, str):
        return _key(item)
    # Diagnostics have a message, and often a place; hooks of others a name and an id.
    if "message" not in item:
        return _show(f"{item['name']} ({item['id']})")
    return _show(f"{item['origin']}: {item['message']}" if item["origin"] else item["message"])


def _value(value: Json) -> str:
    return _show(json.dumps(value, ensure_ascii=False))


def _key(address: str) -> str:
    """`InlineHook/a` of `InlineHook.a`: as keys are written on the command line."""
    return _show(address.replace(".", "/", 1))


def _show(text: str) -> str:
    return show(text, 300)
