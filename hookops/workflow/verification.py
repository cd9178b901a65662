"""Verification: how apply calls a hook's service, before its first write and after the change."""

from collections.abc import Iterator
from pathlib import Path

from hookops.contracts.exchange import Case, Exchange
from hookops.kinds.inline_hook.channel import PrivateKeyAuth
from hookops.kinds.inline_hook.spec import Hook, declared_hook
from hookops.model.change import Change
from hookops.model.errors import InvalidInput
from hookops.model.resource import Key
from hookops.model.text import show
from hookops.network.outside import Network
from hookops.okta.encoding import plain
from hookops.service.case_files import read_folder
from hookops.service.check import check
from hookops.service.hook_call import Caller
from hookops.workflow.preview import Fill, invented, readable, through_okta_of
from hookops.workflow.run import Moment, Run, Verifier


def verifier_of(run: Run, root: Path, network: Network | None = None) -> Verifier:
    """A function that calls the service of a change, and says what is wrong with its answers.

    Shape: `root` is the project's folder, below which saved cases lie.
    """
    known: dict[Key, tuple[Case, ...]] = {}

    def verify(change: Change, moment: Moment) -> str:
        assert change.after is not None
        hook = declared_hook(change.after)
        # Cases are read once: after the change they have to be those from before it.
        if change.key not in known:
            known[change.key] = _cases(run, change.key, hook, root)
        exchanges = _exchanges(run, change.key, hook, known[change.key], moment, network)
        return "; ".join(text for exchange in exchanges for text in _wrong(exchange))

    return verify


def _cases(run: Run, key: Key, hook: Hook, root: Path) -> tuple[Case, ...]:
    if not hook.verify.cases:
        return (invented(run, key, hook, Fill()),)
    folder = (root / hook.verify.cases).resolve()
    # A manifest in a pull request must not have files of the machine sent to a service.
    if not folder.is_relative_to(root.resolve()):
        raise InvalidInput(f"{key}: verify.cases leads out of the project's folder")
    return read_folder(folder, hook.type)


def _exchanges(
    run: Run,
    key: Key,
    hook: Hook,
    cases: tuple[Case, ...],
    moment: Moment,
    network: Network | None,
) -> tuple[Exchange, ...]:
    """Directly; through Okta where that was asked for, once the hook is as declared."""
    caller = Caller(readable(run, hook), plain, network or Network())
    # Before the change Okta would call what is registered now, which is not what is to be tested.
    if hook.verify.through_okta and moment == "after":
        return through_okta_of(run, key, hook, cases, caller.budget_s)
    if isinstance(hook.channel.auth, PrivateKeyAuth):
        return ()  # Only Okta has the key, so nobody else can make the call.
    return check(hook, cases, caller)


def _wrong(exchange: Exchange) -> Iterator[str]:
    """Nothing for an answer that passes."""
    if exchange.passed:
        return
    mistakes = [found for found in exchange.findings if found.severity == "error"]
    texts = ", ".join(f"{found.check} {found.text}" for found in mistakes)
    note = f" ({exchange.reply.note})" if exchange.reply.note else ""
    what = texts or "no usable answer"
    yield show(f"case {exchange.case.name}: {what}{note}: {exchange.verdict.effect}", 600)
