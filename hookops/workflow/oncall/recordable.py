"""Whether a ledger may say that a hook is disabled."""

from hookops.model.errors import GuardError
from hookops.model.resource import Ledger
from hookops.workflow.run import Run, trust_of


def check_recordable(run: Run, ledger: Ledger) -> None:
    """The ledger is kept, and no pull request can write it. Raises: GuardError with the reason.

    What says that a hook is disabled keeps it from its flows in every later apply: whoever can
    write that without a review could switch a hook off.
    """
    # The same doubt that decides whether the ledger is a proof of where secrets go.
    doubt = trust_of(run, ledger).doubt
    if doubt:
        raise GuardError(
            f"hookops disables no hook here, since nothing could record it safely: {doubt}",
            "keep the ledger where only the job that applies writes it (HOOKOPS_LEDGER), or seal "
            "it with HOOKOPS_FINGERPRINT_KEY; until then unbind the hook in Okta's console, or set "
            "`bindings: []` in its manifest",
        )
