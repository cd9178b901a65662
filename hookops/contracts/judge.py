"""The verdict on one answer: which rules it breaks, and what Okta would do with it.

This is the door of the room, together with `requests.py` and `probes.py`.
"""

from collections.abc import Callable, Iterator, Mapping

from hookops.contracts import call as check_call
from hookops.contracts import envelope as check_envelope
from hookops.contracts.consequence import consequence
from hookops.contracts.reading import Body, at, read, repeats
from hookops.contracts.rules import CHECKS, findings
from hookops.contracts.types import password_import as check_password
from hookops.contracts.types import registration as check_registration
from hookops.contracts.types import saml as check_saml
from hookops.contracts.types import telephony as check_telephony
from hookops.contracts.types import token as check_token
from hookops.contracts.types import user_import as check_import
from hookops.contracts.values import Answer, Hit, NoAnswer, Verdict, hit
from hookops.kinds.inline_hook.types import (
    HOOK_TYPES,
    PASSWORD_IMPORT,
    REGISTRATION,
    SAML,
    TELEPHONY,
    TOKEN,
    USER_IMPORT,
)
from hookops.model.resource import Json

BUDGET_S = 3.0
"""How long Okta waits, a token request included.

Source: Okta, Inline hooks (concept); Okta's support can change it for one hook.
"""

_NOTHING = Body(None, is_json=True, doubles=())

_CHECKS: Mapping[str, Callable[[Mapping[str, Json], Mapping[str, Json]], Iterator[Hit]]] = {
    REGISTRATION.name: check_registration.check,
    SAML.name: check_saml.check,
    TOKEN.name: check_token.check,
    PASSWORD_IMPORT.name: check_password.check,
    USER_IMPORT.name: check_import.check,
    TELEPHONY.name: check_telephony.check,
}


def judge(
    hook_type: str,
    request: Mapping[str, Json],
    answer: Answer | NoAnswer,
    budget_s: float = BUDGET_S,
) -> Verdict:
    """What is wrong with the answer, and what Okta would do with it.

    Shape: `hook_type` is one of `HOOK_TYPES`; `request` is the JSON that was sent.
    Units: seconds that Okta waits.
    Raises: KeyError for an unknown type; nothing for any answer.
    """
    body = _body(answer)
    hits = list(check_call.check(hook_type, answer, budget_s))
    hits += _of_body(hook_type, request, answer, body)
    if hook_type == TOKEN.name:
        hits += _summary(hits, body.members)
    broken = {found.check for found in hits if _breaks(found)}
    outcome, effect = consequence(hook_type, request, answer, body, broken)
    if outcome == "unknown" and broken:
        hits.append(hit("unknown.bad-answer", title=HOOK_TYPES[hook_type].title))
    return Verdict(hook_type, findings(hits, hidden(request)), outcome, effect)


def _body(answer: Answer | NoAnswer) -> Body:
    """The body as Okta reads it: none without an answer, none of a 204, none that is too large.

    Who made the call may have stopped reading at the limit, so that the rest is no JSON.
    """
    if isinstance(answer, NoAnswer) or not answer.body or answer.status == 204:
        return _NOTHING
    if len(answer.body) >= check_call.LIMIT_BYTES:
        return _NOTHING
    return read(answer.body)


def _of_body(
    hook_type: str, request: Mapping[str, Json], answer: Answer | NoAnswer, body: Body
) -> Iterator[Hit]:
    if isinstance(answer, NoAnswer) or body is _NOTHING:
        return
    if 200 <= answer.status < 300:
        yield from check_envelope.check(hook_type, body)
        if isinstance(body.value, dict):
            yield from _CHECKS[hook_type](request, body.members)
    elif answer.status >= 400 and "error" in body.members:
        yield hit("all.11b", ("error",), status=str(answer.status))
    yield from _repeated(hook_type, request, body)


def _repeated(hook_type: str, request: Mapping[str, Json], body: Body) -> Iterator[Hit]:
    """Where the answer gives back what belongs in no log."""
    secret, check_id = {
        PASSWORD_IMPORT.name: (_password(request), "password.6"),
        TELEPHONY.name: (_code(request), "telephony.9"),
    }.get(hook_type, ("", ""))
    for path in repeats(body.value, secret) if secret else ():
        yield hit(check_id, path)


def _summary(hits: list[Hit], members: Mapping[str, Json]) -> Iterator[Hit]:
    """What one bad operation, or an error, means for the token."""
    if isinstance(members.get("error"), dict):
        yield hit("token.14b", ("error",))
    elif any(_breaks(found) and found.check.startswith("token.") for found in hits):
        yield hit("token.14a", ("commands",))


def _breaks(found: Hit) -> bool:
    """Whether Okta cannot carry the answer out: a stated rule, or no object at all."""
    return CHECKS[found.check].severity == "error" or found.check == "all.6b"


def hidden(request: Mapping[str, Json]) -> tuple[str, ...]:
    """What of the request must be in no report: a password, a code, a text with the code."""
    template = at(request, "data", "messageProfile", "msgTemplate")
    code = _code(request)
    return (_password(request), code, template if isinstance(template, str) else "")


def _password(request: Mapping[str, Json]) -> str:
    found = at(request, "data", "context", "credential", "password")
    return found if isinstance(found, str) else ""


def _code(request: Mapping[str, Json]) -> str:
    """Okta's own example has the code as a number."""
    found = at(request, "data", "messageProfile", "otpCode")
    return str(found) if isinstance(found, str | int) else ""
