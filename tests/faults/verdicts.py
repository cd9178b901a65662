"""Which of a cell's problems no client can know of.

Such cells are not left out of any count: docs/FAULTS.md has them as well.
"""

from collections.abc import Sequence

from faults.cells import Cell
from faults.stage import HIDDEN, Played
from faults.wire import Position

_EXCUSED = {
    "twice": "a proxy sends a create twice: the answer is that Okta refuses the second one",
    "other-id": "a create is answered with the id of another object: nothing names the new one",
}


def why_excused(cell: Cell, positions: Sequence[Position], played: Played) -> str:
    """Why the problems of a cell are none of hookops'; empty when they are its own.

    Only a create of which the answer is wrong in itself; the run has to end with an error, and
    nothing may be there twice, or the list that lags has to hide it.
    """
    if "twice" in cell.families and set(played.problems) == {HIDDEN}:
        return "a proxy sends a create twice, and the list lags: no request shows the second one"
    if 0 in played.codes or any("once more" in problem for problem in played.problems):
        return ""
    for name, at in zip(cell.families, cell.positions, strict=True):
        if name in _EXCUSED and _creates(positions[at]):
            return _EXCUSED[name]
    return ""


def _creates(position: Position) -> bool:
    return position.method == "POST" and "lifecycle" not in position.target
