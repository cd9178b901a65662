"""A managed hook declared exactly as Okta has it now."""

from dataclasses import replace

from hookops.kinds import KINDS, LISTED
from hookops.model.errors import ApiError, Conflict, InvalidInput
from hookops.model.resource import Actual, Ledger, Managed, Resource
from hookops.model.source import NOWHERE, Origin
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.reconcile.intents import pending
from hookops.workflow.run import Run

_WRITES = ("update", "rename", "set-version")


def read_frozen(run: Run, ledger: Ledger, managed: Managed) -> tuple[Resource, Actual]:
    """What a plan leaves as it is, but for what the command changes; and what Okta has.

    Raises: InvalidInput when it is gone or cannot be read; Conflict while an earlier write of it
    has no known outcome.
    """
    key = managed.key
    # It would be sent once more, and whole: with its secret, which is not known here.
    if pending(ledger, key, *_WRITES):
        raise Conflict(
            f"{key}: an earlier write of it has no known outcome",
            "hookops apply finds out what became of it; then run this again",
        )
    actual = _read(run, managed)
    return freeze(run, managed, actual), actual


def freeze(run: Run, managed: Managed, actual: Actual) -> Resource:
    """The thing as Okta has it: of its write nothing is due, and the ledger learns nothing."""
    declared = run.desired.get(managed.key)
    origin = Origin(declared.origin.start) if declared is not None else Origin(NOWHERE)
    return Resource(
        managed.key,
        actual.spec,
        origin,
        protect=managed.protected,
        # By its old names the ledger may know it still.
        previous_names=declared.previous_names if declared is not None else (),
        as_it_is=True,
    )


def _read(run: Run, managed: Managed) -> Actual:
    kind = LISTED[managed.key.kind]
    # By its id and not from a list, which may lag, and has all the others.
    try:
        answer = run.session.send(kind.get_call(managed.id), DeferredValues(no_ids))
    except ApiError as problem:
        if problem.status != 404:
            raise
        hint = "hookops plan shows what is left; hookops apply makes it again as it is declared"
        raise InvalidInput(f"{managed.key} ({managed.id}) is gone from Okta", hint) from None
    found = kind.read(answer)
    # An answer about another object proves nothing about this one.
    if found is None or found.id != managed.id:
        raise InvalidInput(
            f"{managed.key} ({managed.id}): hookops cannot read what Okta has there",
            "look at it in Okta's console",
        )
    return found


def with_frozen(run: Run, resource: Resource) -> Run:
    """The run in which the resource is declared as it is; its bindings are nobody's."""
    rest = {
        key: other
        for key, other in run.desired.items()
        if key.kind in LISTED
        or all(needed != resource.key for _, needed in KINDS[key.kind].needs(other.spec))
    }
    return replace(run, desired=dict(sorted({**rest, resource.key: resource}.items())))
