"""Whether the org that answers is the one whose hooks the ledger has."""

from hookops.model.errors import ApiError, GuardError, Unavailable
from hookops.model.resource import Ledger
from hookops.model.text import show
from hookops.okta.organization import read_organization_id
from hookops.workflow.run import Run


def pin_organization(run: Run, ledger: Ledger) -> str:
    """The org's id, for the ledger to keep.

    Raises: as `check_organization`; Unavailable when two answers differ, before the first is kept.
    """
    found = check_organization(run, ledger)
    # Nothing can be compared with the first one, and no option overrides it later.
    if not ledger.organization_id and check_organization(run, ledger) != found:
        raise Unavailable(
            "GET /.well-known/okta-organization: two answers have different ids",
            "hookops wrote nothing: apply again, and look at what is between it and Okta",
        )
    return found


def check_organization(run: Run, ledger: Ledger) -> str:
    """The org's id, which is the ledger's where the ledger has one; empty where none is shown.

    Raises: GuardError when it is another org, whatever its address is.
    """
    try:
        found = read_organization_id(run.session)
    except ApiError as problem:
        # An org that shows no id may be the one of before only where there was none either.
        if problem.status != 404:
            raise
        found = ""
    if ledger.organization_id and found != ledger.organization_id:
        raise GuardError(
            f"{run.title or ledger.organization} is the org {show(found) or 'without an id'}, and "
            f"the ledger at {run.ledger_place} is that of {show(ledger.organization_id)}",
            "hookops wrote nothing, and no option overrides this: correct the url, or give this "
            "org a ledger of its own",
        )
    return found
