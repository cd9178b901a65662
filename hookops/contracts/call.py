"""Rules about the call, whatever the body says: time, status, size, content type."""

from collections.abc import Iterator

from hookops.contracts.types.base import Contract
from hookops.contracts.values import Answer, Hit, NoAnswer, hit

LIMIT_BYTES = 262_144
NEAR_LIMIT_BYTES = 256_000
"""Okta says 256 KB, and not whether a KB has 1000 or 1024 bytes."""

_NEAR = 5 / 6
"""2.5 s of the usual 3 s."""

# By the reason of a NoAnswer. What the library said is in the reply's note, for reports to clean.
_FAILURES = {
    "connection": "no connection to the service",
    "tls": "the service's certificate or TLS is not accepted",
    "token": "no access token for the call could be got",
    "okta": "Okta got no answer that it can use",
}


def check(contract: Contract, answer: Answer | NoAnswer, budget_s: float) -> Iterator[Hit]:
    """What is wrong with the call. Units: seconds that Okta waits."""
    if isinstance(answer, NoAnswer):
        yield from _no_answer(answer, budget_s)
        return
    yield from _time(answer.elapsed_s, budget_s)
    yield from _status(contract, answer.status)
    yield from _amount(contract, answer)
    # Okta sends Accept: application/json. What it does with another type no document says: info.
    media_type = answer.headers.get("content-type", "").split(";")[0].strip().lower()
    if 200 <= answer.status < 300 and answer.body and media_type != "application/json":
        yield hit("all.6c")


def _time(elapsed_s: float | None, budget_s: float) -> Iterator[Hit]:
    # Nobody measured: Okta made the call, and does not report how long it took.
    if elapsed_s is None:
        return
    if elapsed_s > budget_s:
        yield hit("all.1a", budget=f"{budget_s:g}")
    elif elapsed_s > budget_s * _NEAR:
        yield hit("all.1b", budget=f"{budget_s:g}")


def _no_answer(answer: NoAnswer, budget_s: float) -> Iterator[Hit]:
    # The rule of an answer that comes too late: Okta stops waiting in both cases.
    if answer.reason == "timeout":
        yield hit("all.1a", budget=f"{budget_s:g}")
    else:
        yield from _time(answer.elapsed_s, budget_s)
        yield hit("all.2c", what=_FAILURES[answer.reason])


def _status(contract: Contract, status: int) -> Iterator[Hit]:
    found = str(status)
    # First what fails for every type: redirects (2a), 4xx (2b), all else that is no success (2c).
    # Then the successes that this type does not document (3a, 3c).
    if 300 <= status < 400:
        yield hit("all.2a", status=found)
    elif 400 <= status < 500:
        yield hit("all.2b", status=found)
    elif not 200 <= status < 300:
        yield hit("all.2c", what=f"status {found}")
    elif status == 204:
        yield from [hit(contract.no_content, status=found)] if contract.no_content else []
    elif status != 200:
        yield hit("all.3c", status=found)


def is_empty(answer: Answer) -> bool:
    """Whether a body would be expected, and there is none."""
    return 200 <= answer.status < 300 and answer.status != 204 and not answer.body


def _amount(contract: Contract, answer: Answer) -> Iterator[Hit]:
    # Two findings: that 204 is the documented way to say nothing, and what this type makes of it.
    if is_empty(answer):
        yield hit("all.4a", status=str(answer.status))
        yield hit(contract.empty_body)
    if answer.status == 204 and answer.body:
        yield hit("all.4b")
    if len(answer.body) >= LIMIT_BYTES:
        yield hit("all.5a")
    elif len(answer.body) >= NEAR_LIMIT_BYTES:
        yield hit("all.5b")
