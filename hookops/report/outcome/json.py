"""What became of an apply: the facts that all its reports share, and its JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from shlex import quote

from hookops.model.change import Change, Outcome, Plan, Result
from hookops.model.errors import AuthError, Conflict, WriteUnknown
from hookops.model.resource import Json, Key
from hookops.model.write_states import verb_of
from hookops.report.json_kit import FORMAT_VERSION, address, dumps
from hookops.report.plan.json import plan_data
from hookops.report.words import org_option


@dataclass(frozen=True, slots=True)
class Standing:
    """Hooks that a reader has to know about before anything else."""

    now_inactive: tuple[Key, ...]
    """They were ACTIVE."""
    now_active: tuple[Key, ...]
    """They were INACTIVE."""
    now_gone: tuple[Key, ...]
    """They were ACTIVE, and were deleted."""
    still_active: tuple[Key, ...]
    """Although declared INACTIVE."""
    not_known: tuple[Key, ...]
    """A write was sent and nothing proves what became of it."""
    lost_updates: tuple[Key, ...]
    """Somebody else wrote it at the same time, and that may be overwritten."""


def standing(outcomes: Sequence[Outcome], left: Plan | None = None) -> Standing:
    """The hooks whose status changed, or should have changed."""
    # Derived from what was sent and not from a second read: after a failure there may be no read,
    # and then a hook that an aborted apply left INACTIVE matters most.
    # Where there was one, what it shows counts: somebody may have switched the hook meanwhile.
    read = _read(left)
    seen = [(o.change.key, _was(o), read.get(o.id, _now(o)), _wanted(o)) for o in outcomes]
    return Standing(
        now_inactive=tuple(k for k, was, now, _ in seen if (was, now) == ("ACTIVE", "INACTIVE")),
        now_active=tuple(k for k, was, now, _ in seen if (was, now) == ("INACTIVE", "ACTIVE")),
        now_gone=tuple(k for k, was, now, _ in seen if was == "ACTIVE" and now is None),
        still_active=tuple(k for k, _, now, to in seen if (now, to) == ("ACTIVE", "INACTIVE")),
        not_known=tuple(o.change.key for o in outcomes if o.result is Result.UNKNOWN),
        lost_updates=tuple(o.change.key for o in outcomes if o.lost_update),
    )


def verified_elsewhere(outcomes: Sequence[Outcome]) -> tuple[Key, ...]:
    """Hooks of which another service passed in place of the declared one."""
    return tuple(outcome.change.key for outcome in outcomes if outcome.verified_at)


def complete(outcomes: Sequence[Outcome], left: Plan | None) -> bool:
    """Whether all is done, and a read after it showed nothing left to do."""
    # Answers alone prove nothing: Okta may accept a member and not store it.
    done = all(o.result is Result.DONE and not o.lost_update for o in outcomes)
    return done and left is not None and not left.is_open


def next_command(outcomes: Sequence[Outcome], left: Plan | None, plan: Plan | None = None) -> str:
    """The one command that leads on; empty when nothing is left to do.

    Shape: with the plan that was applied, with all that this run was given.
    """
    # Where applying again would fail in the same way, or a person has to decide, it is `plan`.
    if complete(outcomes, left):
        return ""
    codes = {outcome.exit_code for outcome in outcomes}
    codes |= {Conflict.exit_code for outcome in outcomes if outcome.lost_update}
    blocked = left is not None and (left.is_open and not left.changes)
    if blocked or codes & {Conflict.exit_code, AuthError.exit_code, WriteUnknown.exit_code}:
        return f"hookops plan{_options(plan)}"
    return f"hookops apply{_options(plan)}"


def _options(plan: Plan | None) -> str:
    if plan is None:
        return ""
    given = [" ".join(map(quote, each.split(" ", 1))) for each in plan.limits.options()]
    words = [*given, *(f"--target {quote(target)}" for target in plan.targets)]
    return org_option(plan.title) + "".join(f" {word}" for word in words)


def outcome_data(outcomes: Sequence[Outcome], plan: Plan, left: Plan | None) -> dict[str, Json]:
    """Everything an apply reports; `left` is what its own read-back still finds different."""
    described = standing(outcomes, left)
    return {
        "format_version": FORMAT_VERSION,
        "organization": plan.organization,
        "complete": complete(outcomes, left),
        "now_inactive": _addresses(described.now_inactive),
        "now_active": _addresses(described.now_active),
        "now_gone": _addresses(described.now_gone),
        "still_active": _addresses(described.still_active),
        "not_known": _addresses(described.not_known),
        "lost_updates": _addresses(described.lost_updates),
        "verified_elsewhere": _addresses(verified_elsewhere(outcomes)),
        "results": [_result(outcome) for outcome in outcomes],
        "summary": {r.name.lower(): sum(o.result is r for o in outcomes) for r in Result},
        "left": _left(left),
        "next": next_command(outcomes, left, plan),
    }


def outcome_json(outcomes: Sequence[Outcome], plan: Plan, left: Plan | None) -> str:
    """`outcome_data` as text."""
    return dumps(outcome_data(outcomes, plan, left))


def _was(outcome: Outcome) -> str | None:
    return _was_before(outcome.change)


def _read(left: Plan | None) -> dict[str, str | None]:
    """The status of each hook that still differs, by its id."""
    changes = left.changes if left is not None else ()
    return {change.before.id: _was_before(change) for change in changes if change.before}


def _was_before(change: Change) -> str | None:
    return change.before.spec.fields().get("status") if change.before else None


def _wanted(outcome: Outcome) -> str | None:
    after = outcome.change.after
    return after.spec.fields().get("status") if after else None


def _now(outcome: Outcome) -> str | None:
    """The old hook's status while it exists, else the new one's."""
    change = outcome.change
    # The steps of a change are carried out in their order, so those that are done come first.
    steps = change.steps[: len(outcome.done)]
    # A replacement has two hooks; only the old one has its id in the paths of its requests.
    old_id = change.before.id if change.before else ""
    old = _walk((s.verb for s in steps if old_id in s.call.path), _was(outcome))
    return old or _walk((s.verb for s in steps if old_id not in s.call.path), None)


def _walk(verbs: Iterable[str], status: str | None) -> str | None:
    for verb in verbs:
        row = verb_of(verb)
        status = None if row.removes else row.status or status
    return status


def _addresses(keys: Sequence[Key]) -> list[str]:
    return [address(key) for key in keys]


def _result(outcome: Outcome) -> dict[str, Json]:
    change = outcome.change
    return {
        "address": address(change.key),
        "type": change.key.kind,
        "name": change.key.name,
        "action": change.action.value,
        "result": outcome.result.value,
        "done": list(outcome.done),
        "error": outcome.error,
        "note": outcome.note,
        "verified_at": outcome.verified_at or None,
        "lost_update": outcome.lost_update,
        "id": outcome.id,
        "exit_code": outcome.exit_code,
    }


# Not the whole plan: what it forgets, keeps or counts is the same as before the apply.
_LEFT = ("resource_changes", "conflicts", "invalid", "refusals", "held", "unread")


def _left(left: Plan | None) -> dict[str, Json] | None:
    if left is None:
        return None
    data = plan_data(left)
    return {name: data[name] for name in _LEFT}
