"""Diff: one organization against another, or against a saved plan. Not one request is a write."""

from collections.abc import Mapping

from hookops.model.diagnostic import Diagnostic
from hookops.model.drift import Between
from hookops.model.errors import InvalidInput
from hookops.model.limits import Limits
from hookops.model.resource import Json, Key
from hookops.reconcile.between import Things, describe_things, find_differences, planned_things
from hookops.reconcile.bindings.problems import unread_types
from hookops.workflow.plan import read_actual
from hookops.workflow.run import Run


def diff(first: Run, second: Run, names: tuple[str, str]) -> Between:
    """What differs between two organizations, and is not as their manifests explain it."""
    one, other = _read(first), _read(second)
    return Between(
        (first.title, second.title),
        names,
        find_differences(one[0], other[0]),
        len({*one[0], *other[0]}),
        (*one[1], *other[1]),
    )


def diff_plan(run: Run, document: Mapping[str, Json], names: tuple[str, str]) -> Between:
    """What differs between an organization and what a saved plan leads to.

    Raises: InvalidInput when the plan is not whole.
    """
    things, unread = _read(run)
    try:
        planned = planned_things(
            (Key(change["type"], change["name"]), change["change"]["after"])
            for change in document["resource_changes"]
        )
        title = str(document["organization"])
    except (KeyError, TypeError, AttributeError, ValueError):
        raise InvalidInput("the file is not a whole plan", "make a new one") from None
    # What the plan does not change is none of its business.
    mine = {name: things[name] for name in planned if name in things}
    found = find_differences(mine, planned)
    return Between((run.title, f"plan for {title}"), names, found, len(planned), unread)


def _read(run: Run) -> tuple[Things, tuple[Diagnostic, ...]]:
    ledger = run.ledger_store.read()
    actual = read_actual(run, ledger, Limits())
    return describe_things(run.desired, actual, ledger), unread_types(run.desired, actual)
