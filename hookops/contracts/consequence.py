"""From findings and an answer to what Okta does. The words stand in `data/`."""

from collections.abc import Collection, Mapping

from hookops.contracts.data import load
from hookops.contracts.reading import Body, items
from hookops.contracts.types.base import Contract
from hookops.contracts.values import Answer, Effect, NoAnswer
from hookops.model.resource import Json

# Rules of the call. Okta reads no body then, so they go before all others.
_FAILED = {"all.1a", "all.2a", "all.2b", "all.2c", "all.3a", "all.3b"}
# Timeouts and 5xx; a 4xx or a redirect is final.
# Source: Okta, Inline hooks (concept), Inline hook timeouts and retries.
_RETRIED = {"all.1a", "all.2c"}
# all.6b is no error, since no document states it, but there is nothing to carry out either.
_UNREADABLE = {"all.6a", "all.6b", "all.8a", "all.8b", "all.8c", "all.8d", "all.8e", "all.10a"}


def consequence(
    contract: Contract,
    request: Mapping[str, Json],
    answer: Answer | NoAnswer,
    body: Body,
    broken: Collection[str],
) -> Effect:
    """What Okta does. Shape: `broken` are ids of errors, and of `all.6b`, which is as bad."""
    # In the order in which any reader would get to know: the call, the size, the form, an error,
    # the commands. What Okta itself looks at first is not documented.
    if not _FAILED.isdisjoint(broken):
        return _failed(contract, broken)
    if "all.5a" in broken:
        large = load("all")["effects"]["too-large"]
        return large["outcome"], large["text"]
    if not _UNREADABLE.isdisjoint(broken):
        return contract.effect("bad")
    if isinstance(body.members.get("error"), dict):
        # Before the rules about commands: Okta runs none of them beside an error.
        outcome, text = contract.effect("error")
        return outcome, text.format(shown=contract.shown(request, body.members["error"]))
    if broken:
        return contract.effect("bad")
    if not items(body.members.get("commands")):
        empty = isinstance(answer, Answer) and answer.status == 200 and not answer.body
        return contract.effect("empty" if empty else "default")
    # Nothing is broken, so every command is well formed, and the type alone knows what it means.
    return contract.applied(request, body.members)


def _failed(contract: Contract, broken: Collection[str]) -> Effect:
    outcome, text = contract.effect("failed")
    again = contract.retried and not _RETRIED.isdisjoint(broken)
    return outcome, load("all")["effects"]["retry"] + text if again else text
