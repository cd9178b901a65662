"""What leaves management, and nothing else: no request is made for it. Pure."""

from collections.abc import Collection, Iterator

from hookops.kinds import KINDS, LISTED
from hookops.model.diagnostic import Diagnostic
from hookops.model.errors import Conflict, GuardError, InvalidInput
from hookops.model.management.adoption import Forgetting
from hookops.model.resource import Desired, Json, Key, Ledger, Managed


def plan_forgetting(desired: Desired, ledger: Ledger, named: Collection[Key]) -> Forgetting:
    """The entries of the named keys, with those of the bindings of a hook.

    Shape: `ledger` has its entries under the names of today.
    Raises: InvalidInput for a binding by itself; Conflict while a write of one has no known
    outcome; GuardError for what something uses that stays managed.
    """
    for key in named:
        if key.kind not in LISTED:
            raise InvalidInput(
                f"{key}: hookops forgets a binding with its hook alone, or the next plan would "
                "take the hook out of a flow that no manifest binds it to",
                "forget the hook; or leave `bindings` out of its manifest, and apply",
            )
    entries = tuple(_going(ledger, named))
    going = {entry.key for entry in entries}
    _check_outcomes(ledger, {*going, *named})
    # Refused before anybody is asked: half of it would be worth nothing.
    users = tuple(_users(ledger, entries))
    if users:
        raise GuardError("hookops forgot nothing", diagnostics=users)
    return Forgetting(entries, tuple(r for key, r in desired.items() if key in going & {*named}))


def _going(ledger: Ledger, named: Collection[Key]) -> Iterator[Managed]:
    names = {str(key) for key in named}
    # Also what an unfinished replacement has put aside under a name of its own.
    mine = {k: m for k, m in ledger.managed.items() if str(k).partition("~")[0] in names}
    ids = {managed.id for managed in mine.values()}
    yield from mine.values()
    for key, managed in ledger.managed.items():
        if key.kind not in LISTED and _refers_to(managed.compared, ids):
            yield managed


def _check_outcomes(ledger: Ledger, going: Collection[Key]) -> None:
    """Raises: Conflict. Whoever forgets it would never learn what a write has made."""
    open_ones = [f"{i.step} {i.key}" for i in ledger.intents if i.key in going]
    if open_ones:
        raise Conflict(
            f"hookops has sent a write and does not know its outcome: {', '.join(open_ones)}",
            "hookops apply finds out what became of it; forget it then",
        )


def _users(ledger: Ledger, entries: Collection[Managed]) -> Iterator[Diagnostic]:
    """What stays managed and refers to what goes: its next plan could not name it."""
    going = {entry.key for entry in entries}
    for key, managed in sorted(ledger.managed.items()):
        for entry in entries:
            if key not in going and _refers_to(managed.compared, {entry.id}):
                text = f"{entry.key} stays managed: {key} uses it"
                hint = f"forget that {KINDS[key.kind].title} as well, or in the same command"
                yield Diagnostic("in-use", text, None, hint)


def _refers_to(data: Json, ids: Collection[str]) -> bool:
    """Whether an id of theirs is anywhere in what was applied."""
    match data:
        case str():
            return data in ids
        case dict():
            return any(_refers_to(value, ids) for value in data.values())
        case list():
            return any(_refers_to(value, ids) for value in data)
        case _:
            return False
