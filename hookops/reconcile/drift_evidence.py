"""What stands against a managed thing although no field of it may differ."""

from collections.abc import Mapping, Sequence

from hookops.model.drift import DriftKind
from hookops.model.resource import Actual, Intent, Key, Managed
from hookops.reconcile.context import PlanContext
from hookops.reconcile.duplicates import find_doubled, identity

Evidence = Sequence[tuple[DriftKind, str]]
"""Sorts of drift, each with a sentence for people."""


def gather_evidence(
    context: PlanContext, duplicates: Mapping[Key, Sequence[Actual]]
) -> Mapping[Key, Evidence]:
    """By key, also of what has no entry yet: a create may have made something all the same."""
    found: dict[Key, list[tuple[DriftKind, str]]] = {}
    doubled = find_doubled(context.snapshot, context.ledger) if duplicates else {}
    for key, others in duplicates.items():
        found[key] = [("duplicates", _describe_duplicate(actual, doubled)) for actual in others]
    for intent in context.ledger.intents:
        found.setdefault(intent.key, []).append(("intent", _describe_intent(intent)))
    return found


def find_duplicates(context: PlanContext) -> Mapping[Key, Sequence[Actual]]:
    """By key, what has the type and name of a managed thing and is not managed itself.

    Which of the two a person means cannot be known then, and a flow may call either.
    """
    ids = {managed.id: key for key, managed in context.ledger.managed.items()}
    free: dict[tuple[str, str, str], list[Actual]] = {}
    for actual in context.snapshot.actuals:
        if actual.id not in ids:
            free.setdefault(identity(actual), []).append(actual)
    return {
        ids[actual.id]: free[identity(actual)]
        for actual in context.snapshot.actuals
        # Two managed things of one name are none: one of them has changed its name then.
        if actual.id in ids and identity(actual) in free
    }


def _describe_duplicate(other: Actual, doubled: Mapping[str, Managed]) -> str:
    # Keys have no type.
    same = "type and name" if other.spec.type else "name"
    what = f"Okta has another one of its {same}, {other.id}, created {other.created}: "
    if other.id not in doubled:
        return f"{what}delete or rename one of the two"
    return (
        f"{what}a create of {doubled[other.id].id} made it twice; "
        f"hookops apply --remove-duplicates deletes {other.id} unless a flow calls it"
    )


def _describe_intent(intent: Intent) -> str:
    return (
        f"hookops was about to {intent.step} it at {intent.at}, and has no outcome of that: "
        "if no apply runs now, look at hookops plan, then apply again"
    )
