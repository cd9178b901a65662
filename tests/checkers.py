"""What must hold over everything that an emulated org was asked: read off its history."""

import json
import re
from collections.abc import Iterator
from typing import Any

OURS = "hookops/"
"""How hookops names itself to the org."""

_HOOK = re.compile(r"/api/v1/inlineHooks(?:/(\w+))?(?:/lifecycle/\w+)?")
_HOLDER = re.compile(
    r"/api/v1/(authorizationServers/\w+/policies/\w+/rules|policies/\w+/rules|apps)/(\w+)"
)
_READ_ONLY = {
    *("id", "orn", "status", "created", "lastUpdated", "system", "features", "_links", "_embedded"),
    "settings.emOptInStatus",
}
"""Members that a body may leave out: Okta alone sets them, or ignores them.

Source: Okta Management API, Application and AuthorizationServerPolicyRule, readOnly members.
"""


def bindings(raw: dict[str, Any]) -> list[str]:
    """Ids of the hooks that an object's own JSON names."""
    actions, settings = raw.get("actions") or {}, raw.get("settings") or {}
    token = (actions.get("token") or {}).get("inlineHook")
    enrollment = (actions.get("profileEnrollment") or {}).get("preRegistrationInlineHooks") or []
    saml = (settings.get("signOn") or {}).get("inlineHooks") or []
    ids = [item["inlineHookId"] for item in enrollment] + [item["id"] for item in saml]
    return ids + ([token["id"]] if token else [])


class Watch:
    """Hooks and their attachment points as the answers show them, one entry after another."""

    def __init__(self) -> None:
        self.hooks: dict[str, str] = {}
        self.points_by_hook: dict[str, list[str]] = {}

    def learn(self, entry: Any) -> None:
        """What one request and its answer show of hooks and of their attachment points."""
        path, answer = entry.path.partition("?")[0], entry.response
        found = _HOOK.fullmatch(path)
        if found and entry.method == "DELETE" and entry.status == 204:
            self.hooks.pop(found[1], None)
        elif found and entry.status == 200:
            for hook in answer if isinstance(answer, list) else [answer]:
                self.hooks[hook["id"]] = hook["status"]
        holder = _HOLDER.match(path)
        if holder and entry.method == "DELETE" and entry.status == 204:
            self.points_by_hook.pop(holder[2], None)
        elif entry.status in (200, 201) and not found:
            for raw in answer if isinstance(answer, list) else [answer]:
                if isinstance(raw, dict) and ("actions" in raw or "settings" in raw):
                    self.points_by_hook[raw["id"]] = bindings(raw)

    def broken(self) -> set[tuple[str, str]]:
        """(object, hook) for each binding to a hook that is missing or not ACTIVE."""
        return {
            (holder, hook)
            for holder, hooks in self.points_by_hook.items()
            for hook in hooks
            if self.hooks.get(hook, "missing") != "ACTIVE"
        }


def broken_bindings(history: list[Any], ours: set[int]) -> Iterator[str]:
    """Each write of hookops after which a binding is broken that was not before.

    Shape: `ours` are the positions in `history` of what hookops sent. What an administrator breaks
    is not hookops' doing; everything that is known of the org before a write is known to it.
    """
    watch = Watch()
    for position, entry in enumerate(history):
        before = watch.broken()
        watch.learn(entry)
        new = watch.broken() - before
        if position in ours and entry.method != "GET" and entry.committed and new:
            yield f"{entry.method} {entry.path}: {sorted(new)}"


def pointers(before: Any, after: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Where two JSON values differ; a list counts as one place."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted({*before, *after}):
            yield from pointers(before.get(name), after.get(name), (*path, name))
    elif _bare(before) != _bare(after):
        yield ".".join(path)


def _bare(value: Any) -> str:
    """Without the links that Okta puts into elements, and none for what is not there."""
    if isinstance(value, list):
        value = [
            {k: v for k, v in item.items() if k != "_links"} if isinstance(item, dict) else item
            for item in value
        ]
    return json.dumps(value or None, sort_keys=True)


def edits(history: list[Any], ours: set[int]) -> Iterator[tuple[str, list[str]]]:
    """(path, pointers) of each object that hookops wrote: what differs from its own last read."""
    read: dict[str, Any] = {}
    for position, entry in enumerate(history):
        if position not in ours or not _HOLDER.fullmatch(entry.path):
            continue
        if entry.method == "GET" and entry.status == 200:
            read[entry.path] = entry.response
        if entry.method == "PUT":
            moved = pointers(read[entry.path], entry.request)
            yield entry.path, [path for path in moved if path not in _READ_ONLY]
