"""What a run has to read, and what a target brings with it: as little as decides everything."""

from collections.abc import Iterator, Sequence

from hookops.kinds import KINDS
from hookops.kinds.binding.attachment_points import APP
from hookops.kinds.binding.kind import Binding
from hookops.kinds.inline_hook.kind import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.change import Change
from hookops.model.errors import InvalidInput
from hookops.model.resource import Desired, Key, Ledger, Snapshot
from hookops.reconcile.match import follow_renames


def kinds(desired: Desired, ledger: Ledger) -> set[str]:
    """Kinds to list: hooks, and what else is declared or managed."""
    return {"InlineHook", *(k.kind for k in desired), *(k.kind for k in ledger.managed)}


def point_types(desired: Desired, seen: Snapshot, ledger: Ledger, *, prune: bool) -> list[str]:
    """Types of hooks whose slots have to be read, all of them.

    Those with declared or managed bindings, and those of a hook that would be deactivated,
    replaced or deleted: nothing else keeps Okta from doing that to a hook in use.
    """
    ledger = follow_renames(ledger, desired)
    actuals = {actual.id: actual for actual in seen.actuals}
    found = set(_of_bindings(desired, ledger))
    for key, managed in ledger.managed.items():
        actual, resource = actuals.get(managed.id), desired.get(key)
        if actual is None or not isinstance(actual.spec, Hook):
            continue
        after = resource.spec if resource else None
        goes = prune if after is None else not isinstance(after, Hook) or _ends(actual.spec, after)
        if goes:
            found.add(actual.spec.type)
    return [name for name, row in HOOK_TYPES.items() if row.point and name in found]


def is_app(key: Key) -> bool:
    """Whether it is the binding of an app."""
    return key.kind == "Binding" and key.name.startswith(f"{APP.noun}/")


def point_types_of(changes: Sequence[Change]) -> list[str]:
    """Types of the hooks that these changes end, as far as the API binds such hooks."""
    found = {c.before.spec.type for c in changes if c.before and isinstance(c.before.spec, Hook)}
    return [name for name, row in HOOK_TYPES.items() if row.point and name in found]


def _of_bindings(desired: Desired, ledger: Ledger) -> Iterator[str]:
    for resource in desired.values():
        spec = resource.spec
        if not isinstance(spec, Hook):
            continue
        adopts = resource.adopt and resource.key not in ledger.managed
        if spec.bindings is not None or (adopts and spec.status == "INACTIVE"):
            yield spec.type
    nouns = {row.point.noun: name for name, row in HOOK_TYPES.items() if row.point}
    for key in ledger.managed:
        if key.kind == "Binding":
            yield nouns.get(key.name.partition("/")[0], "")


def _ends(before: Hook, after: Hook) -> bool:
    return before.type != after.type or (before.status, after.status) == ("ACTIVE", "INACTIVE")


def widen(targets: Sequence[str], desired: Desired, ledger: Ledger) -> set[str]:
    """The targets with what they need, and a hook's with its bindings; empty for no targets."""
    chosen = {key for key in (*desired, *ledger.managed) if str(key) in set(targets)}
    hooks = {key for key in chosen if key.kind == "InlineHook"}
    for key, resource in desired.items():
        if isinstance(resource.spec, Binding) and any(
            needed in hooks for _, needed in KINDS[key.kind].needs(resource.spec)
        ):
            chosen.add(key)
    ids = {ledger.managed[key].id for key in hooks if key in ledger.managed}
    chosen |= {key for key, m in ledger.managed.items() if m.compared.get("hook") in ids}
    waiting = list(chosen)
    while waiting:
        found = desired.get(waiting.pop())
        for _, needed in KINDS[found.key.kind].needs(found.spec) if found else ():
            if needed not in chosen:
                chosen.add(needed)
                waiting.append(needed)
    return {str(key) for key in chosen}


def check_names(
    desired: Desired, ledger: Ledger, targets: Sequence[str], take_over: Sequence[str]
) -> None:
    """Everything that the command line names is there. Raises: InvalidInput."""
    hooks = [key.name for key in desired if key.kind == "InlineHook"]
    for name in take_over:
        if name not in hooks:
            raise InvalidInput(
                f"--take-over {name}: no hook of that name is declared",
                "it is the name in Git of the hook that takes the other one's place",
            )
    known = {str(key) for key in (*desired, *ledger.managed)}
    for target in targets:
        if target not in known:
            raise InvalidInput(
                f"--target {target}: nothing of that name is declared or managed",
                "a target is a kind and a name, as in InlineHook/enrich-access-tokens",
            )
