"""Warns of a secret that only some of its hooks get.

Needs: the changes as they will be applied. Adds: warnings. Runs late, since it only looks.
"""

from collections.abc import Mapping
from dataclasses import replace

from hookops.kinds import KINDS
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Key
from hookops.reconcile.changes import has_value
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft


def warn_shared_secrets(draft: Draft, context: PlanContext) -> Draft:
    """The draft with a warning for each secret whose value may become two."""
    changes = {change.key: change for change in draft.changes}
    if not any(map(_may_change, draft.changes)):
        return draft
    found = [
        warning
        for ref, keys in _shared(changes, context).items()
        if (warning := _warning(ref, keys, changes, context)) is not None
    ]
    return replace(draft, warnings=(*draft.warnings, *found))


def _shared(changes: Mapping[Key, Change], context: PlanContext) -> Mapping[str, list[Key]]:
    """The hooks that exist, or are made now, by the reference of a secret that several have."""
    keys: dict[str, list[Key]] = {}
    made = [key for key, change in changes.items() if change.after and key not in context.ids]
    for key in (*context.ids, *made):
        resource = context.desired[key]
        for ref in KINDS[key.kind].secrets(resource.spec).values():
            keys.setdefault(str(ref), []).append(key)
    return {ref: found for ref, found in sorted(keys.items()) if len(found) > 1}


def _warning(
    ref: str, keys: list[Key], changes: Mapping[Key, Change], context: PlanContext
) -> Diagnostic | None:
    getting = [key for key in keys if key in changes and _may_change(changes[key])]
    unsent = [key for key in keys if key not in changes or not _sends(changes[key])]
    # One that is known to have this very value already is left with no other one.
    left = [key for key in unsent if not has_value(key, ref, context)]
    if not getting or not left:
        return None
    resource = context.desired[getting[0]]
    have = "has" if len(left) == 1 else "have"
    return Diagnostic(
        "shared-secret",
        f"{ref} is sent to {_names(getting)}, and not to {_names(left)}, which {have} the same "
        "secret: if its value is another one now, Okta has two",
        resource.origin.start,
        "give the reference a version, and raise it for all of them in one apply",
        "warning",
    )


def _may_change(change: Change) -> bool:
    return any(field.secret in ("new", "unknown") for field in change.fields)


def _sends(change: Change) -> bool:
    return any(field.secret for field in change.fields)


def _names(keys: list[Key]) -> str:
    return ", ".join(map(str, keys))
