"""Warns of a secret that only some of its hooks get.

Needs: the changes as they will be applied. Adds: warnings. Runs late, since it only looks.
"""

from collections.abc import Mapping
from dataclasses import replace

from hookops.kinds import KINDS
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Key
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft


def warn_shared_secrets(draft: Draft, context: PlanContext) -> Draft:
    """The draft with a warning for each secret whose value may become two."""
    changes = {change.key: change for change in draft.changes}
    if not any(map(_may_change, draft.changes)):
        return draft
    found = [
        warning
        for ref, keys in _shared(context).items()
        if (warning := _warning(ref, keys, changes, context)) is not None
    ]
    return replace(draft, warnings=(*draft.warnings, *found))


def _shared(context: PlanContext) -> Mapping[str, list[Key]]:
    """The hooks that exist, by the reference of a secret, where several have the same."""
    keys: dict[str, list[Key]] = {}
    for key in context.ids:
        resource = context.desired[key]
        for ref in KINDS[key.kind].secrets(resource.spec).values():
            keys.setdefault(str(ref), []).append(key)
    return {ref: found for ref, found in sorted(keys.items()) if len(found) > 1}


def _warning(
    ref: str, keys: list[Key], changes: Mapping[Key, Change], context: PlanContext
) -> Diagnostic | None:
    getting = [key for key in keys if key in changes and _may_change(changes[key])]
    left = [key for key in keys if key not in changes or not _sends(changes[key])]
    # Where all of them get it, or none gets another value, there is one value afterwards.
    if not getting or not left:
        return None
    resource = context.desired[getting[0]]
    return Diagnostic(
        "shared-secret",
        f"{ref} is sent to {_names(getting)}, and not to {_names(left)}, which has the same "
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
