"""The door of this room: a hook's service is called with some requests, and judged.

Who may be sent a secret is the caller's to decide first: see `consent.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hookops.contracts import probes
from hookops.contracts.exchange import Case, Exchange, Probed, Reply, Times
from hookops.contracts.judge import judge
from hookops.contracts.probes import HOW, Probe
from hookops.contracts.values import Answer, Finding
from hookops.kinds.inline_hook.channel import HeaderAuth
from hookops.kinds.inline_hook.kind import Hook
from hookops.model.resource import Json
from hookops.model.secret import Secret
from hookops.service.hook_call import AuthHeader, Caller, HookCall

WRONG = Secret("hookops-probe-this-is-not-the-secret")
_OLD = (
    # {"alg": "RS256", "typ": "JWT"}, {"iss": "hookops-probe", "exp": 1000000000}, no signature.
    "Bearer eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9"
    ".eyJpc3MiOiJob29rb3BzLXByb2JlIiwiZXhwIjoxMDAwMDAwMDAwfQ"
    ".aG9va29wcy1wcm9iZQ"
)
OLD_TOKEN = Secret(_OLD)


def check(hook: Hook, cases: Sequence[Case], caller: Caller) -> tuple[Exchange, ...]:
    """Each case sent to the hook's `uri`, directly and in order, once each, and judged.

    Shape: `caller.secrets` has every secret of the hook.
    Raises: Refused when an address must not be called, InvalidInput for a private key.
    """
    call = HookCall(hook.channel, caller)
    found = []
    for case in cases:
        reply = call.send(case.request)
        found.append(judged(case, reply, caller.budget_s, call.secrets, direct=True))
    return tuple(found)


def judged(
    case: Case,
    reply: Reply,
    budget_s: float,
    secrets: Sequence[Secret] = (),
    *,
    direct: bool = False,
) -> Exchange:
    """A reply with all that is wrong with it; what is told of it holds none of the secrets.

    Shape: `direct` when the call was ours, with the hook's own authentication.
    """
    verdict = judge(case.hook_type, case.request, reply.answer, budget_s)
    found = [*verdict.findings, *probes.expectation(case.status, reply.answer)]
    echoed: tuple[Finding, ...] = ()
    if isinstance(reply.answer, Answer):
        found += probes.redirect(reply.answer)
        found += probes.accepted(reply.answer) if direct else ()
        echoed = probes.echo(reply.answer, secrets)
    if reply.tls:
        found += probes.certificate(reply.tls.days_left)
    if echoed:
        verdict = replace(verdict, findings=tuple(map(probes.masked, verdict.findings)))
        found = [probes.masked(finding) for finding in found]
    return Exchange(case, reply, verdict, (*found, *echoed), bool(echoed))


def probe(hook: Hook, request: Mapping[str, Json], caller: Caller) -> tuple[Probed, ...]:
    """Calls that the service has to refuse: without the secret, and with a wrong one.

    With an OAuth channel the wrong one is an expired token that nobody signed. No secret of the
    hook is sent. Raises: Refused when an address must not be called.
    """
    call = HookCall(hook.channel, caller)
    found = []
    for kind, header in _forged_headers(hook).items():
        reply = call.send_as(request, header)
        found.append(Probed(HOW[kind], reply, probes.refuses(kind, reply.answer)))
    return tuple(found)


def _forged_headers(hook: Hook) -> Mapping[Probe, AuthHeader | None]:
    match hook.channel.auth:
        case None:
            return {"no-secret": None}
        case HeaderAuth(name):
            return {"no-secret": None, "wrong-secret": (name, WRONG)}
        case _:
            return {"no-secret": None, "old-token": ("Authorization", OLD_TOKEN)}


def times(
    exchanges: Sequence[Exchange], budget_s: float
) -> tuple[Times | None, tuple[Finding, ...]]:
    """How long the calls took, and what is wrong with that; one that failed counts as it was.

    Units: seconds that Okta waits.
    """
    measured = [e.reply.answer.elapsed_s for e in exchanges]
    elapsed_s = sorted(seconds for seconds in measured if seconds is not None)
    if not elapsed_s:
        return None, ()
    middle = elapsed_s[(len(elapsed_s) - 1) // 2]
    found = Times(len(elapsed_s), middle, probes.p95(elapsed_s), elapsed_s[-1])
    return found, probes.slow(elapsed_s, budget_s)
