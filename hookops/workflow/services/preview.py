"""Preview: hookops calls a hook's service as Okta would, and judges the answer.

Nothing is ever written to the org; through Okta, a hook is executed for a test.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from uuid import uuid4

from hookops.contracts.exchange import Case, Exchange, Preview, Probed
from hookops.contracts.judge import BUDGET_S
from hookops.contracts.types import contract_of
from hookops.kinds import HOOKS
from hookops.kinds.inline_hook.channel import ClientSecretAuth, HeaderAuth
from hookops.kinds.inline_hook.spec import Hook, hooks
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.errors import GuardError, InvalidInput
from hookops.model.resource import Key, Managed
from hookops.model.secret import Secret, SecretRef
from hookops.model.text import plural, show
from hookops.network.addresses import Networks
from hookops.network.outside import Network
from hookops.okta.encoding import plain
from hookops.service.caller import proxy_of
from hookops.service.cases import dump_case
from hookops.service.check import accepted_secrets, check, measure_times, probe
from hookops.service.consent import check_consent
from hookops.service.hook_call import Caller, check_direct
from hookops.service.target import read_any, read_target
from hookops.workflow.run import Run
from hookops.workflow.services.service_calls import (
    at_url,
    call_through_okta,
    read_secrets,
    show_applied,
)


@dataclass(frozen=True, slots=True)
class How:
    """How the service is called."""

    repeat: int = 1
    through_okta: bool = False
    probe: bool = False
    loopback: bool = False
    url: str = ""
    """Called instead of the hook's uri; empty for that."""
    networks: Networks = ()
    """Private networks that this address may be in; what a manifest names never is."""
    named_hosts: tuple[str, ...] = ()
    """Hosts that may be sent the hook's secrets though they were not applied."""
    budget_s: float = BUDGET_S
    """How long Okta waits for this hook; its support can change that."""


def find(run: Run, name: str) -> tuple[Key, Hook]:
    """The declared hook of that name in Git, with or without its kind. Raises: InvalidInput."""
    key = Key(HOOKS.name, name.removeprefix(f"{HOOKS.name}/"))
    declared = hooks(run.desired)
    if key.name in declared:
        return key, declared[key.name]
    # One guess, or the whole list: both are short enough to read.
    close = get_close_matches(key.name, declared, 1)
    hint = f"did you mean {close[0]}" if close else f"there is: {', '.join(declared) or 'none'}"
    raise InvalidInput(f"the manifests declare no hook {show(key.name)}", hint)


def preview(
    run: Run,
    key: Key,
    hook: Hook,
    cases: tuple[Case, ...],
    how: How,
    *,
    consent: Callable[[str], None],
    network: Network | None = None,
) -> Preview:
    """The service called with each case, `how.repeat` times, and judged.

    `consent` is asked before messages are sent to people, with what would be done; it raises
    when the answer is no. Raises: GuardError, InvalidInput before anything is sent; ApiError.
    """
    # Everything that can be refused is refused before anything is sent: address, secrets, consent.
    ledger = run.ledger_store.read()
    applied = ledger.managed.get(key)
    called = at_url(hook, how.url)
    read_target(called.channel.uri, loopback=how.loopback, networks=how.networks)
    if not how.through_okta:
        _check_direct(run, called, *show_applied(run, ledger, key, hook), how)
    secrets = {} if how.through_okta else read_secrets(run, called)
    caller = _caller(secrets, network or run.network, how, run.note_secret)
    rounds = _rounds(hook, cases, how, consent)
    if how.through_okta:
        exchanges = call_through_okta(run, key, hook, rounds, how.budget_s)
    else:
        exchanges = check(called, rounds, caller)
    probed = _probe(called, exchanges[0], caller) if how.probe else ()
    measured, slow = measure_times(exchanges, how.budget_s) if how.repeat > 1 else (None, ())
    return Preview(
        organization=ledger.organization,
        title=run.title,
        key=key,
        hook_type=hook.type,
        hook_title=HOOK_TYPES[hook.type].title,
        url=_shown(called, applied, how),
        authentication=_authentication(called, how),
        via="okta" if how.through_okta else "direct",
        exchanges=exchanges,
        budget_s=how.budget_s,
        times=measured,
        time_findings=slow,
        probed=probed,
        # Okta calls with the secret that it has, which need not be this environment's.
        accepted={} if how.through_okta else accepted_secrets(called, exchanges, probed),
        remarks=tuple(_remarks(hook, applied, how, caller.network)),
    )


def _caller(
    secrets: Mapping[SecretRef, Secret],
    network: Network,
    how: How,
    note_secret: Callable[[Secret], object],
) -> Caller:
    return Caller(
        secrets,
        plain,
        network,
        loopback=how.loopback,
        budget_s=how.budget_s,
        networks=how.networks,
        token_loopback=how.loopback,
        note_secret=note_secret,
    )


def _probe(hook: Hook, sent: Exchange, caller: Caller) -> tuple[Probed, ...]:
    """The same request as was sent, without the hook's secret."""
    expects, own = sent.case.error is True, sent.reply.answer
    return probe(hook, sent.case.request, caller, own=own, expects_error=expects)


def _rounds(
    hook: Hook, cases: tuple[Case, ...], how: How, consent: Callable[[str], None]
) -> tuple[Case, ...]:
    """Every call that is to be made, once somebody has agreed to messages that people get."""
    rounds = tuple(case for case in cases for _ in range(how.repeat))
    recipient = contract_of(hook.type).recipient
    if recipient is not None:
        consent(_messages([recipient(case.request) for case in rounds], how))
    return tuple(_fresh(case) for case in rounds) if how.repeat > 1 else rounds


def kept(run: Run, hook: Hook, exchange: Exchange) -> str:
    """The text of a case that this answer passes; empty when the answer is no good.

    Raises: GuardError when a secret of the hook is in the request.
    """
    status = getattr(exchange.reply.answer, "status", None)
    if status is None or not exchange.passed:
        return ""
    # A case file is committed beside the service, so it must hold no secret of the hook.
    text = dump_case(exchange.case, status, error=exchange.verdict.refuses)
    for ref in HOOKS.secrets(hook).values():
        secret = run.resolve_secret(ref)
        if secret is not None and secret.occurs_in(text):
            raise GuardError(f"the request holds the secret of {ref}", "it was not saved")
    return text


def _fresh(case: Case) -> Case:
    """A repeated request is an event of its own, or a service could answer from memory."""
    return replace(case, request={**case.request, "eventId": str(uuid4())})


def _check_direct(run: Run, hook: Hook, applied: Managed | None, doubt: str, how: How) -> None:
    """The hook's secrets may go where a call sends them. Raises: InvalidInput, GuardError."""
    # Before any secret is read: a manifest in a pull request names the host it would go to.
    check_direct(hook.channel)
    if isinstance(hook.channel.auth, ClientSecretAuth):
        read_target(hook.channel.auth.token_url, loopback=how.loopback)
    check_consent(hook, applied, (*how.named_hosts, *run.trust.hosts), doubt=doubt)


def _messages(recipients: list[str], how: How) -> str:
    numbers = dict.fromkeys(show(number, 40) for number in recipients)
    sent = f"send {plural(len(recipients), 'real message')} to {', '.join(numbers)}"
    return f"{sent}, and 2 more if the service refuses nobody" if how.probe else sent


def _shown(hook: Hook, applied: Managed | None, how: How) -> str:
    # Through Okta the address is the one that was applied, whatever the manifest says by now.
    url = hook.channel.uri
    if how.through_okta and applied and applied.compared:
        url = applied.compared["channel"]["config"]["uri"]
    return read_any(url).shown


def _authentication(hook: Hook, how: How) -> str:
    """In words, as plans have them."""
    if how.through_okta:
        return "by Okta"
    match hook.channel.auth:
        case HeaderAuth(name, secret):
            prefix = f' behind "{show(secret.prefix)}"' if secret and secret.prefix else ""
            return f"header {show(name)}, secret from {secret}{prefix}"
        case ClientSecretAuth(token_url=url, client_secret=secret):
            host = read_any(url).authority
            return f"OAuth 2.0, token from {host}, secret from {secret}"
        case _:
            return "none"


def _remarks(hook: Hook, applied: Managed | None, how: How, network: Network) -> list[str]:
    found = []
    if how.loopback:
        found.append(
            "services on this computer are allowed, over plain http too: Okta can call none of them"
        )
    if how.networks:
        nets = ", ".join(map(str, how.networks))
        found.append(f"services in {nets} are allowed (HOOKOPS_ALLOWED_NETWORKS)")
    if how.url:
        found.append(f"called instead of {read_any(hook.channel.uri).shown}")
    # Only a call of hookops' own has a way that somebody should know of.
    proxy = proxy_of(read_any(how.url or hook.channel.uri), network)
    if proxy is not None and not how.through_okta:
        found.append(
            f"called by the proxy {proxy.shown} ({proxy.variable}): where this computer cannot "
            "resolve the name of the service, hookops cannot check its address, and its "
            "certificate may be the proxy's own"
        )
    if how.through_okta:
        found.append("Okta passes on the body alone: status, headers, time and TLS are not known")
        uri = applied.compared.get("channel", {}).get("config", {}).get("uri") if applied else ""
        if uri != hook.channel.uri:
            found.append("the manifest has another uri than the one that Okta calls")
    return found
