"""What people read about hooks in use, and about what only they can do."""

from collections.abc import Iterator, Sequence

from hookops.kinds.binding.spec import binding_of
from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Actual, Resource
from hookops.model.text import show


def in_use(change: Change, points: Sequence[Actual]) -> Diagnostic:
    """The guard error for ending a hook that flows call."""
    flows = ", ".join(f"{binding_of(point).flow} ({point.id})" for point in points)
    verb = {"delete": "deleted", "replace": "replaced"}.get(change.action.value, "deactivated")
    return Diagnostic(
        "in-use",
        f"{change.key} would be {verb}, and is called by what the manifests do not bind: {flows}",
        change.mark,
        "bindings that are not declared are never touched: to let hookops unbind it, keep the "
        "hook's manifest with `bindings: []` for one apply; or unbind it in Okta",
    )


def manual_steps(resource: Resource, hook: Hook) -> Iterator[Diagnostic]:
    """One for each app that only the console can bind."""
    where = HOOK_TYPES[hook.type].by_hand
    for index, app in enumerate(hook.by_hand):
        yield Diagnostic(
            "by-hand",
            f"{resource.key}: Okta's API can neither bind it to app "
            f'"{show(app)}" nor show whether it is bound',
            resource.origin.at(("bindings", index)),
            f'in the Admin Console: {where.format(app=show(app))}: "{show(hook.name)}"',
            "warning",
        )
