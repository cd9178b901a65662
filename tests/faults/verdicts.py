"""What a cell's problems come to: new, known with a test, or such as no client can know.

None of these cells is left out of any count: docs/FAULTS.md has all three kinds.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from faults.cells import Cell
from faults.stage import Played
from faults.wire import Position

_EXCUSED = {
    "twice": "a proxy sends a create twice: the answer is that Okta refuses the second one",
    "other-id": "a create is answered with the id of another object: nothing names the new one",
}


@dataclass(frozen=True, slots=True)
class Known:
    """One way in which hookops is wrong; `tests/faults/known` has a test that fails for it."""

    cell: str
    about: str
    fits: Callable[[Cell, Sequence[Position], str], bool]
    """Whether a problem of a cell is of this kind."""


def why_excused(cell: Cell, positions: Sequence[Position], played: Played) -> str:
    """Why the problems of a cell are none of hookops'; empty when they are its own.

    Only a create of which the answer is wrong in itself; the run has to end with an error, and
    nothing may be there twice.
    """
    if 0 in played.codes or any("once more" in problem for problem in played.problems):
        return ""
    for name, at in zip(cell.families, cell.positions, strict=True):
        if name in _EXCUSED and _creates(positions[at]):
            return _EXCUSED[name]
    return ""


def why_known(cell: Cell, positions: Sequence[Position], played: Played) -> str:
    """The kind of known problem that explains all problems of a cell; empty for a new one."""
    for slug, known in KNOWN.items():
        # What comes after the first problem of a cell is its consequence.
        if known.fits(cell, positions, played.problems[0]):
            return slug
    return ""


def _creates(position: Position) -> bool:
    return position.method == "POST" and "lifecycle" not in position.target


def _replaces(cell: Cell, positions: Sequence[Position], _: str) -> bool:
    at = [positions[at] for at in cell.positions]
    return cell.scenario == "replace" and any(map(_creates, at))


def _unrecorded(cell: Cell, _: Sequence[Position], problem: str) -> bool:
    disk = {"disk-full"} & set(cell.families)
    return bool(disk) and "could not store the outcome" in problem and "exit code 9" in problem


def _unlisted(cell: Cell, positions: Sequence[Position], problem: str) -> bool:
    lists = re.compile(r"/api/v1/(authorizationServers|policies|apps).*")
    at = [positions[at] for at in cell.positions]
    met = any(p.method == "GET" and lists.fullmatch(p.target) for p in at)
    return met and "exit code 0, and not as declared" in problem


def _unreadable(cell: Cell, positions: Sequence[Position], problem: str) -> bool:
    lists = ("/api/v1/hook-keys", "/api/v1/inlineHooks")
    pairs = zip(cell.families, cell.positions, strict=True)
    unread = ("other-shape", "other-status")
    met = any(name in unread and positions[at].target in lists for name, at in pairs)
    return met and "exit code 0, and not as declared" in problem


def _read_after(_: Cell, __: Sequence[Position], problem: str) -> bool:
    texts = ("the answer is not about Binding", "right after hookops")
    return "exit code 6" in problem and any(text in problem for text in texts)


KNOWN: Mapping[str, Known] = {
    "replaced-create": Known(
        "replace:empty:13",
        "a create without an answer, of a hook that replaces another, counts as not carried out: "
        "the hook that is read to prove it is the old one",
        _replaces,
    ),
    "unrecorded-write": Known(
        "update:disk-full:7",
        "a write that Okta has carried out, and whose outcome the ledger store does not take, "
        "counts as not carried out: exit code 9 instead of 8",
        _unrecorded,
    ),
    "unlisted-binding": Known(
        "unbind-rule:error-404:1",
        "one list of policies or rules that is answered with 404, or lacks elements, hides a "
        "binding that is to go: the ledger forgets it, and the exit code is 0",
        _unlisted,
    ),
    "unreadable-leftover": Known(
        "delete-key:other-shape:1",
        "what is to be deleted, and cannot be read in the one list that the plan is made on, is "
        "passed over: exit code 0, and nothing is said of it",
        _unreadable,
    ),
    "read-after-edit": Known(
        "unbind-app:nothing-there:9",
        "a binding that was written counts as failed when the read after it is not usable, or "
        "stale: exit code 6, although the org was changed",
        _read_after,
    ),
}
"""By name, each once found by the matrix."""
