"""What a preview has proven of secrets is kept in the ledger, for the plans that send them."""

from dataclasses import replace

from hookops.contracts.exchange import Preview
from hookops.model.errors import HookopsError
from hookops.model.resource import Accepted
from hookops.workflow.run import Run, known_fingerprints


def record_accepted(run: Run, found: Preview) -> None:
    """The ledger has each secret that the service accepted while it refused a wrong one.

    Where that cannot be kept, a notice says why, and plans go on saying `unproven`.
    """
    if not found.accepted:
        return
    try:
        why = _record(run, found)
    except HookopsError as problem:
        why = problem.message
    if why:
        run.report(f"the plan will not know that the service accepts its secret: {why}")


def _record(run: Run, found: Preview) -> str:
    """Why it was not recorded; empty where it was."""
    # Without a key there is no digest, and a bare hash would let anybody who reads it guess.
    with run.ledger_store.lease():
        ledger = run.ledger_store.read()
        # Before the first apply there is none, and a preview does not begin it.
        if not ledger.exists:
            return ""
        prints = known_fingerprints(run, ledger.organization).get(found.key, {})
        new = [
            Accepted(found.key, path, url, prints[path].digest, prints[path].key_id)
            for path, url in found.accepted.items()
            if path in prints and prints[path].digest
        ]
        if not new:
            return "HOOKOPS_FINGERPRINT_KEY is not set"
        places = {(item.key, item.path, item.url) for item in new}
        kept = [a for a in ledger.accepted if (a.key, a.path, a.url) not in places]
        run.ledger_store.swap(ledger, replace(ledger, accepted=(*kept, *new)))
    return ""
