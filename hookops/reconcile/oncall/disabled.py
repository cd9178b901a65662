"""Disabled hooks: what counts as declared while somebody has switched one off, and how that reads.

A disabled hook is declared as one that no flow calls. So the same passes plan it, and nothing that
was taken away is a difference until it is enabled again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hookops.kinds import KINDS, LISTED
from hookops.model.diagnostic import Diagnostic
from hookops.model.history.records import Disabled
from hookops.model.resource import Desired, Key, Ledger, Resource
from hookops.reconcile.matching.renames import follow_renames


def without_disabled(desired: Desired, ledger: Ledger) -> Desired:
    """What is declared, with disabled hooks as they are while they are disabled.

    Those that are being enabled are as declared; with the bindings that were taken away where no
    manifest says where they are bound. The same again for what it has returned.
    """
    for entry in follow_renames(ledger, desired).disabled if ledger.disabled else ():
        resource = desired.get(entry.key)
        if resource is not None and not entry.enabling:
            desired = _disable(desired, resource, entry)
        elif resource is not None and not KINDS[entry.key.kind].lists_attachments(resource.spec):
            desired = with_attached(desired, resource, entry)
    return desired


def with_attached(desired: Desired, resource: Resource, entry: Disabled) -> Desired:
    """What is declared, with the flows of the entry as bindings of the resource."""
    kind = LISTED[entry.key.kind]
    spec = kind.attached(entry.key, resource.spec, entry.bindings)
    found = {entry.key: replace(resource, spec=spec)}
    for key, part, _ in kind.parts(spec):
        # Another manifest may have that flow by now, and that one is what Git says.
        if key not in desired:
            found[key] = replace(resource, key=key, spec=part, previous_names=(), doubts=())
    return dict(sorted({**desired, **found}.items()))


def _disable(desired: Desired, resource: Resource, entry: Disabled) -> Desired:
    found = LISTED[entry.key.kind].disabling(resource.spec, deactivate=entry.deactivated)
    # A kind that nothing calls is disabled by nobody; a ledger may say so all the same.
    if found is None:
        return desired
    rest = {key: other for key, other in desired.items() if not _is_part(other, entry.key)}
    changed = {**rest, entry.key: replace(resource, spec=found.spec)}
    return {key: _without_doubts(other, changed) for key, other in changed.items()}


def _is_part(resource: Resource, owner: Key) -> bool:
    """Whether it is written inside the manifest of `owner`, as its bindings are."""
    key = resource.key
    needs = KINDS[key.kind].needs(resource.spec)
    return key.kind not in LISTED and any(needed == owner for _, needed in needs)


def _without_doubts(resource: Resource, desired: Mapping[Key, Resource]) -> Resource:
    """What is doubted of bindings that are not there is no matter until they are."""
    left = tuple(d for d in resource.doubts if all(key in desired for key, _ in d.there))
    return resource if left == resource.doubts else replace(resource, doubts=left)


def describe_disabled(desired: Desired, ledger: Ledger) -> Iterator[Diagnostic]:
    """A notice for each disabled hook: who, when and why, and how it comes back."""
    for entry in ledger.disabled:
        resource = desired.get(entry.key)
        begun = "; hookops enable has begun, and has not ended" if entry.enabling else ""
        hint = f"hookops enable {entry.key} brings back what is declared; until then apply does not"
        if resource is None:
            hint = "no manifest declares it any more: hookops apply --prune deletes it"
        yield Diagnostic(
            "disabled",
            f"{entry.key} is disabled{describe_entry(entry)}{begun}",
            resource.origin.start if resource is not None else None,
            hint,
            "warning",
        )


def describe_entry(entry: Disabled) -> str:
    """` since TIME, by WHO: WHY`."""
    who = ", ".join(filter(None, (entry.by, entry.run)))
    return f" since {entry.at}{f', by {who}' if who else ''}: {entry.because}"
