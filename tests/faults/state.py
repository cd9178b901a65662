"""What an emulated org has, in a form that two runs with different ids and times share."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import checkers

from hookops.emulator.store.memory import MemoryStore, Snapshot

HOLDERS = ("apps", "/rules")
"""How the names of collections end whose objects name hooks."""
_TIMES = ("lastUpdated", "created")


@dataclass(frozen=True, slots=True)
class OrgState:
    """Hooks, keys and attachment points by name; and everything else, which nobody is to change."""

    hooks: tuple[str, ...]
    """Each of them whole, with its secrets and without id and times."""
    keys: tuple[str, ...]
    points: Mapping[str, tuple[str, ...]]
    """Names of hooks, by the path of what names them."""
    rest: Mapping[str, str]
    """Objects without what names hooks, by path."""


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[tuple[str, ...], str]:
    """(ids of hooks, the rest) of an object that can name hooks."""
    raw = json.loads(text)
    ids = tuple(checkers.bindings(raw))
    for name in _TIMES:
        raw.pop(name, None)
    actions = raw.get("actions") or {}
    (actions.get("token") or {}).pop("inlineHook", None)
    (actions.get("profileEnrollment") or {}).pop("preRegistrationInlineHooks", None)
    ((raw.get("settings") or {}).get("signOn") or {}).pop("inlineHooks", None)
    return ids, json.dumps(raw, sort_keys=True)


def named(taken: Snapshot) -> dict[str, tuple[str, ...]]:
    """Ids of hooks by the path of what names them."""
    return {
        f"{collection}/{id_}": _parsed(text)[0]
        for collection, texts in taken.texts.items()
        if collection.endswith(HOLDERS)
        for id_, text in texts.items()
    }


def broken(store: MemoryStore) -> frozenset[tuple[str, str]]:
    """(path, hook) of each flow that calls a hook which is missing or INACTIVE."""
    taken = store.snapshot()
    active = {id_ for id_, hook in taken.hooks.items() if hook.status == "ACTIVE"}
    return frozenset(
        (path, id_) for path, ids in named(taken).items() for id_ in ids if id_ not in active
    )


def state_of(store: MemoryStore) -> OrgState:
    """The org as it is now."""
    taken = store.snapshot()
    keys = {id_: json.loads(text)["name"] for id_, text in taken.texts.get("hook_keys", {}).items()}
    names = {id_: hook.name for id_, hook in taken.hooks.items()}
    points = {
        path: tuple(names.get(id_, f"missing {id_}") for id_ in ids)
        for path, ids in named(taken).items()
    }
    rest = {
        f"{collection}/{id_}": _parsed(text)[1]
        for collection, texts in taken.texts.items()
        if collection.endswith((*HOLDERS, "policies", "authorizationServers"))
        for id_, text in texts.items()
    }
    hooks = tuple(sorted(_hook_text(asdict(hook), keys) for hook in taken.hooks.values()))
    return OrgState(hooks, tuple(sorted(keys.values())), points, rest)


def _hook_text(hook: dict[str, Any], keys: Mapping[str, str]) -> str:
    key = hook["channel"]["config"].get("hookKeyId")
    if key:
        hook["channel"]["config"]["hookKeyId"] = keys.get(key, "missing")
    kept = {n: v for n, v in hook.items() if n not in ("id", "created", "last_updated")}
    return json.dumps(kept, sort_keys=True)


def differences(expected: OrgState, found: OrgState) -> str:
    """What differs, in a line; empty when nothing does."""
    parts = []
    for name in ("hooks", "keys"):
        want, have = getattr(expected, name), getattr(found, name)
        if want != have:
            parts.append(f"{name}: lacks {_less(want, have)}, has besides {_less(have, want)}")
    for name in ("points", "rest"):
        want, have = getattr(expected, name), getattr(found, name)
        wrong = [k for k in {**want, **have} if want.get(k) != have.get(k)]
        parts += [f"{name}: {k}: {want.get(k)} wanted, {have.get(k)} found" for k in wrong]
    return "; ".join(parts)


def _less(some: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    left = list(some)
    for one in others:
        if one in left:
            left.remove(one)
    return left
