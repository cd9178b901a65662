"""Writes to somebody else's objects: one pointer of a fresh read, and a read again after it.

Okta has no conditional writes, so a change by another between the read and the write cannot be
kept out. What can be done is done: the time between is one request, what is not ours is sent back
as it was read, and whatever differs afterwards is told.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hookops.kinds import KINDS
from hookops.kinds.base import Kind
from hookops.model.call import Call, Edit
from hookops.model.change import Change, Step
from hookops.model.errors import Conflict, HookopsError, WriteUnknown
from hookops.model.resource import Actual, Json, Key
from hookops.model.source import FieldPath, dotted

TOLD = 5
"""So many members that moved beside the binding are named."""


@dataclass(frozen=True, slots=True)
class Editor:
    """One binding that is written."""

    change: Change
    step: Step
    send: Callable[[Call], Json]
    id_of: Callable[[Key], str | None]

    def carry_out(self) -> tuple[Json, str]:
        """The object after the write, and what else of it moved at the same time, in words.

        Nothing is written when it is as wanted already. Raises: Conflict, with nothing written,
        when another hook is there than was planned; also when it is not ours after the write.
        """
        read = self._read()
        if self._is_done(read):
            return read, ""
        self._check(read)
        self._put(read)
        after = self._proof()
        if not self._is_done(after):
            text = f"{self.step.call}: somebody else changed the binding right after us"
            raise Conflict(text, "nothing else was tried; look at hookops plan")
        return after, _moved(read, after, self.edit)

    @property
    def edit(self) -> Edit:
        """What is to change."""
        body = self.step.call.body
        assert isinstance(body, Edit)
        return body

    def _read(self) -> Json:
        return self.send(Call("GET", self.step.call.path))

    def _proof(self) -> Json:
        """A read after a write: without it nothing is known. Raises: WriteUnknown."""
        try:
            return self._read()
        except HookopsError as problem:
            text = (
                f"{self.step.call}: sent, and what became of it cannot be read: {problem.message}"
            )
            raise WriteUnknown(text) from None

    def _put(self, read: Json) -> None:
        """Sends it; one without an answer is settled by reading, and sent once more when that
        shows the object as it was."""
        try:
            self.send(replace(self.step.call, body=edited(read, self.edit)))
        except WriteUnknown:
            now = self._proof()
            if not self._is_done(now):
                self._check(now)
                self.send(replace(self.step.call, body=edited(now, self.edit)))

    @property
    def _kind(self) -> Kind[Any]:
        return KINDS[self.change.key.kind]

    def _actual(self, read: Json) -> Actual:
        actual = self._kind.read_answer(self.change.before, read)
        if actual is None:
            raise Conflict(f"{self.step.call}: the answer is not about {self.change.key}")
        return actual

    def _is_done(self, read: Json) -> bool:
        after = self.change.after.spec if self.change.after is not None else None
        return self._kind.is_as_wanted(self._actual(read), after, self.edit, self.id_of)

    def _check(self, read: Json) -> None:
        """The object is as it was planned on. Raises: Conflict."""
        before = self.change.before
        assert before is not None
        if not self._kind.is_as_planned(before, self._actual(read)):
            raise Conflict(
                f"{self.step.call}: {self.change.key} was changed since it was planned; hookops "
                "did not write it",
                "look at the plan again",
            )


def edited(read: Json, edit: Edit) -> Any:
    """The body: `read` without what Okta alone sets, and with the pointer as it is to be."""
    body = copy.deepcopy(read)
    for path in edit.left_out:
        holder = _holder(body, path)
        if holder is not None:
            holder.pop(path[-1], None)
    holder = _holder(body, edit.pointer)
    if holder is None:
        raise Conflict(f"the object in Okta has no {dotted(edit.pointer[:-1])}")
    if edit.value is None and not edit.null:
        holder.pop(edit.pointer[-1], None)
    else:
        holder[edit.pointer[-1]] = edit.value
    return body


def _holder(body: Any, path: Sequence[str]) -> Any:
    for name in path[:-1]:
        body = body.get(name) if isinstance(body, dict) else None
    return body if isinstance(body, dict) else None


def _moved(read: Json, after: Json, edit: Edit) -> str:
    """What differs besides the pointer; empty when nothing does."""
    bare = replace(edit, value=None, null=False, left_out=(*edit.left_out, ("lastUpdated",)))
    paths = list(dict.fromkeys(_differences(edited(read, bare), edited(after, bare), ())))
    if not paths:
        return ""
    more = f" and {len(paths) - TOLD} more" if len(paths) > TOLD else ""
    described = ", ".join(dotted(path) for path in paths[:TOLD])
    return f"{described}{more} changed at the same time as the binding: look at it in Okta"


def _differences(before: Json, after: Json, path: FieldPath) -> Iterator[FieldPath]:
    if not (isinstance(before, dict) and isinstance(after, dict)):
        if before != after:
            yield path
        return
    for name in sorted({*before, *after}):
        yield from _differences(before.get(name), after.get(name), (*path, name))
