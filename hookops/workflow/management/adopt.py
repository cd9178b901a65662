"""Adopt: what exists comes under management. Not one request is a write."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from hookops.apply.records import history_record
from hookops.ledger.journal import Journal
from hookops.ledger.none import check_kept
from hookops.model.diagnostic import render
from hookops.model.errors import Conflict
from hookops.model.limits import Limits
from hookops.model.management.adoption import Adoption
from hookops.model.resource import ChangeRecord
from hookops.reconcile.bindings.problems import unread_types
from hookops.reconcile.management.adopt import (
    adopted_entries,
    as_adopting,
    plan_adoption,
    with_companions,
)
from hookops.reconcile.management.names import find_keys
from hookops.reconcile.matching.renames import follow_renames
from hookops.workflow.organization import pin_organization
from hookops.workflow.plan import read_actual
from hookops.workflow.run import Run, known_fingerprints


def adopt(
    run: Run,
    names: Sequence[str],
    *,
    assumes: bool,
    consent: Callable[[Adoption], object],
) -> Adoption:
    """The ledger has what is declared, unmanaged and in the org; nothing is written to Okta.

    Shape: `names` are keys, or names in Git; none for everything. `assumes` as of `plan_adoption`.
    Raises: Conflict for what cannot be adopted, and then nothing is; what `consent` raises, which
    is asked where there is something to store.
    """
    # The lease is taken before anything is read, as in apply.
    with run.ledger_store.lease():
        ledger = run.ledger_store.read()
        check_kept(ledger)
        named = find_keys(names, run.desired, "declared")
        chosen = with_companions(named or tuple(run.desired), run.desired, ledger)
        adopting = replace(run, desired=as_adopting(run.desired, chosen))
        actual = read_actual(adopting, ledger, Limits())
        known = known_fingerprints(run, ledger.organization)
        found = plan_adoption(
            adopting.desired, actual, ledger, chosen, known=known, named=named, assumes=assumes
        )
        found = replace(found, title=run.title)
        for unread in unread_types(run.desired, actual):
            run.report(render(unread))
        if found.conflicts:
            raise Conflict("hookops adopted nothing", diagnostics=found.conflicts)
        moved = follow_renames(ledger, run.desired, actual.ids)
        entries = adopted_entries(found, moved, known)
        if entries:
            consent(found)
            moved = replace(moved, organization_id=pin_organization(run, ledger))
            records = [
                ChangeRecord(c.key, "adopt", "done", c.before.id, c.before.spec.fields())
                for c in found.changes
                if c.before is not None
            ]
            record = history_record(records, run.now(), run.author)
            Journal(run.ledger_store, ledger, run.okta_now).adopt(moved, entries, record)
        return replace(found, done=True)
