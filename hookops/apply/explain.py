"""An error of the API in the terms of the manifest that led to it."""

import re

from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic, render
from hookops.model.errors import ApiError, Cause, HookopsError
from hookops.model.source import FieldPath, Origin


def explain(change: Change, problem: HookopsError) -> str:
    """The error's text, with the manifest's place for each cause that names a field."""
    if not isinstance(problem, ApiError) or change.after is None:
        return str(problem)
    origin = change.after.origin
    places = [
        render(Diagnostic("okta", cause.text, origin.at(_find_path(origin, cause))))
        for cause in problem.causes
        if cause.field
    ]
    return "\n".join([str(problem), *places])


def _find_path(origin: Origin, cause: Cause) -> FieldPath:
    """The path in the manifest of the field that a cause names.

    Okta names a field by its whole path, by the end of it, or by its last name alone; a name that
    the manifest does not have stays as it is, and leads to the resource's first line.
    """
    steps = [step for step in re.split(r"[.\[\]]+", cause.field) if step]
    # `isdigit` alone accepts digits such as `²`, which `int` refuses.
    path = tuple(int(s) if s.isascii() and s.isdigit() else s for s in steps)
    if path in origin.places:
        return path
    # The shortest, since a hook's own `name` is meant rather than that of something inside it.
    ends = [known for known in origin.places if known[-1:] == path[-1:]]
    return min(ends, key=len) if ends else path
