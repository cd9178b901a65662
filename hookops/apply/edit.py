"""Writes to somebody else's objects: one pointer of a fresh read, and a read again after it.

Okta has no conditional writes, so a change by another between the read and the write cannot be
kept out. The time between them is one request, what is not ours is sent back as it was read, and
whatever differs afterwards is reported.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from hookops.apply.recheck import NAMED_FIELDS, Send, describe_values, differences
from hookops.kinds import KINDS
from hookops.kinds.base import Kind
from hookops.model.call import Call, Edit
from hookops.model.change import Change, Step
from hookops.model.errors import Conflict, HookopsError, WriteUnknown
from hookops.model.resource import Actual, Json, Key
from hookops.model.source import dotted


@dataclass(frozen=True, slots=True)
class Editor:
    """One edit that is carried out."""

    change: Change
    step: Step
    send: Send
    id_of: Callable[[Key], str | None]

    def carry_out(self) -> tuple[Json, str]:
        """The object after the write, and a note on what else of it changed at the same time.

        Nothing is written when the object is as wanted already. Raises: Conflict, with nothing
        written, when it is not as planned; WriteUnknown when it is not as wanted after the write.
        """
        read = self._read()
        if self._is_as_wanted(read):
            return read, ""
        self._check_as_planned(read, "not sent")
        self._put(read)
        after = self._read_after()
        with _written():
            if not self._is_as_wanted(after):
                # Of before the write, as a read shows that lags behind; or somebody undid it.
                if not describe_values(read, after):
                    raise WriteUnknown(
                        f"{self.step.call}: sent, and a read after it shows no change"
                    )
                raise WriteUnknown(
                    f"{self.step.call}: sent, and a read after it shows something else: somebody "
                    f"changed {self.change.key} at the same time",
                    "hookops did not try again; look at hookops plan",
                )
            return after, _describe_others(read, after, self.edit)

    @property
    def edit(self) -> Edit:
        """What is to change."""
        body = self.step.call.body
        assert isinstance(body, Edit)
        return body

    @property
    def _kind(self) -> Kind[Any]:
        return KINDS[self.change.key.kind]

    def _read(self) -> Json:
        return self.send(Call("GET", self.step.call.path))

    def _read_after(self) -> Json:
        """The object after a write, which proves it. Raises: WriteUnknown."""
        try:
            return self._read()
        except HookopsError as problem:
            # Not the error itself: it would say that nothing was written.
            text = f"{self.step.call}: sent, and reading what became of it failed"
            raise WriteUnknown(f"{text}: {problem.message}") from None

    def _put(self, read: Json) -> None:
        """The edit is sent; once more when no answer came and a read shows the object as planned.

        Unlike a create, the same edit twice leads to the same object.
        """
        try:
            self._send_edited(read)
        except WriteUnknown:
            now = self._read_after()
            with _written():
                if not self._is_as_wanted(now):
                    self._check_as_planned(now, "no answer came, and not sent again")
                    self._send_edited(now)

    def _send_edited(self, read: Json) -> None:
        # A rate limit may keep a write for a minute; what is sent is made of this very read.
        body = edit_object(read, self.edit)
        self.send(replace(self.step.call, body=body), lambda: self._check_same(read))

    def _check_same(self, read: Json) -> None:
        """Raises: Conflict when the object is not what was read any more."""
        edited = describe_values(edit_object(read, self.edit), edit_object(self._read(), self.edit))
        if edited:
            text = f"{self.step.call}: not sent again: {self.change.key} {edited}"
            raise Conflict(text, "hookops wrote nothing to it; look at hookops plan")

    def _actual(self, read: Json) -> Actual:
        actual = self._kind.read_answer(self.change.before, read)
        if actual is None:
            raise Conflict(f"{self.step.call}: the answer is not about {self.change.key}")
        return actual

    def _is_as_wanted(self, read: Json) -> bool:
        after = self.change.after.spec if self.change.after is not None else None
        return self._kind.is_as_wanted(self._actual(read), after, self.edit, self.id_of)

    def _check_as_planned(self, read: Json, sent: str) -> None:
        """Raises: Conflict when somebody changed the object since the plan was made."""
        before = self.change.before
        assert before is not None
        now = self._actual(read)
        if not self._kind.is_as_planned(before, now):
            edited = describe_values(dict(before.spec.compared()), dict(now.spec.compared()))
            raise Conflict(
                f"{self.step.call}: {sent}: {self.change.key} {edited}",
                "hookops wrote nothing to it; look at hookops plan, which shows it as it is now",
            )


@contextmanager
def _written() -> Iterator[None]:
    """What a read contradicts after a write was sent is no proof that nothing was written."""
    try:
        yield
    except Conflict as problem:
        raise WriteUnknown(problem.message, problem.hint) from None


def edit_object(read: Json, edit: Edit) -> Any:
    """The body: `read` without what Okta alone sets, and with the pointer as it is to be.

    Raises: Conflict when the object has no place for the pointer's last member.
    """
    # A copy, since what was read is compared with what is read after the write.
    body = copy.deepcopy(read)
    for path in edit.left_out:
        parent = _parent_of(body, path)
        if parent is not None:
            parent.pop(path[-1], None)
    parent = _parent_of(body, edit.pointer)
    if parent is None:
        raise Conflict(f"the object in Okta has no {dotted(edit.pointer[:-1])}")
    # Not every API takes null for "no hook": some objects lack the member then (`Edit.null`).
    if edit.value is None and not edit.null:
        parent.pop(edit.pointer[-1], None)
    else:
        parent[edit.pointer[-1]] = edit.value
    return body


def _parent_of(body: Any, path: Sequence[str]) -> Any:
    """The object that has the last member of `path`; None where there is none."""
    for name in path[:-1]:
        body = body.get(name) if isinstance(body, dict) else None
    return body if isinstance(body, dict) else None


def _describe_others(read: Json, after: Json, edit: Edit) -> str:
    """What differs besides the pointer; empty when nothing does."""
    # What Okta alone sets is left out: it moves lastUpdated with every write, ours too.
    bare = replace(edit, value=None)
    before, now = edit_object(read, bare), edit_object(after, bare)
    paths = list(differences(before, now))
    if not paths:
        return ""
    more = f" and {len(paths) - NAMED_FIELDS} more" if len(paths) > NAMED_FIELDS else ""
    described = ", ".join(dotted(path) for path in paths[:NAMED_FIELDS])
    return f"{described}{more} changed at the same time as the binding: look at it in Okta"
