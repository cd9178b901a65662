"""Which hooks there are, for figures from the log: those of Git, of the org, of the ledger.

Which hook a plan matches with which manifest is another question (`reconcile/match.py`). That needs
evidence; here an equal name is enough, since nothing is written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hookops.kinds import KINDS
from hookops.model.resource import Desired, Json, Key, Ledger
from hookops.model.usage import KnownHook
from hookops.reconcile.matching.renames import follow_renames

_CALLED = {kind.name for kind in KINDS.values() if kind.is_called}


def known_hooks(
    desired: Desired, registered: Sequence[KnownHook], ledger: Ledger
) -> tuple[KnownHook, ...]:
    """Every hook once, deleted ones too.

    Shape: `registered` are the org's, without keys. One is of Git by its id in the ledger,
    or else as the only one of its type and name.
    """
    # Four cases, pinned in tests/usage/test_count.py: a hook of the ledger, by its id; one that
    # nobody manages, by the only manifest of its type and name; one that the ledger remembers and
    # Okta no longer has; and a manifest that Okta has nothing for.
    ledger = follow_renames(ledger, desired)
    named = _by_name(desired, registered, ledger)
    once = {hook.id: hook for hook in _of_ledger(ledger)}
    known = {}
    for hook in registered:
        key = once[hook.id].key if hook.id in once else named.get(hook.id)
        # Without a ledger, what is declared counts as managed, as drift has it.
        managed = once[hook.id].managed if hook.id in once else bool(key and not ledger.exists)
        known[hook.id] = replace(hook, key=key, managed=managed)
    found = [*known.values(), *(hook for id_, hook in once.items() if id_ not in known)]
    # A tombstone takes no name: what is declared under it today is another hook.
    taken = {hook.key for hook in found if hook.managed or hook.status}
    found += [
        KnownHook("", key, resource.spec.name, resource.spec.type)
        for key, resource in desired.items()
        if key.kind in _CALLED and key not in taken
    ]
    return tuple(replace(hook, declared=_declared(hook, desired)) for hook in found)


def _declared(hook: KnownHook, desired: Desired) -> bool:
    """A deleted hook is not what is declared under its name today."""
    return hook.key in desired and bool(hook.managed or hook.status or not hook.id)


def _of_ledger(ledger: Ledger) -> Iterator[KnownHook]:
    """What hookops deleted, then what it manages; no status, since the ledger has only ids."""
    # In this order, so that an entry wins over a tombstone of the same id.
    for stone in ledger.tombstones:
        if stone.key.kind in _CALLED:
            yield _remembered(stone.id, stone.key, stone.compared, managed=False)
    for managed in ledger.managed.values():
        if managed.key.kind in _CALLED:
            yield _remembered(managed.id, managed.key, managed.compared, managed=True)


def _remembered(
    hook_id: str, key: Key, compared: Mapping[str, Json], *, managed: bool
) -> KnownHook:
    name, type_ = str(compared.get("name", "")), str(compared.get("type", ""))
    return KnownHook(hook_id, key, name, type_, managed=managed)


def _by_name(
    desired: Desired, registered: Sequence[KnownHook], ledger: Ledger
) -> Mapping[str, Key]:
    """Ids of hooks that nobody manages, with the one manifest of their type and name."""
    # Only where one hook has that type and name: of two, nobody can tell which one the manifest
    # means, and events would be shown under a manifest that they have nothing to do with.
    taken = {managed.id for managed in ledger.managed.values()}
    ids: dict[tuple[str, str], list[str]] = {}
    for hook in registered:
        if hook.id not in taken:
            ids.setdefault((hook.type, hook.name), []).append(hook.id)
    free = [r for key, r in desired.items() if key.kind in _CALLED and key not in ledger.managed]
    found = [(ids.get((r.spec.type, r.spec.name), []), r.key) for r in free]
    return {same[0]: key for same, key in found if len(same) == 1}
