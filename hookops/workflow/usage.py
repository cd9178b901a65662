"""Usage: figures from the System Log. Not one request is a write."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hookops.kinds import HOOKS
from hookops.model.usage import HookUse, Usage
from hookops.okta import log
from hookops.usage import count as counting
from hookops.usage.hooks import known_hooks
from hookops.usage.period import read_period
from hookops.workflow.run import Run

WEEK = "7d"


def usage(run: Run, since: str = WEEK, until: str = "") -> Usage:
    """What the log has of every hook. One request for the hooks, one for each page of the log.

    Shape: `since` and `until` as `read_period` takes them. Raises: InvalidInput, AuthError.
    """
    # Checked before the first request, by the local clock; read again below by Okta's.
    read_period(since, until, run.clock())
    ledger = run.ledger_store.read()
    registered = log.hooks(run.session, HOOKS.list_call())
    known = known_hooks(run.desired, registered, ledger)
    # Only now has an answer shown Okta's clock, in whole seconds: the one that has begun counts.
    now = datetime.fromtimestamp(int(run.session.now_s()) + 1, UTC)
    period = read_period(since, until, now)
    pages = log.events(run.session, period, run.report)
    return replace(counting.count(pages, known, period, ledger.organization), title=run.title)


def failing(run: Run) -> Sequence[HookUse]:
    """Managed hooks of which the log of the last 7 days has failures and nothing else."""
    return counting.failing(usage(run))
