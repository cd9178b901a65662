"""Previews in every shape: a good answer, bad ones, none at all, several cases."""

import json
from typing import Any

from hookops.contracts import probes
from hookops.contracts.exchange import Case, Exchange, Preview, Probed, Reply, Times, Tls
from hookops.contracts.values import Answer, NoAnswer
from hookops.kinds.inline_hook.types import HOOK_TYPES, PASSWORD_IMPORT, TELEPHONY, TOKEN
from hookops.model.resource import Key
from hookops.service.check import judge_reply

KEY = Key("InlineHook", "enrich-access-tokens")
REQUEST = {
    "eventType": TOKEN.name,
    "data": {"access": {"claims": {"sub": "ada@example.com"}, "scopes": {}}},
}
JSON = {"content-type": "application/json"}


def patch(op: str, path: str) -> dict[str, Any]:
    value = [{"op": op, "path": path, "value": "Europe"}]
    return {"commands": [{"type": "com.okta.access.patch", "value": value}]}


def answer(value: Any, status: int = 200, elapsed_s: float = 0.042) -> Answer:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Answer(status, JSON, body, elapsed_s)


def exchange(
    reply: Reply,
    name: str = "authorization-code",
    status: int | None = None,
    request: Any = REQUEST,
    hook_type: str = TOKEN.name,
) -> Exchange:
    return judge_reply(Case(name, hook_type, request, status), reply, 3.0)


def preview(*exchanges: Exchange, **more: Any) -> Preview:
    whole = {
        "organization": "https://acme.okta.com",
        "title": "acme",
        "key": KEY,
        "hook_type": exchanges[0].case.hook_type,
        "hook_title": HOOK_TYPES[exchanges[0].case.hook_type].title,
        "url": "https://hooks.example.com/token",
        "authentication": "header Authorization, secret from env:HOOKOPS_SECRET_A",
        "via": "direct",
        "budget_s": 3.0,
        **more,
    }
    return Preview(exchanges=exchanges, **whole)


TLS = Tls("TLSv1.3", 81.5)
GOOD = exchange(Reply(answer(patch("add", "/claims/region")), TLS))
BAD = exchange(Reply(answer(patch("replace", "/claims/region"), elapsed_s=2.71), TLS, "", 0.25))
NONE = exchange(Reply(NoAnswer("timeout", 3.0), None, "no whole answer came in time"))
REJECTED = Reply(answer(b"no\n", 401, 0.002))
ACCEPTED = Reply(answer(b"", 204, 0.002))
PROBED = (
    Probed("without the secret", REJECTED, ()),
    Probed("with a wrong secret", ACCEPTED, probes.refuses("wrong-secret", ACCEPTED.answer)),
)

PASSED = preview(GOOD)
ACCEPTING = preview(
    GOOD,
    probed=(PROBED[0], Probed("with a wrong secret", REJECTED, ())),
    accepted={"channel.config.authScheme.value": "https://hooks.example.com/token"},
)
FAILED = preview(
    GOOD,
    BAD,
    times=Times(2, 0.042, 2.71, 2.71),
    time_findings=probes.slow([0.042, 2.71]),
    probed=PROBED,
    remarks=("called instead of https://old.example.com/token",),
)
SILENT = preview(NONE, via="okta", title="")
ONLY_PROBES = preview(GOOD, probed=PROBED)
CASES = preview(
    exchange(Reply(answer(patch("add", "/claims/region"))), "first", 200),
    exchange(Reply(answer(b"", 204)), "no zone", 200),
    exchange(Reply(answer(b"", 400)), "no request", 400),
    probed=PROBED[1:],
)
PASSWORD = exchange(
    Reply(answer({"debugContext": {"got": "correct horse"}, "x": 'p"q'})),
    "sign-in",
    request={
        "eventType": PASSWORD_IMPORT.name,
        "data": {"context": {"credential": {"username": "ada", "password": "correct horse"}}},
    },
    hook_type=PASSWORD_IMPORT.name,
)
CODE = exchange(
    Reply(answer({"debugContext": {"got": "481"}})),
    "sms",
    request={
        "eventType": TELEPHONY.name,
        "data": {"messageProfile": {"otpCode": "481", "msgTemplate": 'code "481"'}},
    },
    hook_type=TELEPHONY.name,
)
