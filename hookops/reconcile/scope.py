"""What a run has to read, and what a target brings with it: as little as decides everything."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from hookops.kinds import KINDS, LISTED
from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS
from hookops.kinds.labels import Requirement, select
from hookops.model.change import Change
from hookops.model.errors import InvalidInput
from hookops.model.limits import Limits
from hookops.model.resource import Desired, Key, Ledger, Snapshot
from hookops.reconcile.matching.renames import follow_renames


def kinds(desired: Desired, ledger: Ledger) -> set[str]:
    """Kinds to list: what Okta calls, to report unmanaged ones, and what is declared or managed."""
    always = {name for name, kind in LISTED.items() if kind.is_called}
    return {*always, *(k.kind for k in desired), *(k.kind for k in ledger.managed)}


def point_types(
    desired: Desired, seen: Snapshot, ledger: Ledger, *, prune: bool, replaced: Sequence[str] = ()
) -> list[str]:
    """Types of attachment points that have to be read, every point of them.

    Those with declared or managed bindings, and those of a hook that would be deactivated,
    replaced or deleted: nothing else keeps Okta from doing that to a hook in use. `replaced` are
    names in Git of hooks that are replaced although their type is the same.
    """
    ledger = follow_renames(ledger, desired, seen.ids)
    asked = {key for key in desired if KINDS[key.kind].is_called and key.name in replaced}
    found = {*_of_desired(desired, ledger), *_of_ledger(desired, seen, ledger, asked, prune=prune)}
    return [type_ for type_ in ATTACHMENT_POINTS if type_ in found]


def console_types(desired: Desired) -> list[str]:
    """Types of attachment points of which a warning of a declared resource may speak."""
    found = {
        type_
        for resource in desired.values()
        if KINDS[resource.key.kind].is_called
        for type_ in KINDS[resource.key.kind].attachment_types(resource.spec)
    }
    return [type_ for type_ in ATTACHMENT_POINTS if type_ in found]


def _of_desired(desired: Desired, ledger: Ledger) -> Iterator[str]:
    for resource in desired.values():
        kind = KINDS[resource.key.kind]
        # What is adopted may have to be deactivated, and flows may call it already.
        adopts = resource.adopt and resource.key not in ledger.managed
        if kind.lists_attachments(resource.spec) or (adopts and kind.ends(None, resource.spec)):
            yield from kind.attachment_types(resource.spec)


def _of_ledger(
    desired: Desired, seen: Snapshot, ledger: Ledger, replaced: Collection[Key], *, prune: bool
) -> Iterator[str]:
    actuals = {actual.id: actual for actual in seen.actuals}
    for key, managed in ledger.managed.items():
        kind = KINDS[key.kind]
        # A managed binding that is no longer declared is unbound, so its point has to be read.
        yield from kind.attachment_types_of(key)
        actual, resource = actuals.get(managed.id), desired.get(key)
        if actual is None:
            continue
        declared = resource is not None and kind.ends(actual.spec, resource.spec)
        if declared or key in replaced or (prune and resource is None):
            yield from kind.attachment_types(actual.spec)


def managed_points(ledger: Ledger) -> Mapping[str, list[str]]:
    """Ids of the attachment points with managed bindings, by their type."""
    found: dict[str, list[str]] = {}
    for key, managed in ledger.managed.items():
        for type_ in KINDS[key.kind].attachment_types_of(key):
            found.setdefault(type_, []).append(managed.id)
    return found


def point_types_of(changes: Sequence[Change]) -> list[str]:
    """Types of attachment points of what these changes end."""
    found = {
        type_
        for change in changes
        if change.before is not None
        for type_ in KINDS[change.key.kind].attachment_types(change.before.spec)
    }
    return [type_ for type_ in ATTACHMENT_POINTS if type_ in found]


def widen(targets: Sequence[str], desired: Desired, ledger: Ledger) -> frozenset[str] | None:
    """The targets with what they need, and a hook's with its bindings; None for no targets."""
    if not targets:
        return None
    names = (*targets, *_named_before(targets, desired))
    # With a hook also what was put aside from it: both are one decision.
    chosen = {k for k in (*desired, *ledger.managed) if is_target(str(k).partition("~")[0], names)}
    chosen |= {k for k in ledger.managed if str(k) in names}
    chosen |= _bindings_of(chosen, desired, ledger)
    # What a target needs may need something itself: a binding its hook, the hook its key.
    waiting = list(chosen)
    while waiting:
        found = desired.get(waiting.pop())
        for _, needed in KINDS[found.key.kind].needs(found.spec) if found else ():
            if needed not in chosen:
                chosen.add(needed)
                waiting.append(needed)
    return frozenset(str(key) for key in chosen)


def is_target(key: str, targets: Sequence[str]) -> bool:
    """Whether one of the targets names it, to the letter or with `*`."""
    # Brackets and question marks are no pattern here: names of apps have them.
    return any(
        key == target
        or ("*" in target and re.fullmatch(re.escape(target).replace(r"\*", ".*"), key, re.DOTALL))
        for target in targets
    )


def restrict(
    targets: Sequence[str], labels: Sequence[Requirement], desired: Desired
) -> tuple[str, ...]:
    """The targets that labels select; with no targets, everything declared that they select.

    Raises: InvalidInput when that is nothing.
    """
    if not labels:
        return tuple(targets)
    chosen = select(desired, labels)
    found = tuple(key for key in chosen if not targets or is_target(key, targets))
    if not found:
        which = " and is a --target" if targets else ""
        raise InvalidInput(
            f"-l: no manifest has such labels{which}", "labels are in metadata.labels of a manifest"
        )
    return found


def _named_before(targets: Sequence[str], desired: Desired) -> Iterator[str]:
    """What had one of these names in Git before."""
    for key, resource in desired.items():
        if any(is_target(f"{key.kind}/{old}", targets) for old in resource.previous_names):
            yield str(key)


def _bindings_of(chosen: set[Key], desired: Desired, ledger: Ledger) -> set[Key]:
    """Declared and managed bindings of the chosen hooks."""
    # Bindings that were applied and are no longer declared belong to the target as well: they are
    # about to be unbound.
    declared = {
        key
        for key, resource in desired.items()
        if key.kind not in LISTED
        and any(needed in chosen for _, needed in KINDS[key.kind].needs(resource.spec))
    }
    ids = {ledger.managed[key].id for key in chosen if key in ledger.managed}
    applied = {key for key, m in ledger.managed.items() if m.compared.get("hook") in ids}
    return declared | applied


def check_names(desired: Desired, ledger: Ledger, targets: Sequence[str], limits: Limits) -> None:
    """Everything that the command line names is there. Raises: InvalidInput."""
    attachable = {key.name for key in desired if KINDS[key.kind].is_called}
    managed = {key.name for key in ledger.managed if KINDS[key.kind].is_called}
    # A name with a typing error would let the other hook keep its place without a word.
    meanings = {
        "--take-over": (
            limits.take_over,
            attachable,
            "it is the name in Git of the hook that takes the other's place",
        ),
        "--replace": (
            limits.replace,
            attachable,
            "it is the name in Git of the hook that is replaced",
        ),
        "--confirm": (
            limits.confirm,
            attachable | managed,
            "it is the name in Git of the hook that is deleted or deactivated",
        ),
    }
    for option, (names, known, hint) in meanings.items():
        for name in names:
            if name not in known:
                # What ends is often declared no more, and managed all the same.
                what = "declared or managed" if option == "--confirm" else "declared"
                raise InvalidInput(f"{option} {name}: no hook of that name is {what}", hint)
    # Managed and no longer declared is a target too: that is how one deletion is tried alone.
    keys = {str(key) for key in (*desired, *ledger.managed)}
    for target in targets:
        if not any(is_target(key, [target]) for key in keys):
            raise InvalidInput(
                f"--target {target}: nothing of that name is declared or managed",
                "a target is a kind and a name, as in InlineHook/enrich-access-tokens or "
                "InlineHook/saml-*",
            )
