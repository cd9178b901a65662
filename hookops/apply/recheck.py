"""Just before an object is written it is read, and compared with what the plan was made on.

Okta has no conditional write (no ETag, no If-Match on hooks, keys, rules and apps), so an edit
between this read and the write itself, one round trip, is not seen here: `lost_updates.py` looks
for it afterwards.
"""

from collections.abc import Callable, Iterator
from json import dumps
from typing import Protocol

from hookops.kinds import LISTED
from hookops.model.call import Call
from hookops.model.change import Change, Step
from hookops.model.errors import ApiError, Conflict
from hookops.model.resource import Actual, Json, value_at
from hookops.model.source import FieldPath, dotted
from hookops.model.text import show
from hookops.model.write_states import verb_of


class Send(Protocol):
    """Sends one call, and gives the data of its answer."""

    def __call__(self, call: Call, before_retry: Callable[[], object] = ...) -> Json:
        """`before_retry` is called before the same call is sent once more."""


NAMED_FIELDS = 5
"""So many fields that differ are named."""

HINT = "hookops wrote nothing to it; look at hookops plan, which shows it as it is now"


def recheck(change: Change, step: Step, known: Actual, send: Callable[[Call], Json]) -> Actual:
    """What is there now, which is what is `known` but for a status that the step leads to anyway.

    Raises: Conflict when somebody else has changed or deleted it since; ApiError 404 when it is
    gone and the step was to remove it.
    """
    kind = LISTED[change.key.kind]
    call = kind.get_call(known.id)
    try:
        answer = send(call)
    except ApiError as problem:
        # What was to be removed may be gone; anything else would be written to nothing.
        if problem.status == 404 and not verb_of(step.verb).removes:
            text = f"{step.call}: not sent: {change.key} was deleted in Okta since it was planned"
            raise Conflict(text, HINT) from None
        raise
    is_object = isinstance(answer, dict) and answer.get("id") == known.id
    now = kind.read(answer) if is_object else None
    if now is None:
        text = f"{step.call}: not sent: {call} answered with what is no {kind.name} any more"
        raise Conflict(text, HINT)
    edit = describe_edit(known, now, verb_of(step.verb).status)
    if edit:
        raise Conflict(f"{step.call}: not sent: {change.key} {edit}", HINT)
    used = kind.why_not_deleted(answer) if step.verb == "delete" else ""
    if used:
        raise Conflict(f"{step.call}: not sent: Okta says that {change.key} {used}", HINT)
    return now


STILL_THERE = "Okta answered that it is gone, and a read shows that it is still there"


def check_gone(change: Change, step: Step, id_: str, send: Callable[[Call], Json]) -> None:
    """A read of the object is answered with 404, too. Raises: Conflict when one shows it."""
    # A gateway may answer in Okta's place, once: what is believed here is never deleted any more.
    kind = LISTED.get(change.key.kind)
    call = kind.get_call(id_) if kind is not None else Call("GET", step.call.path)
    try:
        send(call)
    except ApiError as problem:
        if problem.status == 404:
            return
        raise
    raise Conflict(f"{step.call}: {STILL_THERE}", "hookops goes on managing it; apply again")


def is_done_already(step: Step, now: Actual) -> bool:
    """Whether the object has the status that the step, a lifecycle call, leads to."""
    wanted = verb_of(step.verb).status
    return bool(wanted) and now.spec.compared().get("status") == wanted


def differences(before: Json, after: Json, path: FieldPath = ()) -> Iterator[FieldPath]:
    """Paths of what differs between two JSON values."""
    # A list counts as one value: positions say nothing about which element moved.
    if not (isinstance(before, dict) and isinstance(after, dict)):
        if before != after:
            yield path
        return
    for name in sorted({*before, *after}):
        yield from differences(before.get(name), after.get(name), (*path, name))


def describe_values(before: Json, now: Json) -> str:
    """`was changed in Okta ...: status: "ACTIVE" then, "INACTIVE" now`; empty when equal."""
    paths = list(differences(before, now))
    if not paths:
        return ""
    more = f"; and {len(paths) - NAMED_FIELDS} more fields" if len(paths) > NAMED_FIELDS else ""
    values = "; ".join(
        f"{dotted(path)}: {_shown(value_at(before, path))} then, {_shown(value_at(now, path))} now"
        for path in paths[:NAMED_FIELDS]
    )
    return f"was changed in Okta since it was planned: {values}{more}"


def describe_edit(known: Actual, now: Actual, wanted_status: str, *, secretly: bool = True) -> str:
    """What somebody else did to it; empty for nothing, or for what the step does as well.

    Shape: `secretly` when a later write that shows nothing counts, since it may be of a secret.
    """
    before, after = dict(known.spec.compared()), dict(now.spec.compared())
    switched = bool(wanted_status) and after.get("status") == wanted_status != before.get("status")
    if switched:
        before["status"] = wanted_status
    found = describe_values(before, after)
    # A secret is never shown: that the object was written again is all that there is to see.
    if secretly and not found and not switched and now.last_updated != known.last_updated:
        return (
            "was written in Okta since it was planned, and shows the same fields: its secret may "
            f"have been changed (lastUpdated {known.last_updated} then, {now.last_updated} now)"
        )
    return found


def _shown(value: Json) -> str:
    return show(dumps(value, ensure_ascii=False), 200)
