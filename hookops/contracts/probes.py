"""Rules that need several answers, or more than an answer: time, secrets, redirects, TLS.

The calls are somebody else's: every function judges values that it is given.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

from hookops.contracts.judge import BUDGET_S
from hookops.contracts.reading import read, texts_of
from hookops.contracts.rules import findings
from hookops.contracts.values import Answer, Finding, NoAnswer, hit
from hookops.model.resource import Json
from hookops.model.secret import Secret, repeats
from hookops.model.text import plural

Probe = Literal["no-secret", "wrong-secret", "old-token", "wrong-client"]

SOON_DAYS = 21
# Words with a digit in them: ids, times, counters.
_IDS = re.compile(r"[\w.:+-]*\d[\w.:+-]*")
_NEAR = 5 / 6
HOW: Mapping[Probe, str] = MappingProxyType(
    {
        "no-secret": "without the secret",
        "wrong-secret": "with a wrong secret",
        "old-token": "with an expired token that nobody signed",
        "wrong-client": "for a token, with a wrong client secret",
    }
)
"""What is wrong with the call of each probe."""


def p95(elapsed_s: Sequence[float]) -> float:
    """The time that one in twenty reaches or exceeds: the nearest rank, no interpolation.

    Shape: at least one time. Units: seconds.
    """
    # The nearest rank is a time that was measured; of few calls it is the slowest.
    ordered = sorted(elapsed_s)
    return ordered[math.ceil(0.95 * len(ordered)) - 1]


def slow(elapsed_s: Sequence[float], budget_s: float = BUDGET_S) -> tuple[Finding, ...]:
    """Whether the times leave room below what Okta waits. Units: seconds."""
    if not elapsed_s:
        return ()
    found, names = p95(elapsed_s), {"p95": f"{p95(elapsed_s):.2f}", "budget": f"{budget_s:g}"}
    if found > budget_s:
        return findings([hit("probe.time-over", (), **names)])
    return findings([hit("probe.time-near", (), **names)] if found > budget_s * _NEAR else [])


def refuses(probe: Probe, answer: Answer | NoAnswer) -> tuple[Finding, ...]:
    """Whether the service refuses a call that lacks the right secret.

    Source: Okta, Secure inline hooks (guide): the service must check the secret of every call.
    """
    how = HOW[probe]
    if isinstance(answer, NoAnswer):
        return findings([hit("probe.silent", how=how)])
    # The two statuses by which a log tells a wrong secret from bad data.
    if answer.status in (401, 403):
        return ()
    check = "probe.refused-by-error" if error_of(answer) is not None else _reading(answer.status)
    return findings([hit(check, how=how, status=str(answer.status))])


def error_of(answer: Answer | NoAnswer) -> Json:
    """The `error` by which a success refuses; None when there is none that Okta reads."""
    if isinstance(answer, NoAnswer) or not 200 <= answer.status < 300 or answer.status == 204:
        return None
    error = read(answer.body).members.get("error")
    return error if isinstance(error, dict) else None


def own_error(own: Answer | NoAnswer, other: Answer | NoAnswer) -> tuple[Finding, ...]:
    """Whether the hook's own secret gets an error, as the call of a probe does.

    Shape: `own` is the answer to the right secret, `other` the one to a call without it.
    """
    mine, theirs = error_of(own), error_of(other)
    if mine is None or theirs is None:
        return ()
    # Without a debug context, and without ids and times, which differ from call to call.
    same = _without_ids(mine) == _without_ids(theirs)
    return findings([hit("probe.own-secret-error" if same else "probe.own-secret-unproven")])


def _without_ids(error: Json) -> str:
    return _IDS.sub("#", json.dumps(error, sort_keys=True))


def refuses_client(answer: Answer | NoAnswer, *, token: bool) -> tuple[Finding, ...]:
    """Whether the token endpoint refuses a wrong client secret; `token`: it gave a token for it.

    Source: RFC 6749, 5.2: 400, or 401 with invalid_client.
    """
    how = HOW["wrong-client"]
    if token:
        return findings([hit("probe.token-accepts", how=how)])
    if isinstance(answer, Answer) and (answer.status == 400 or 200 <= answer.status < 300):
        # A success without a token is one that no client can use.
        return ()
    return refuses("wrong-client", answer)


def _reading(status: int) -> str:
    # 2xx lets anybody in. 5xx may be a crash on the way to a 401 or 403: a warning, no proof.
    if 200 <= status < 300:
        return "probe.accepts"
    if 300 <= status < 400:
        return "probe.redirects"
    return "probe.other-refusal" if 400 <= status < 500 else "probe.stumbles"


def certificate(days_left: float) -> tuple[Finding, ...]:
    """Whether the certificate of the service is good for a while. Units: days, from now."""
    if days_left <= 0:
        return findings([hit("probe.tls-expired")])
    if days_left < SOON_DAYS:
        return findings([hit("probe.tls-soon", left=plural(math.ceil(days_left), "day"))])
    return ()


def redirect(answer: Answer) -> tuple[Finding, ...]:
    """Whether a redirect leads out of HTTPS; that there is one at all, `judge` says."""
    if not 300 <= answer.status < 400:
        return ()
    try:
        scheme = urlsplit(answer.location).scheme.lower()
    # urlsplit raises for a bracket that is not closed, as in `http://[`.
    except ValueError:
        scheme = ""
    return findings([hit("probe.redirect-insecure")] if scheme == "http" else [])


def echo(answer: Answer, secrets: Sequence[Secret]) -> tuple[Finding, ...]:
    """Whether the answer holds a secret that the call was made with."""
    # As it came, and without the escapes of JSON, behind which a secret may stand.
    texts = [answer.body.decode("utf-8", "replace"), *texts_of(read(answer.body).value)]
    hits = [
        hit("probe.echo-header", name="(its name is a secret)" if repeats(name, secrets) else name)
        for name, value in answer.headers.items()
        if repeats(f"{name}: {value}", secrets)
    ]
    if any(repeats(text, secrets) for text in texts):
        hits.append(hit("probe.echo-body"))
    return findings(hits)


def masked(finding: Finding) -> Finding:
    """The finding without what it quotes of an answer that holds a secret."""
    return replace(finding, text="hookops does not show this: the answer holds a secret", path=())


def expectation(
    status: int | None, error: bool | None, answer: Answer | NoAnswer, *, refuses: bool
) -> tuple[Finding, ...]:
    """Whether a saved case got what it expects; None expects nothing.

    Shape: `refuses` when the answer is an `error` that Okta reads.
    """
    # A call without an answer has its finding already, from the rules of the call.
    if isinstance(answer, NoAnswer):
        return ()
    hits = []
    if status not in (None, answer.status):
        hits.append(hit("probe.case", expected=str(status), status=str(answer.status)))
    if error not in (None, refuses):
        words = ("an error", "no error") if error else ("no error", "an error")
        hits.append(hit("probe.case-error", expected=words[0], found=words[1]))
    return findings(hits)


def accepted(answer: Answer) -> tuple[Finding, ...]:
    """Whether the service takes the secret that the hook has."""
    refused = answer.status in (401, 403)
    return findings([hit("probe.own-secret", status=str(answer.status))] if refused else [])
