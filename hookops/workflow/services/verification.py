"""Verification: how apply calls a hook's service, before its first write and after the change."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from hookops.apply.elsewhere import VerifyUrls
from hookops.contracts.exchange import Case, Exchange, verification_failures
from hookops.contracts.judge import BUDGET_S
from hookops.kinds.inline_hook.channel import PrivateKeyAuth
from hookops.kinds.inline_hook.spec import Hook, declared_hook, hooks
from hookops.model.change import Change
from hookops.model.errors import BlockedAddress, InvalidInput
from hookops.model.resource import Key
from hookops.model.text import show
from hookops.network.outside import Network
from hookops.okta.encoding import plain
from hookops.service.check import check
from hookops.service.consent import carried, check_consent, is_client
from hookops.service.hook_call import Caller
from hookops.service.target import Target, read_any, read_target
from hookops.workflow.run import Moment, Run, Verifier
from hookops.workflow.services.case_choice import declared_cases
from hookops.workflow.services.service_calls import (
    EMULATED,
    at_url,
    call_through_okta,
    read_secrets,
    show_applied,
)


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
        elsewhere = run.elsewhere.urls.get(change.key)
        if moment == "before" and _waits_for_okta(hook):
            return ""
        if elsewhere is None:
            _check_declared(run, hook)
            found = _exchanges(run, change.key, hook, known, moment, network)
        else:
            caller = _caller(run, hook, network, run.elsewhere)
            found = check(at_url(hook, elsewhere.url), known[change.key], caller)
        if moment == "before":
            _report_warnings(run, change.key, found)
        wrong = "; ".join(verification_failures(found))
        return f"{elsewhere.shown}: {wrong}" if wrong and elsewhere is not None else wrong

    return verify


def _check_declared(run: Run, hook: Hook) -> None:
    """Raises: GuardError for a service that would get a secret only because an org is emulated."""
    # The plan of a real org has looked at its hosts; that of an emulated one, which sends nothing
    # anywhere, has not, and a pull request can bring such an org along.
    if run.trust.emulated:
        named = (*run.elsewhere.named_hosts, *run.trust.hosts)
        check_consent(hook, None, named, doubt=EMULATED)


def _report_warnings(run: Run, key: Key, exchanges: Sequence[Exchange]) -> None:
    """What a preview would warn of: nobody else reads the answers of an apply in CI."""
    warnings = [one for each in exchanges for one in each.findings if one.severity == "warning"]
    for one in dict.fromkeys(warnings):
        run.report(f"{key}: its service's answer: {one.check} {one.text}")


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
    return check(hook, cases[key], _caller(run, hook, network))


def _caller(
    run: Run, hook: Hook, network: Network | None, where: VerifyUrls = VerifyUrls()
) -> Caller:
    """What calls a service; by default at public addresses alone."""
    return Caller(
        read_secrets(run, hook),
        plain,
        network or run.network,
        loopback=where.loopback,
        networks=where.networks,
        note_secret=run.note_secret,
    )


def check_verify_urls(run: Run, wanted: VerifyUrls) -> Run:
    """The run, whose verification calls those addresses.

    Raises: InvalidInput, BlockedAddress, GuardError, before anything is sent.
    """
    ledger = run.ledger_store.read()
    declared = hooks(run.desired)
    urls = {}
    for key, given in wanted.urls.items():
        hook = _verified_hook(declared, key.name)
        here = _target(key.name, given.url, wanted).shown
        # The token endpoint stays the declared one, to which Okta sends the client secret.
        moved = at_url(hook, given.url)
        named = (*wanted.named_hosts, *run.trust.hosts)
        applied, doubt = show_applied(run, ledger, key, hook)
        check_consent(moved, applied, named, roles=("uri",), doubt=doubt)
        declared_at = read_any(hook.channel.uri).shown
        urls[key] = replace(given, shown=here, declared=declared_at, carries=_carries(moved, here))
    return replace(run, elsewhere=replace(wanted, urls=urls))


def _target(name: str, url: str, wanted: VerifyUrls) -> Target:
    """The parts of the URL, which may be called. Raises: BlockedAddress, which names the hook."""
    try:
        return read_target(url, loopback=wanted.loopback, networks=wanted.networks)
    except BlockedAddress as problem:
        raise BlockedAddress(
            f"--verify-url {show(name)}: {problem.message}", problem.hint
        ) from None


def _verified_hook(declared: Mapping[str, Hook], name: str) -> Hook:
    hook = declared.get(name)
    if hook is None:
        hint = f"there is: {', '.join(declared) or 'none'}"
        raise InvalidInput(f"--verify-url: the manifests declare no hook {show(name)}", hint)
    if isinstance(hook.channel.auth, PrivateKeyAuth):
        hint = "verify: {throughOkta: true} lets Okta call the declared service"
        text = f"only Okta has the key of {show(name)}, so hookops cannot call another service"
        raise InvalidInput(f"--verify-url: {text}", hint)
    if hook.verify.preview == "off":
        hint = "its manifest needs verify: {preview: required}, or optional"
        raise InvalidInput(f"--verify-url: apply does not verify {show(name)}", hint)
    return hook


def _carries(moved: Hook, here: str) -> str:
    """What a call sends to the address, in words; empty for nothing."""
    for item in carried(moved):
        if item.role == "uri":
            sent = f"an access token got with {item.ref}" if is_client(item) else f"{item.ref}"
            return f"hookops sends {sent} to {here}"
    return ""
