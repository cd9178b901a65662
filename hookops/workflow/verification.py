"""Verification: how apply calls a hook's service, before its first write and after the change."""

from collections.abc import Mapping
from pathlib import Path

from hookops.contracts.exchange import Case, Exchange, verification_failures
from hookops.contracts.judge import BUDGET_S
from hookops.kinds.inline_hook.channel import PrivateKeyAuth
from hookops.kinds.inline_hook.spec import Hook, declared_hook
from hookops.model.change import Change
from hookops.model.resource import Key
from hookops.network.outside import Network
from hookops.okta.encoding import plain
from hookops.service.check import check
from hookops.service.hook_call import Caller
from hookops.workflow.case_choice import declared_cases
from hookops.workflow.run import Moment, Run, Verifier
from hookops.workflow.service_calls import call_through_okta, read_secrets


def verifier_of(run: Run, root: Path, network: Network | None = None) -> Verifier:
    """A function that calls the service of a change, and says what is wrong with its answers.

    It fails on what a preview fails on, and on an error that no case expects.
    Shape: `root` is the project's folder, below which saved cases lie.
    """
    known: dict[Key, tuple[Case, ...]] = {}

    def verify(change: Change, moment: Moment) -> str:
        assert change.after is not None
        hook = declared_hook(change.after)
        # Cases are read once: after the change they have to be those from before it.
        if change.key not in known:
            known[change.key] = declared_cases(run, change.key, hook, root)
        if moment == "before" and _waits_for_okta(hook):
            return ""
        return "; ".join(
            verification_failures(_exchanges(run, change.key, hook, known, moment, network))
        )

    return verify


def _waits_for_okta(hook: Hook) -> bool:
    # Okta alone has the key, and before the change it would call what is registered now.
    return hook.verify.through_okta and isinstance(hook.channel.auth, PrivateKeyAuth)


def _exchanges(
    run: Run,
    key: Key,
    hook: Hook,
    cases: Mapping[Key, tuple[Case, ...]],
    moment: Moment,
    network: Network | None,
) -> tuple[Exchange, ...]:
    """Directly; through Okta where that was asked for, once the hook is as declared.

    Raises: InvalidInput for a private key that nobody but Okta can call with.
    """
    if hook.verify.through_okta and moment == "after":
        return call_through_okta(run, key, hook, cases[key], BUDGET_S)
    return check(hook, cases[key], Caller(read_secrets(run, hook), plain, network or Network()))
