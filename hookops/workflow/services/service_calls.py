"""How preview and verification call a hook's service: with which secrets, and by Okta itself."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from hookops.apply.deferred_values import if_available
from hookops.contracts.exchange import Case, Exchange, Reply
from hookops.kinds import HOOKS
from hookops.kinds.inline_hook.spec import Hook
from hookops.model.errors import ApiError, Conflict, GuardError, InvalidInput
from hookops.model.resource import Actual, Fingerprint, Key, Ledger, Managed
from hookops.model.secret import Secret, SecretRef
from hookops.model.text import show
from hookops.network.hosts import place_of
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.okta.refresh import refresh
from hookops.reconcile.passes.secret_hosts import Receivers, reached, receivers_by_secret
from hookops.service import through_okta as okta_answers
from hookops.service.check import judge_reply
from hookops.service.target import is_near
from hookops.workflow.run import Run, trust_of


def at_url(hook: Hook, url: str) -> Hook:
    """The hook with its service at another address."""
    return replace(hook, channel=replace(hook.channel, uri=url)) if url else hook


def read_secrets(run: Run, hook: Hook) -> Mapping[SecretRef, Secret]:
    """Every secret that a direct call may carry. Raises: InvalidInput for one that is unusable."""
    found: dict[SecretRef, Secret] = {}
    for ref in HOOKS.secrets(hook).values():
        secret = run.resolve_secret(ref)
        complaint = "is not set" if secret is None else secret.complaint()
        if complaint or secret is None:
            raise InvalidInput(f"{ref} {complaint}", "set it where hookops runs; nothing was sent")
        found[ref] = secret
    return found


EMULATED = "the org is an emulated one, which a pull request can bring along, so it proves nothing"


def show_applied(run: Run, ledger: Ledger, key: Key, hook: Hook) -> tuple[Managed | None, str]:
    """What shows where the hook's secrets go, the ledger or else the registry; or why nothing does.

    Shape: where a pull request can change the ledger, the entry is that of the hook in Okta, with
    the references of those secrets that no ledger knows at another host only.
    """
    trust, entry = trust_of(run, ledger), ledger.managed.get(key)
    if trust.emulated:
        return None, EMULATED
    if not trust.doubt:
        return entry, ""
    actuals = {actual.id: actual for actual in refresh(run.session).actuals}
    # An entry with the id of another hook shows that one's host: the name has to fit as well.
    actual = _find(hook, actuals.values())
    if actual is None:
        return None, f"nothing proves that it has it: {trust.doubt}, and Okta has no such hook"
    known = Receivers(receivers_by_secret(ledger, actuals), trust)
    there, refs = actual.spec.compared(), HOOKS.secrets(hook)
    prints = {
        path: Fingerprint(ref=str(refs[path]))
        for path, receiver in reached(HOOKS, there)
        if path in refs and known.is_known(str(refs[path]), receiver, {receiver})
    }
    return Managed(key, actual.id, there, actual.last_updated, fingerprints=prints), ""


def _find(hook: Hook, actuals: Iterable[Actual]) -> Actual | None:
    """The one hook in Okta with that type and name; None for several as well."""
    wanted = (hook.type, hook.name)
    found = [actual for actual in actuals if (actual.spec.type, actual.spec.name) == wanted]
    return found[0] if len(found) == 1 else None


def call_through_okta(
    run: Run, key: Key, hook: Hook, cases: tuple[Case, ...], budget_s: float
) -> tuple[Exchange, ...]:
    """Each case sent by Okta to the service of the applied hook, once, and judged.

    Raises: InvalidInput when there is none; ApiError.
    """
    # Okta calls what is registered, which may differ from the manifest.
    applied = run.ledger_store.read().managed.get(key)
    if applied is None:
        raise InvalidInput(
            f"hookops has not applied {key}, so Okta cannot call its service",
            "apply it first; nothing calls a hook before it is bound to a flow",
        )
    hook_id = applied.id
    _check_registered(run, key, hook, hook_id)
    # As far as they are set here: Okta has its own, and no answer may repeat any of them.
    refs = HOOKS.secrets(hook).values()
    resolved = [if_available(run.resolve_secret, ref) for ref in refs]
    known = [secret for secret in resolved if secret is not None]
    return tuple(judge_reply(case, _execute(run, hook_id, case), budget_s, known) for case in cases)


def _check_registered(run: Run, key: Key, hook: Hook, hook_id: str) -> None:
    """The hook that Okta would execute is one of that type, and an emulated org sends its secret
    to no host that nobody named. Raises: Conflict, GuardError."""
    # The ledger names it, and its type decides whether people get messages by it.
    raw = run.session.send(HOOKS.get_call(hook_id), DeferredValues(no_ids))
    found = raw.get("type") if isinstance(raw, dict) else None
    if found != hook.type:
        raise Conflict(
            f"{key} is {hook_id} in the ledger, and that is a hook of type {show(str(found))} in "
            f"Okta, not of {hook.type}",
            "hookops executed nothing; hookops ledger rebuild makes the ledger again",
        )
    actual = HOOKS.read(raw)
    # Okta sends what it sends at every sign-in. An emulated org calls nobody but now, and a pull
    # request can bring one along, with a hook in it.
    if run.trust.emulated and actual is not None:
        _check_named(
            run, key, {receiver.host for _, receiver in reached(HOOKS, actual.spec.compared())}
        )


def _check_named(run: Run, key: Key, hosts: Iterable[str]) -> None:
    named = {place_of(f"https://{host}") for host in (*run.trust.hosts, *run.elsewhere.named_hosts)}
    for host in sorted(hosts):
        # This computer needs a word of its own, --allow-loopback.
        if host not in named and not is_near(urlsplit(f"https://{host}").hostname or ""):
            raise GuardError(
                f"the emulated org would send the secret of {key} to {show(host)}",
                f"if it may have it, export HOOKOPS_SECRET_HOSTS={show(host)}; nothing was sent",
            )


def _execute(run: Run, hook_id: str, case: Case) -> Reply:
    """Sent once, whatever comes: the service may have sent a message already."""
    call = HOOKS.execute_call(hook_id, case.request)
    try:
        return okta_answers.read_reply(run.session.send_once(call))
    except ApiError as problem:
        if problem.code in okta_answers.FAILURES:
            return okta_answers.failed_reply(problem.message)
        raise
