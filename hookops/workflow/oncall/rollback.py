"""Rollback: the registry as it was before an apply, by a plan of its own. Git stays as it is."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from hookops.kinds import KINDS, LISTED
from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS
from hookops.model.change import Action, Plan
from hookops.model.errors import Conflict, GuardError, HookopsError, InvalidInput
from hookops.model.history.records import ApplyRecord
from hookops.model.resource import Desired, Key, Ledger, Snapshot
from hookops.model.source import dotted
from hookops.model.text import show
from hookops.okta.refresh import read_points, refresh
from hookops.reconcile.matching.renames import follow_renames
from hookops.reconcile.oncall.past import (
    Changes,
    changes_since,
    declare_past,
    made_since,
    touched_hooks,
)
from hookops.workflow.oncall.carry_out import Means, carry_out
from hookops.workflow.run import Applied, Purpose, Run

SWITCHES = ("disable ", "enable ")
"""Commands whose applies are undone by each other."""
_COMMAND = "rollback "
"""What a rollback is called in the history, before the time of the apply that it takes back."""


@dataclass(frozen=True, slots=True)
class RolledBack:
    """How a rollback ended."""

    applied: Applied
    commits: tuple[str, ...]
    """What Git still has, the newest first."""


def rollback(
    run: Run, text: str, means: Means, allowed_secrets: Sequence[str], shown: list[str]
) -> RolledBack:
    """The registry is as before the apply that `text` names, or before the last one.

    Shape: `shown` gets what cannot be undone, before consent is asked for; `allowed_secrets` as of
    `Listed.check`.
    Raises: as `apply`; InvalidInput when there is no such apply, or its changes are not known.
    """
    with run.ledger_store.lease():
        ledger = follow_renames(run.ledger_store.read(), run.desired)
        if ledger.by_name:
            raise InvalidInput(
                "hookops keeps no ledger here (`ledger: none`), so nothing says what was before",
                "git revert, and apply",
            )
        records = _chosen(ledger, text)
        changes = changes_since(records, run.desired)
        _check_any(changes, records[0])
        # Before the plan, which is made of it, and reads the org again.
        seen = _read(run, ledger, changes)
        _check_state(ledger, {*changes, *touched_hooks(changes, ledger, seen.points)})
        past = declare_past(run.desired, ledger, seen, changes, allowed_secrets)
        # Without targets a plan is about everything, and this one is about nothing any more.
        _check_any(past.targets, records[0])
        if past.deleted and not means.limits.prune:
            names = ", ".join(map(str, past.deleted))
            raise GuardError(
                f"that apply made {names}, and a rollback deletes what it made",
                "if that is right, say --prune",
            )
        commits = tuple(dict.fromkeys(r.commit for r in reversed(records) if r.commit))
        first, revert = records[0].at, f"; git revert {' '.join(commits)}" if commits else ""
        purpose = Purpose(
            f"{_COMMAND}{first}",
            f"everything since the apply of {first}{revert}",
            "hookops apply carries out what Git declares",
            f"as it was before the apply of {first}",
        )

        def consent(made: Plan) -> bool:
            # First of all: whoever is asked decides by what does not come back.
            shown.extend((*past.lost, *describe_lost(made)))
            return means.consent(made)

        run = replace(run, desired=past.desired, purpose=purpose)
        applied = carry_out(run, replace(means, consent=consent), past.targets)
        return RolledBack(applied, commits)


def find_offered(ledger: Ledger, desired: Desired, seen: Snapshot) -> int:
    """The number of the apply that a rollback without an argument takes back; 0 where hookops would
    refuse to, would do it with --prune only, or has done it.

    Shape: `seen` has the flows of all hooks.
    """
    ledger = follow_renames(ledger, desired)
    try:
        records = _chosen(ledger, "")
        if any(later.command == f"{_COMMAND}{records[0].at}" for later in records):
            return 0
        changes = changes_since(records, desired)
        _check_any(changes, records[0])
        _check_state(ledger, {*changes, *touched_hooks(changes, ledger, seen.points)})
    except HookopsError:
        return 0
    # What it made is called by flows, and in the night no page should advise to delete it.
    return 0 if seen.unread or made_since(changes, ledger) else len(records)


def describe_lost(made: Plan) -> Iterator[str]:
    """What the rollback does not bring back."""
    yield from _describe_secrets(made)
    for change in made.changes:
        if change.action is Action.CREATE and KINDS[change.key.kind].is_called:
            yield f"{change.key}: it is made again, with another id in Okta"
        elif change.action is Action.CREATE:
            yield f"{change.key}: Okta makes another key pair, whose public half nobody knows yet"


def _describe_secrets(made: Plan) -> Iterator[str]:
    sent = [
        (f"{change.key}: ", f" ({dotted(field.path)})", f"{field.after}")
        for change in made.changes
        for field in change.fields
        if field.secret
    ]
    gone = "is gone, since Okta never shows it; sent is"
    if len(sent) == 1:
        key, path, after = sent[0]
        yield f"{key}the old value of its secret{path} {gone} {after}, as it is set now"
    elif sent:
        yield f"the old value of each of these {len(sent)} secrets {gone} what is set now:"
        yield from (f"  {key}{after}" for key, _, after in sent)


def choose_apply(applies: Sequence[ApplyRecord], text: str) -> int:
    """The position of the apply that `text` names: a number of `hookops history`, or its time.

    Empty for the last that was neither disable nor enable nor a rollback. Raises: InvalidInput.
    """
    # Numbers first, since no time is one; a time may be that of two applies within a second.
    if not text:
        found = [n for n, record in enumerate(applies) if _is_undone(record)]
    elif text.isascii() and text.isdigit():
        found = [n for n in range(len(applies)) if len(applies) - n == int(text)]
    else:
        found = [number for number, record in enumerate(applies) if record.at == text]
    if not found or (text and len(found) > 1):
        which = f"{len(found)} applies of that time are" if found else "no such apply is"
        raise InvalidInput(
            f"{which} in the ledger's history: {show(text) or 'the last one'}",
            "hookops history numbers them: 1 is the last one",
        )
    return found[-1]


def _is_undone(record: ApplyRecord) -> bool:
    """Whether it is what somebody means who names no apply: it changed Okta, for good."""
    # A second rollback in a bad night must not bring back what the first has taken back.
    return not record.command.startswith((*SWITCHES, _COMMAND)) and not record.is_quiet


def _chosen(ledger: Ledger, text: str) -> Sequence[ApplyRecord]:
    """The apply that is undone, and all after it. Raises: InvalidInput."""
    position = choose_apply(ledger.applies, text)
    record = ledger.applies[position]
    if record.command.startswith(SWITCHES):
        raise InvalidInput(
            f"the apply of {show(record.at)} was hookops {show(record.command)}",
            "hookops enable undoes disable, and disable undoes enable: both leave a note, which a "
            "rollback would not",
        )
    return ledger.applies[position:]


def _check_any(found: Collection[object], record: ApplyRecord) -> None:
    """Raises: InvalidInput when there is nothing to take back."""
    if not found:
        raise InvalidInput(
            f"nothing in Okta is to be taken back since {show(record.at)}",
            "hookops history shows what each apply changed",
        )


def _check_state(ledger: Ledger, about: Collection[Key]) -> None:
    """Nothing about these resources is open. Raises: Conflict, InvalidInput."""
    # Its flows are the note's: what the rollback bound, the next apply would unbind.
    off = [entry.key for entry in ledger.disabled if entry.key in about]
    if off:
        raise InvalidInput(
            f"{off[0]} is disabled, and a rollback would bring it back into its flows",
            f"hookops enable {off[0]} first",
        )
    # It may still come to light, and would be a part of neither the past nor the present.
    opened = [intent.key for intent in ledger.intents if intent.key in about]
    if opened:
        raise Conflict(
            f"{opened[0]}: an earlier write of it has no known outcome",
            "hookops apply finds out what became of it; then roll back",
        )


def _read(run: Run, ledger: Ledger, changes: Changes) -> Snapshot:
    """Keys, hooks, and every flow that may call one. Raises: GuardError when one cannot be read."""
    # All kinds: a hook of the past may sign with a key that nothing declares today.
    managed = [(m.key.kind, m.id) for m in ledger.managed.values() if m.key.kind in LISTED]
    seen = refresh(run.session, managed, [*LISTED])
    types = [t for t in ATTACHMENT_POINTS if t in _types(seen, ledger, changes)]
    seen = read_points(run.session, seen, types)
    if seen.unread:
        raise GuardError(
            f"not every flow in question can be read: {next(iter(seen.unread.values()))}",
            "hookops changed nothing: let hookops read them",
        )
    return seen


def _types(seen: Snapshot, ledger: Ledger, changes: Changes) -> set[str]:
    """Types of the flows that may call what was changed, then or now."""
    actuals = {actual.id: actual for actual in seen.actuals}
    found: set[str] = set()
    for key in changes:
        kind, entry = KINDS[key.kind], ledger.managed.get(key)
        found |= {*kind.attachment_types_of(key)}
        if entry is not None and entry.id in actuals:
            found |= {*kind.attachment_types(actuals[entry.id].spec)}
    return found
