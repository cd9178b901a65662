"""From findings and an answer to what Okta does. The words stand in `data/`."""

from collections.abc import Mapping, Sequence, Set

from hookops.contracts.call import is_empty
from hookops.contracts.data import load
from hookops.contracts.reading import Body, items, mapping
from hookops.contracts.rules import breaks, checks
from hookops.contracts.types import contracts
from hookops.contracts.types.base import Contract
from hookops.contracts.values import Answer, Effect, Hit, NoAnswer
from hookops.model.resource import Json
from hookops.model.source import FieldPath
from hookops.model.text import plural

# Rules of the call. Okta reads no body then, so they go before all others.
_FAILED = {"all.1a", "all.2a", "all.2b", "all.2c", "all.3a"}
# Timeouts and 5xx; a 4xx or a redirect is final.
# Source: Okta, Inline hooks (concept), Inline hook timeouts and retries.
_RETRIED = {"all.1a", "all.2c"}
# Names on which the meaning of an answer depends.
_READ = {"commands", "error", "type", "value", "op", "path", "status", "errorSummary"}
# They say nothing of what Okta does with the rest of the answer.
_UNREAD = {"all.15a", "all.15b"}
_UNREADABLE = {"all.6a", "all.6b", "all.8a", "all.8b", "all.8c", "all.8d", "all.8e", "all.10a"}


def consequence(
    contract: Contract,
    request: Mapping[str, Json],
    answer: Answer | NoAnswer,
    body: Body,
    hits: Sequence[Hit],
) -> Effect:
    """What Okta does, given everything that was found in the answer."""
    broken = {found.check for found in hits if breaks(found)}
    unread = broken & _UNREAD
    effect = _effect(contract, request, answer, body, broken - unread, hits)
    return _without_unread(effect, broken) if unread else effect


def effects(check: str) -> Mapping[str, str]:
    """What Okta does with an answer that breaks this rule and no other, by the title of the type.

    Empty where that depends on the rest of the answer, and for rules that no answer breaks.
    """
    if check == "all.5a":
        return {"every": str(load("all")["effects"]["too-large"]["text"])}
    of_all = checks()[check].severity == "error" and check in load("all")["rules"]
    found = {}
    for contract in contracts().values():
        own = contract.data["rules"].get(check, {}).get("severity") == "error"
        if (own or of_all) and check not in (*contract.error_rules, *_UNREAD):
            # Only a rule of the call ends a call without a look at the answer.
            found[contract.row.title] = contract.effect("failed" if check in _FAILED else "bad")[1]
    return found


def _effect(
    contract: Contract,
    request: Mapping[str, Json],
    answer: Answer | NoAnswer,
    body: Body,
    broken: Set[str],
    hits: Sequence[Hit],
) -> Effect:
    # In the order in which any reader would get to know: the call, the size, the form, an error,
    # the commands. What Okta itself looks at first is not documented.
    if not _FAILED.isdisjoint(broken):
        return _failed(contract, broken)
    if "all.5a" in broken:
        large = load("all")["effects"]["too-large"]
        return large["outcome"], large["text"]
    if not _UNREADABLE.isdisjoint(broken):
        return contract.effect("bad")
    if not _READ.isdisjoint(body.doubles):
        return "unknown", "no document says which of two equal names Okta reads"
    if isinstance(body.members.get("error"), dict):
        # Before the rules about commands: Okta runs none of them beside an error.
        outcome, text = contract.effect("error")
        return outcome, text.format(shown=contract.shown(request, body.members["error"]))
    if broken - set(contract.error_rules):
        return contract.effect("bad")
    if not items(body.members.get("commands")):
        empty = isinstance(answer, Answer) and is_empty(answer)
        return contract.effect("empty" if empty else "default")
    # Nothing is broken, so every command is well formed, and the type alone knows what it means.
    return _applied(contract, request, body.members, hits)


def _without_unread(effect: Effect, broken: Set[str]) -> Effect:
    """The effect of an answer that Okta reads in part, or not at all."""
    outcome, text = effect
    # It goes on as if asked to, which is not what the service meant.
    meant = "dropped" if outcome in ("default", "applied") else outcome
    return meant, text if "all.15a" in broken else f"what Okta reads of it counts alone: {text}"


def _applied(
    contract: Contract,
    request: Mapping[str, Json],
    members: Mapping[str, Json],
    hits: Sequence[Hit],
) -> Effect:
    """What the commands do, counting nothing that no document says Okta carries out."""
    doubtful = [found.path for found in hits if found.check in contract.undocumented]
    if not doubtful:
        return contract.applied(request, members)
    places = {_place(path) for path in doubtful}
    rest, count = _without(members, places), plural(len(places), "operation")
    unproven = f"no document says that Okta carries out {count} of this answer"
    if not any(items(command.get("value")) or mapping(command.get("value")) for command in rest):
        return "unknown", unproven
    _, text = contract.applied(request, {"commands": rest})
    return "unknown", f"{unproven}; of the others: {text}"


def _place(path: FieldPath) -> FieldPath:
    """Of the operation that a finding is about, in a patch, or else of its command."""
    return path[:4] if path[2:3] == ("value",) and len(path) > 3 else path[:2]


def _without(members: Mapping[str, Json], places: Set[FieldPath]) -> list[dict[str, Json]]:
    """The commands without those, and without the operations, that stand at these places."""
    kept = []
    for number, command in enumerate(members["commands"]):
        path: FieldPath = ("commands", number)
        if path in places:
            continue
        value = command["value"]
        if isinstance(value, list):
            # Only what is at none of the places.
            value = [item for n, item in enumerate(value) if (*path, "value", n) not in places]
        kept.append({**command, "value": value})
    return kept


def _failed(contract: Contract, broken: Set[str]) -> Effect:
    outcome, text = contract.effect("failed")
    again = contract.retried and not _RETRIED.isdisjoint(broken)
    return outcome, load("all")["effects"]["retry"] + text if again else text
