"""Preview: hookops calls a hook's service as Okta would, and judges the answer.

Nothing is ever written to the org; through Okta, a hook is executed for a test.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from uuid import uuid4

from hookops.contracts.exchange import Case, Exchange, Preview, Reply
from hookops.contracts.judge import BUDGET_S
from hookops.contracts.samples import App, Event, Org, Sample, User
from hookops.contracts.types import contract_of, contracts
from hookops.contracts.types.base import Contract
from hookops.kinds import HOOKS
from hookops.kinds.inline_hook.channel import ClientSecretAuth, HeaderAuth
from hookops.kinds.inline_hook.spec import Hook, hooks
from hookops.kinds.inline_hook.types import HOOK_TYPES, HookType
from hookops.model.errors import ApiError, GuardError, InvalidInput
from hookops.model.resource import Key, Managed
from hookops.model.secret import Secret, SecretRef
from hookops.model.text import plural, show
from hookops.network.outside import Network
from hookops.okta.encoding import plain
from hookops.service import through_okta as okta_answers
from hookops.service.cases import dump_case
from hookops.service.check import check, judge_reply, measure_times, probe
from hookops.service.consent import check_consent
from hookops.service.hook_call import Caller, check_direct
from hookops.service.target import read_target
from hookops.workflow.run import Run


@dataclass(frozen=True, slots=True)
class Fill:
    """What an invented request is filled with; empty leaves what is invented."""

    variant: str = ""
    user: str = ""
    """A login or an e-mail address."""
    app: str = ""
    """A label."""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class How:
    """How the service is called."""

    repeat: int = 1
    through_okta: bool = False
    probe: bool = False
    loopback: bool = False
    url: str = ""
    """Called instead of the hook's uri; empty for that."""
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


def invented(
    run: Run, key: Key, hook: Hook, fill: Fill, types: Mapping[str, HookType] = HOOK_TYPES
) -> Case:
    """The request that Okta would send, about an invented person.

    Raises: InvalidInput; HookopsError for a type without a contract.
    """
    # Each complaint names what there is: variants, and the types that take scopes or an app.
    contract = contract_of(hook.type, types)
    variants, title = contract.variants, contract.row.title
    variant = fill.variant or next(iter(variants))
    if variant not in variants:
        known = ", ".join(variants)
        raise InvalidInput(f"{title} hooks have no variant {show(variant)}", f"it is: {known}")
    if fill.scopes and not contract.uses_scopes:
        only = _only(other for other in contracts(types).values() if other.uses_scopes)
        raise InvalidInput(f"{title} hooks have no scopes{only}")
    if fill.app and not contract.uses_app:
        only = _only(other for other in contracts(types).values() if other.uses_app)
        raise InvalidInput(f"{title} hooks have no app{only}")
    return Case(variant, hook.type, contract.build(variant, _sample(run, key, fill)))


def _only(found: Iterable[Contract]) -> str:
    """`: only SAML, token and user import hooks do`; empty when none does."""
    *first, last = ("", *(contract.row.title for contract in found))
    titles = f"{', '.join(first[1:])} and {last}" if first[1:] else last
    return f": only {titles} hooks do" if titles else ""


def _sample(run: Run, key: Key, fill: Fill) -> Sample:
    user = User()
    if fill.user:
        email = fill.user if "@" in fill.user else user.email
        user = replace(user, login=fill.user, email=email)
    ledger = run.ledger_store.read()
    org, managed = Org(), ledger.managed.get(key)
    # The embedded emulator has a name and no address; services may check the issuer's form.
    if ledger.organization.startswith("https://"):
        org = replace(org, url=ledger.organization)
    if managed:
        org = replace(org, hook_id=managed.id)
    event = Event(str(uuid4()), run.clock().timestamp())
    sample = Sample(event, org, user)
    if fill.app:
        sample = replace(sample, app=replace(App(), label=fill.app))
    return replace(sample, scopes=fill.scopes) if fill.scopes else sample


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
    called = _at(hook, how.url)
    read_target(called.channel.uri, loopback=how.loopback)
    secrets = {} if how.through_okta else _secrets(run, called, applied, how)
    caller = Caller(secrets, plain, network or Network(), how.loopback, how.budget_s)
    rounds = tuple(case for case in cases for _ in range(how.repeat))
    recipient = contract_of(hook.type).recipient
    if recipient is not None:
        consent(_messages([recipient(case.request) for case in rounds], how))
    if how.repeat > 1:
        rounds = tuple(_fresh(case) for case in rounds)
    if how.through_okta:
        exchanges = through_okta_of(run, key, hook, rounds, how.budget_s)
    else:
        exchanges = check(called, rounds, caller)
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
        probed=probe(called, cases[0].request, caller) if how.probe else (),
        remarks=tuple(_remarks(hook, applied, how)),
    )


def kept(run: Run, hook: Hook, exchange: Exchange) -> str:
    """The text of a case that this answer passes; empty when the answer is no good.

    Raises: GuardError when a secret of the hook is in the request.
    """
    status = getattr(exchange.reply.answer, "status", None)
    if status is None or not exchange.passed:
        return ""
    # A case file is committed beside the service, so it must hold no secret of the hook.
    text = dump_case(exchange.case, status)
    for ref in HOOKS.secrets(hook).values():
        secret = run.resolve_secret(ref)
        if secret is not None and secret.occurs_in(text):
            raise GuardError(f"the request holds the secret of {ref}", "it was not saved")
    return text


def _at(hook: Hook, url: str) -> Hook:
    return replace(hook, channel=replace(hook.channel, uri=url)) if url else hook


def _fresh(case: Case) -> Case:
    """A repeated request is an event of its own, or a service could answer from memory."""
    return replace(case, request={**case.request, "eventId": str(uuid4())})


def _secrets(run: Run, hook: Hook, applied: Managed | None, how: How) -> Mapping[SecretRef, Secret]:
    """The secrets that a direct call carries. Raises: InvalidInput, GuardError."""
    check_direct(hook.channel)
    if isinstance(hook.channel.auth, ClientSecretAuth):
        read_target(hook.channel.auth.token_url, loopback=how.loopback)
    # Before any secret is read: a manifest in a pull request names the host it would go to.
    check_consent(hook, applied, how.named_hosts)
    found: dict[SecretRef, Secret] = {}
    for ref in HOOKS.secrets(hook).values():
        secret = run.resolve_secret(ref)
        complaint = "is not set" if secret is None else secret.complaint()
        if complaint or secret is None:
            raise InvalidInput(f"{ref} {complaint}", "set it where hookops runs; nothing was sent")
        found[ref] = secret
    return found


def through_okta_of(
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
    known = readable(run, hook)
    return tuple(
        judge_reply(case, _execute(run, hook_id, case), budget_s, tuple(known.values()))
        for case in cases
    )


def readable(run: Run, hook: Hook) -> Mapping[SecretRef, Secret]:
    """The hook's secrets as far as they are set here."""
    refs = HOOKS.secrets(hook).values()
    found = {ref: run.resolve_secret(ref) for ref in refs}
    return {ref: secret for ref, secret in found.items() if secret is not None}


def _execute(run: Run, hook_id: str, case: Case) -> Reply:
    """Sent once, whatever comes: the service may have sent a message already."""
    call = HOOKS.execute_call(hook_id, case.request)
    try:
        return okta_answers.read_reply(run.session.send_once(call))
    except ApiError as problem:
        if problem.code in okta_answers.FAILURES:
            return okta_answers.failed_reply(problem.message)
        raise


def _messages(recipients: list[str], how: How) -> str:
    numbers = dict.fromkeys(show(number, 40) for number in recipients)
    sent = f"send {plural(len(recipients), 'real message')} to {', '.join(numbers)}"
    return f"{sent}, and 2 more if the service refuses nobody" if how.probe else sent


def _shown(hook: Hook, applied: Managed | None, how: How) -> str:
    # Through Okta the address is the one that was applied, whatever the manifest says by now.
    url = hook.channel.uri
    if how.through_okta and applied and applied.compared:
        url = applied.compared["channel"]["config"]["uri"]
    return read_target(url, loopback=True).shown


def _authentication(hook: Hook, how: How) -> str:
    """In words, as plans have them."""
    if how.through_okta:
        return "by Okta"
    match hook.channel.auth:
        case HeaderAuth(name, secret):
            return f"header {show(name)}, secret from {secret}"
        case ClientSecretAuth(token_url=url, client_secret=secret):
            host = read_target(url, loopback=True).authority
            return f"OAuth 2.0, token from {host}, secret from {secret}"
        case _:
            return "none"


def _remarks(hook: Hook, applied: Managed | None, how: How) -> list[str]:
    found = []
    if how.loopback:
        found.append(
            "services on this computer are allowed, over plain http too: Okta can call none of them"
        )
    if how.url:
        found.append(f"called instead of {read_target(hook.channel.uri, loopback=True).shown}")
    if how.through_okta:
        found.append("Okta passes on the body alone: status, headers, time and TLS are not known")
        uri = applied.compared.get("channel", {}).get("config", {}).get("uri") if applied else ""
        if uri != hook.channel.uri:
            found.append("the manifest has another uri than the one that Okta calls")
    return found
