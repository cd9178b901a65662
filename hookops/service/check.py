"""Calls a hook's service with some requests, and judges its answers.

The caller decides first who may get a secret: see `consent.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hookops.contracts import probes
from hookops.contracts.exchange import Case, Exchange, Probed, Reply, Times
from hookops.contracts.judge import judge
from hookops.contracts.probes import HOW, Probe
from hookops.contracts.values import Answer, Finding, NoAnswer
from hookops.kinds.inline_hook.channel import ClientSecretAuth, HeaderAuth
from hookops.kinds.inline_hook.spec import Hook
from hookops.model.resource import Json
from hookops.model.secret import Secret
from hookops.service.consent import carried
from hookops.service.hook_call import AuthHeader, Caller, HookCall

WRONG = Secret("hookops-probe-this-is-not-the-secret")
_OLD = (
    # {"alg": "RS256", "typ": "JWT"}, {"iss": "hookops-probe", "exp": 1000000000}; where the
    # signature would be is the text "hookops-probe". A service that checks nothing accepts it.
    "Bearer eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9"
    ".eyJpc3MiOiJob29rb3BzLXByb2JlIiwiZXhwIjoxMDAwMDAwMDAwfQ"
    ".aG9va29wcy1wcm9iZQ"
)
OLD_TOKEN = Secret(_OLD)


def check(hook: Hook, cases: Sequence[Case], caller: Caller) -> tuple[Exchange, ...]:
    """Each case is sent to the hook's `uri`, directly, in order and once, and its reply judged.

    Shape: `caller.secrets` has every secret of the hook.
    Raises: BlockedAddress; InvalidInput for a private key.
    """
    call = HookCall(hook.channel, caller)
    found = []
    for case in cases:
        reply = call.send(case.request)
        found.append(judge_reply(case, reply, caller.budget_s, call.secrets, direct=True))
    return tuple(found)


def judge_reply(
    case: Case,
    reply: Reply,
    budget_s: float,
    secrets: Sequence[Secret] = (),
    *,
    direct: bool = False,
) -> Exchange:
    """A reply with everything that is wrong with it; no finding has one of the secrets.

    Shape: `direct` when the call was ours, with the hook's own authentication.
    """
    verdict = judge(case.hook_type, case.request, reply.answer, budget_s)
    expected = probes.expectation(case.status, case.error, reply.answer, refuses=verdict.refuses)
    if case.error is True:
        # The advice to save a case that expects it is for those who have none.
        kept = tuple(one for one in verdict.findings if one.check != "all.17")
        verdict = replace(verdict, findings=kept)
    found = [*verdict.findings, *expected]
    echoed: tuple[Finding, ...] = ()
    if isinstance(reply.answer, Answer):
        found += probes.redirect(reply.answer)
        found += probes.accepted(reply.answer) if direct else ()
        echoed = probes.echo(reply.answer, secrets)
    if reply.tls:
        found += probes.certificate(reply.tls.days_left)
    if echoed:
        # What the service sends back may be in any text that quotes the answer.
        verdict = replace(verdict, findings=tuple(map(probes.masked, verdict.findings)))
        found = [probes.masked(finding) for finding in found]
    return Exchange(case, reply, verdict, (*found, *echoed), bool(echoed))


def probe(
    hook: Hook,
    request: Mapping[str, Json],
    caller: Caller,
    *,
    own: Answer | NoAnswer,
    expects_error: bool = False,
) -> tuple[Probed, ...]:
    """Calls that the service has to refuse: without the secret, and with a wrong one.

    With an OAuth channel the wrong one is an expired token that nobody signed, and the token
    endpoint has to refuse a wrong client secret. No secret of the hook is sent.
    Shape: `own` is the answer to this request with the hook's secret; `expects_error` when a case
    says that an error is right. Raises: BlockedAddress.
    """
    call = HookCall(hook.channel, caller)
    found = []
    for kind, header in _forged_headers(hook).items():
        reply = call.send_as(request, header)
        beside = probes.refuses(kind, reply.answer)
        if not expects_error:
            beside += probes.own_error(own, reply.answer)
        found.append(Probed(HOW[kind], reply, beside))
    if isinstance(hook.channel.auth, ClientSecretAuth):
        reply, token = call.ask_token_as(hook.channel.auth, WRONG)
        found.append(
            Probed(HOW["wrong-client"], reply, probes.refuses_client(reply.answer, token=token))
        )
    return tuple(found)


def accepted_secrets(
    hook: Hook, exchanges: Sequence[Exchange], probed: Sequence[Probed]
) -> Mapping[str, str]:
    """The hook's secrets that the service takes, and takes no other value for.

    Shape: the URL that each was sent to, by its dotted path; direct calls with those secrets, and
    the probes of the same service.
    """
    # A service that refuses nobody accepts any value: a success means something only where every
    # other value fails.
    others_refused = bool(probed) and all(one.refused for one in probed)
    good = others_refused and all(exchange.passed for exchange in exchanges)
    # A case may expect a failure or an error: that one shows nothing about the secret.
    answers = [exchange.reply.answer for exchange in exchanges if not exchange.verdict.refuses]
    if not good or not any(isinstance(one, Answer) and one.status < 300 for one in answers):
        return {}
    # A client secret goes to the token endpoint, and only what that gives for it goes further.
    return {item.path: item.url for item in reversed(carried(hook))}


def _forged_headers(hook: Hook) -> Mapping[Probe, AuthHeader | None]:
    # A service without authentication is probed too: that it accepts anybody is the finding.
    match hook.channel.auth:
        case None:
            return {"no-secret": None}
        case HeaderAuth(name, ref):
            # With the hook's own prefix: only the value is to be what the service refuses.
            wrong = WRONG.behind(ref.prefix) if ref is not None else WRONG
            return {"no-secret": None, "wrong-secret": (name, wrong)}
        case _:
            return {"no-secret": None, "old-token": ("Authorization", OLD_TOKEN)}


def measure_times(
    exchanges: Sequence[Exchange], budget_s: float
) -> tuple[Times | None, tuple[Finding, ...]]:
    """How long the calls took, failed ones too, and what is wrong with that.

    Units: seconds that Okta waits.
    """
    measured = [e.reply.answer.elapsed_s for e in exchanges]
    elapsed_s = sorted(seconds for seconds in measured if seconds is not None)
    if not elapsed_s:
        return None, ()
    # The lower of the two in the middle: a time that was measured, not one in between.
    middle = elapsed_s[(len(elapsed_s) - 1) // 2]
    found = Times(len(elapsed_s), middle, probes.p95(elapsed_s), elapsed_s[-1])
    return found, probes.slow(elapsed_s, budget_s)
