"""Judges what a new resource must not have: an error, unless Okta has exactly that already.

Needs: the matches, and the attachment points that were read. Adds: a warning or an error for each
doubt of what is declared and wanted, whether it changes or not. Runs last, since it only looks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hookops.kinds.binding.spec import means_one_of
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import Actual, Doubt, Key, value_at
from hookops.model.source import FieldPath
from hookops.reconcile.context import PlanContext, is_binding
from hookops.reconcile.draft import Draft


def judge_doubts(draft: Draft, context: PlanContext) -> Draft:
    """The draft with those warnings and errors."""
    found = tuple(_judged(context))
    wrong = tuple(each for each in found if each.severity == "error")
    warnings = tuple(each for each in found if each.severity != "error")
    return replace(draft, invalid=(*draft.invalid, *wrong), warnings=(*draft.warnings, *warnings))


def _judged(context: PlanContext) -> Iterator[Diagnostic]:
    actuals = {match.resource.key: match.actual for match in context.matches.matched}
    for key, resource in context.desired.items():
        for doubt in resource.doubts if context.is_wanted(key) else ():
            if all(_is_there(at, path, actuals, context) for at, path in doubt.there):
                yield _excused(key, doubt)
            else:
                yield doubt.problem


def _excused(key: Key, doubt: Doubt) -> Diagnostic:
    # With its key, so that a plan in which it does not change can leave it aside.
    text = f"{key}: {doubt.problem.message}; Okta has exactly this already, so it may stay"
    return replace(doubt.problem, message=text, severity="warning")


def _is_there(
    key: Key, path: FieldPath, actuals: Mapping[Key, Actual | None], context: PlanContext
) -> bool:
    """Whether Okta has what is declared at that path, to the letter."""
    resource = context.desired[key]
    if is_binding(key):
        # A name that leads to an attachment point is the name that it has.
        return means_one_of(resource.spec, context.snapshot.points)
    actual = actuals.get(key)
    if actual is None:
        return False
    # The place of a header in its list means nothing.
    depth = next((n for n, step in enumerate(path) if isinstance(step, int)), len(path))
    declared = value_at(resource.spec.fields(), path[:depth])
    there = value_at(actual.spec.fields(), path[:depth])
    if depth == len(path):
        return bool(declared == there)
    element, rest = declared[path[depth]], path[depth + 1 :]
    return any(value_at(each, rest) == value_at(element, rest) for each in there or ())
