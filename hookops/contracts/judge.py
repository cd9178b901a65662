"""The verdict on one answer: which rules it breaks, and what Okta would do with it.

Other packages enter here, and through `types/` and `probes.py`.
"""

from collections.abc import Iterator, Mapping

from hookops.contracts import call as check_call
from hookops.contracts import envelope as check_envelope
from hookops.contracts.confidential import hidden
from hookops.contracts.consequence import consequence
from hookops.contracts.reading import Body, read, repeats
from hookops.contracts.rules import breaks, findings
from hookops.contracts.types import contract_of
from hookops.contracts.types.base import Contract
from hookops.contracts.values import AGAINST, Answer, Hit, NoAnswer, Verdict, hit
from hookops.model.resource import Json

BUDGET_S = 3.0
"""How long Okta waits, a token request included.

Source: Okta, Inline hooks (concept); Okta's support can change it for one hook.
"""

# One object, recognised with `is`: an answer of JSON null has an equal body and is an answer.
_NOTHING = Body(None, is_json=True, doubles=())


def judge(
    hook_type: str,
    request: Mapping[str, Json],
    answer: Answer | NoAnswer,
    budget_s: float = BUDGET_S,
) -> Verdict:
    """What is wrong with the answer, and what Okta would do with it.

    Shape: `request` is the JSON that was sent. Units: seconds that Okta waits.
    Raises: HookopsError for a type without a contract; nothing for any answer.
    """
    contract, body = contract_of(hook_type), _body(answer)
    # Findings of one severity stay in this order.
    hits = list(check_call.check(contract, answer, budget_s))
    hits += _of_body(contract, request, answer, body)
    # After all others: what one bad operation does to the whole patch depends on them.
    hits += contract.summary(hits, body.members)
    outcome, effect = consequence(contract, request, answer, body, hits)
    doubtful = {*contract.undocumented, "all.6d"}
    wrong = any(breaks(found) or found.check in doubtful for found in hits)
    # Only after the effect is known: for some types Okta documents what a bad answer does.
    if outcome == "unknown" and wrong:
        hits.append(hit("unknown.bad-answer", title=contract.row.title))
    if wrong or outcome in AGAINST:
        hits += contract.guesses(request)
    refuses = any(found.check in contract.error_rules for found in hits)
    return Verdict(hook_type, findings(hits, hidden(request)), outcome, effect, refuses)


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
    contract: Contract, request: Mapping[str, Json], answer: Answer | NoAnswer, body: Body
) -> Iterator[Hit]:
    if isinstance(answer, NoAnswer) or body is _NOTHING:
        return
    # Okta reads bodies of successes only; an error with a 4xx is a common misunderstanding (11b).
    if 200 <= answer.status < 300:
        yield from check_envelope.check(contract, body)
        if isinstance(body.value, dict):
            yield from contract.check(request, body.members)
    elif answer.status >= 400 and "error" in body.members:
        yield hit("all.11b", ("error",), status=str(answer.status))
    yield from _repeated(contract, request, body)


def _repeated(contract: Contract, request: Mapping[str, Json], body: Body) -> Iterator[Hit]:
    """Where the answer gives back what belongs in no log."""
    for item in contract.confidential:
        secret = item.read(request)
        for path in repeats(body.value, secret) if secret and item.repeated else ():
            yield hit(item.repeated, path)
