"""Hooks that a create of hookops made a second time, as when a gateway sends a request again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from hookops.kinds import KINDS
from hookops.kinds.names import plain_name
from hookops.model.resource import Actual, Json, Key, Ledger, Managed, Snapshot
from hookops.reconcile.intents import CLOCK_SLACK_S, creating_intent, time_of

SENT_AGAIN_S = 60
"""So long after a create its second delivery may come."""

SAME_APPLY_S = 10
"""So long after a create its apply may still switch the hook, which sends no secret."""

Identity = tuple[str, str, str]


def identity(actual: Actual) -> Identity:
    """Kind, type and name; of a hook under the temporary name of a replacement, its lasting one."""
    return actual.kind, actual.spec.type, plain_name(actual.spec.name)


def find_duplicates(snapshot: Snapshot, ledger: Ledger) -> Mapping[Key, Sequence[Actual]]:
    """By key, what has the type and name of a managed thing and is not managed itself.

    Which of the two a person means cannot be known then, and a flow may call either.
    """
    ids = {managed.id: key for key, managed in ledger.managed.items()}
    free: dict[tuple[str, str, str], list[Actual]] = {}
    for actual in snapshot.actuals:
        if actual.id not in ids:
            free.setdefault(identity(actual), []).append(actual)
    return {
        ids[actual.id]: free[identity(actual)]
        for actual in snapshot.actuals
        # Two managed things of one name are none: one of them has changed its name then.
        if actual.id in ids and identity(actual) in free
    }


def find_doubled(snapshot: Snapshot, ledger: Ledger) -> Mapping[str, Managed]:
    """By the id of a hook that is not managed: the one of which it is the second delivery.

    All of it is the proof: its type and name, every field, and a time just after the other's.
    """
    managed = {entry.id: entry for entry in ledger.managed.values()}
    owners = {
        identity(actual): (managed[actual.id], actual)
        for actual in snapshot.actuals
        if actual.id in managed and KINDS[actual.kind].is_called
    }
    found = {}
    for actual in snapshot.actuals:
        entry, one = owners.get(identity(actual), (None, None))
        if entry is None or one is None or actual.id in managed:
            continue
        # What an unfinished create of ours made comes under management.
        if _is_second(one, actual) and creating_intent(ledger, entry.key, actual) is None:
            found[actual.id] = entry
    return found


def describe_duplicate(other: Actual, doubled: Mapping[str, Managed]) -> str:
    """What a drift report says of one. Those that are `doubled` are second deliveries, by id."""
    # Keys have no type.
    same = "type and name" if other.spec.type else "name"
    what = f"Okta has another one of its {same}, {other.id}, created {other.created}: "
    if other.id not in doubled:
        return f"{what}delete or rename one of the two"
    return (
        f"{what}a create of {doubled[other.id].id} made it twice; "
        f"hookops apply --remove-duplicates deletes {other.id} unless a flow calls it"
    )


def find_removable(snapshot: Snapshot, ledger: Ledger) -> Mapping[str, Managed]:
    """Those of them that no flow calls, as far as all flows of their type were read."""
    found = find_doubled(snapshot, ledger)
    free = _free(snapshot, found)
    return {id_: entry for id_, entry in found.items() if id_ in free}


def keep_first(
    snapshot: Snapshot, ledger: Ledger, removable: Mapping[str, Managed]
) -> tuple[Ledger, frozenset[str]]:
    """The ledger to plan with, and the ids of what is to go.

    Of two deliveries the one stays that a flow calls, or else was created first: two machines with
    ledgers of their own, each of which has one of the two, come to the same answer (decision 22).
    """
    actuals = {actual.id: actual for actual in snapshot.actuals}
    free = _free(snapshot, [entry.id for entry in removable.values()])
    managed, going = dict(ledger.managed), set()
    for entry in {entry.key: entry for entry in removable.values()}.values():
        ids = [entry.id, *(id_ for id_, one in removable.items() if one.key == entry.key)]
        # In turn: a flow calls it; it was written since; else all copies are alike.
        keeps = entry.id not in free or _is_rewritten(actuals[entry.id])
        keeper = entry.id if keeps else min(ids, key=lambda id_: (actuals[id_].created, id_))
        managed[entry.key] = replace(entry, id=keeper)
        for id_ in ids:
            if id_ != keeper:
                aside = replace(entry, id=id_, protected=False).aside()
                managed[aside.key] = aside
                going.add(id_)
    return replace(ledger, managed=managed), frozenset(going)


def _is_rewritten(actual: Actual) -> bool:
    """Whether it may have another secret by now than it was created with, as others still have."""
    after = time_of(actual.last_updated) - time_of(actual.created)
    return after > timedelta(seconds=SAME_APPLY_S)


def with_removable(ledger: Ledger, removable: Mapping[str, Managed]) -> Ledger:
    """The ledger with an entry aside for each, so that it is planned as what no manifest has."""
    aside = [replace(m, id=id_, protected=False).aside() for id_, m in removable.items()]
    return replace(ledger, managed={**ledger.managed, **{entry.key: entry for entry in aside}})


def _free(snapshot: Snapshot, ids: Iterable[str]) -> set[str]:
    """Those of these hooks that no flow calls, as far as all flows of their type were read."""
    called = {id_ for p in snapshot.points for _, id_ in KINDS[p.kind].references(p.spec)}
    actuals = {actual.id: actual for actual in snapshot.actuals}

    def is_free(id_: str) -> bool:
        types = KINDS[actuals[id_].kind].attachment_types(actuals[id_].spec)
        return id_ not in called and bool(types) and all(t in snapshot.scanned for t in types)

    return {id_ for id_ in ids if is_free(id_)}


def _is_second(one: Actual, other: Actual) -> bool:
    after = time_of(other.created) - time_of(one.created)
    slack = timedelta(seconds=CLOCK_SLACK_S)
    return -slack <= after <= timedelta(seconds=SENT_AGAIN_S) and _sent(one) == _sent(other)


def _sent(actual: Actual) -> dict[str, Json]:
    """What a create sends and no later step of it changes."""
    # The name is lasting by now, the status that of the next step.
    return {n: v for n, v in actual.spec.compared().items() if n not in ("name", "status")}
