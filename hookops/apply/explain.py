"""An answer of the API, told to the person who wrote the manifest."""

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
        render(Diagnostic("okta", cause.text, origin.at(_path(origin, cause))))
        for cause in problem.causes
        if cause.field
    ]
    return "\n".join([str(problem), *places])


def _path(origin: Origin, cause: Cause) -> FieldPath:
    """Okta names a field by its path or by its last name alone."""
    steps = [
        int(s) if s.isascii() and s.isdigit() else s
        for s in re.split(r"[.\[\]]+", cause.field)
        if s
    ]
    path = tuple(steps)
    if path in origin.places:
        return path
    ends = [known for known in origin.places if known[-1:] == path[-1:]]
    return min(ends, key=len) if ends else path
