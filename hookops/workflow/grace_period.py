"""What an apply waits for before it begins."""

from hookops.model.resource import Ledger
from hookops.okta.list_lag import GRACE_PERIOD_S
from hookops.okta.refresh import refresh
from hookops.reconcile.intents import time_of
from hookops.workflow.run import Run


def await_grace_period(run: Run, ledger: Ledger) -> None:
    """Until a create without an answer is old enough to have come to light, if it ever does.

    A create is not sent again before that, or there could be two of it.
    """
    creates = [time_of(intent.at) for intent in ledger.intents if intent.step == "create"]
    # Updates may be sent again at any time; two creates would make two hooks.
    if not creates:
        return
    # Any answer tells the org's clock, by which the intents were dated.
    refresh(run.session)
    age_s = run.session.now_s() - max(creates).timestamp()
    if 0 <= age_s < GRACE_PERIOD_S:
        wait_s = GRACE_PERIOD_S - age_s
        run.report(f"an earlier create has no known outcome: waiting {wait_s:.0f} s for it")
        run.sleep(wait_s)
