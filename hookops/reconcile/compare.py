"""Two plain values in, the fields that differ out. The only user of deepdiff."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hookops.model.resource import Json
from hookops.model.secret import LOOKS_SECRET
from hookops.model.source import FieldPath

_Leaf = tuple[FieldPath, Json, Json]


def compare(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[_Leaf, ...]:
    """(path, before, after) of every field that differs, in the order of paths; absent is None.

    Equal values cost one `==`; deepdiff, 90 ms of imports, is loaded at the first difference of two
    values that are there.
    """
    if before == after:
        return ()
    if not before or not after:
        # Of what is created or deleted every field differs: nothing is to be searched.
        return _sorted(_leaves((), dict(before), dict(after)))
    # deepdiff.diff: the package itself imports every feature that it has.
    from deepdiff.diff import DeepDiff

    found = DeepDiff(
        before,
        after,
        view="tree",
        threshold_to_diff_deeper=0,
        ignore_private_variables=False,  # a header's name may begin with two underscores
    )
    # Several elements of one list lead to that list, which is reported once.
    levels = [_whole(level) for group in found.values() for level in group]
    by_path = {tuple(level.path(output_format="list")): level for level in levels}
    leaves = (
        leaf
        for path, level in by_path.items()
        for leaf in _leaves(path, _value(level.t1), _value(level.t2))
    )
    return _sorted(leaves)


def hidden_paths(data: Json, path: FieldPath = ()) -> Iterator[FieldPath]:
    """Where a value, or a part of it, is hidden since it looks like a secret: two of them may
    differ, although they read alike."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from hidden_paths(value, (*path, name))
    elif isinstance(data, str) and LOOKS_SECRET in data:
        yield path


def _whole(level: Any) -> Any:
    """deepdiff's level, or that of the outermost list around it: a list is one value."""
    found = level
    while level.up is not None:
        level = level.up
        if isinstance(level.t1, list) or isinstance(level.t2, list):
            found = level
    return found


def _sorted(leaves: Iterable[_Leaf]) -> tuple[_Leaf, ...]:
    return tuple(sorted(leaves, key=lambda leaf: [str(step) for step in leaf[0]]))


def _value(side: Json) -> Json:
    """deepdiff marks what is not there with an object of its own."""
    return side if side is None or isinstance(side, str | int | float | list | dict) else None


def _leaves(path: FieldPath, before: Json, after: Json) -> list[_Leaf]:
    """A whole mapping that appears, disappears or becomes null is shown field by field."""
    # null and absent are one. A list is one value: people write it as one, and the place in Git is
    # that of all of it.
    if not (isinstance(before, dict | None) and isinstance(after, dict | None)):
        return [(path, before, after)]
    keys = sorted({*(before or {}), *(after or {})})
    if not keys:
        return []
    return [
        leaf
        for key in keys
        for leaf in _leaves((*path, key), (before or {}).get(key), (after or {}).get(key))
        if leaf[1] != leaf[2]
    ]
