"""What an answer to a write proves: what it is about, and how that is now."""

from collections.abc import Mapping

from hookops.kinds import KINDS
from hookops.model.change import Change, Step
from hookops.model.errors import WriteUnknown
from hookops.model.resource import ID, Actual, IdOf, Json, Managed


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


def _has_id(answer: Json) -> bool:
    found = answer.get("id") if isinstance(answer, dict) else None
    return isinstance(found, str) and ID.fullmatch(found) is not None
