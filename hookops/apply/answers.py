"""What an answer to a write proves: what it is about, and how that is now."""

import re
from collections.abc import Callable, Mapping

from hookops.kinds import KINDS, LISTED
from hookops.model.call import Call
from hookops.model.change import Change, Step
from hookops.model.errors import ApiError, HookopsError, WriteUnknown
from hookops.model.resource import ID, Actual, IdOf, Json, Managed, value_at


def read_answer(
    change: Change, step: Step, answer: Json, managed: Managed | None, known_ids: tuple[str, ...]
) -> Actual:
    """What the answer shows, which has to be what the call was about.

    Raises: WriteUnknown when it is not, so that nothing proves what became of the write.
    """
    # The id first: one of another shape must not reach a URL or the ledger.
    kind = KINDS[change.key.kind]
    actual = kind.read_answer(change.before, answer) if _has_id(answer) else None
    if actual is None:
        raise WriteUnknown(f"{step.call}: the answer is not a {kind.name}")
    if not _is_about(step, actual, managed, known_ids):
        raise WriteUnknown(f"{step.call}: the answer is about another {kind.name}")
    return actual


def _is_about(
    step: Step, actual: Actual, managed: Managed | None, known_ids: tuple[str, ...]
) -> bool:
    """Whether a proxy or a cache did not mix up answers.

    A create has no id yet: its answer has the name and type that were sent, and an id that was
    not there before. A call with the id of a key is about the entry, which the create stored.
    """
    if step.verb == "create":
        body = step.call.body
        sent = (body["name"], body.get("type", "")) if isinstance(body, Mapping) else ()
        return actual.id not in known_ids and (actual.spec.name, actual.spec.type) == sent
    # After its create, a replacement's rename is about the new hook and not about `before`.
    if any(isinstance(part, IdOf) for part in step.call.path):
        return managed is not None and actual.id == managed.id
    return actual.id in step.call.path


def check_created(
    step: Step,
    actual: Actual,
    answer: Json,
    has_id: Callable[[str], bool],
    send: Callable[[Call], Json],
) -> None:
    """The id in the answer to a create is that of what it made.

    Raises: WriteUnknown when it may be that of another, or of nothing.
    """
    # Flows are bound to this id, and Okta need not check that there is such a hook.
    if has_id(actual.id):
        raise WriteUnknown(f"{step.call}: answered with the id of another: {actual.id}")
    # Source: Okta Management API, inline hook object: `_links.self.href` ends with its id.
    link = value_at(answer, ("_links", "self", "href"))
    if isinstance(link, str) and link.rpartition("/")[2] == actual.id:
        return
    kind = LISTED[actual.kind]
    try:
        raw = send(kind.get_call(actual.id))
    except HookopsError as problem:
        text = f"{step.call}: answered with the id {actual.id}, which a read does not confirm"
        raise WriteUnknown(f"{text}: {problem}") from None
    found = kind.read(raw) if isinstance(raw, dict) and raw.get("id") == actual.id else None
    if found is None or found.spec.name != actual.spec.name:
        raise WriteUnknown(f"{step.call}: answered with the id of another: {actual.id}")


def may_be_name_taken(problem: HookopsError) -> bool:
    """Whether a create may have been refused because its name exists."""
    if not isinstance(problem, ApiError) or problem.status not in (400, 409):
        return False
    # Okta has no code of its own for it, and no source records its words for hooks.
    texts = [f"{cause.field} {cause.text}" for cause in problem.causes]
    return not texts or any(_NAME_TAKEN.search(text) for text in texts)


_NAME_TAKEN = re.compile(r"name|exist|unique|duplicate|in use", re.IGNORECASE)


def _has_id(answer: Json) -> bool:
    found = answer.get("id") if isinstance(answer, dict) else None
    return isinstance(found, str) and ID.fullmatch(found) is not None
