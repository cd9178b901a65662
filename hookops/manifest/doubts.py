"""What a new resource must not have, and one may have that is so in Okta already.

An org that exists has hooks which nobody would write today, and nothing keeps them out: a plan
says whether Okta has exactly that (`reconcile/passes/doubts.py`). What hookops could not read, or
could not send, is no such thing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hookops.kinds.inline_hook.secret_places import SECRET_PLACES
from hookops.kinds.values import Clash
from hookops.manifest.document import Document
from hookops.model.diagnostic import Diagnostic, Problem
from hookops.model.resource import Desired, Doubt, Key, Resource
from hookops.model.source import FieldPath

_ANYWHERE = frozenset(
    {"character", "edge-space", "length", "line-break", "placeholder", "same-name", "similar-name"}
    | {"header-name", "header-value", "reserved-header", "duplicate-header", "auth-scheme"}
    | {"secret-in-header", "secret-in-url", "host"}
)
"""Codes about a value that is a text all the same, wherever Okta shows it."""
_SOME: Mapping[str, frozenset[FieldPath]] = {
    "pattern": frozenset({("version",)}),
    "enum": frozenset({("channel", "version"), ("channel", "config", "method")}),
    "missing-field": frozenset(("channel", "config", name) for name in ("clientId", "hookKey")),
}
"""Codes of the schema, each with the fields that may be so."""
_REFERENCES = frozenset(place.written for place in SECRET_PLACES)
_SHOWN = frozenset({"name", "version", "channel", "bindings"})
"""Fields of a spec that Okta shows, so that a plan can compare them."""


def is_doubt(problem: Problem) -> bool:
    """Whether it is an error only where Okta has something else, or nothing."""
    if problem.severity != "error" or problem.path[:1] != ("spec",):
        return False
    path = _about(problem)
    # Nothing of a reference is in Okta: neither its version nor its prefix.
    shown = path[:1] != () and path[0] in _SHOWN and not _REFERENCES & set(path)
    return shown and (problem.code in _ANYWHERE or path in _SOME.get(problem.code, ()))


def _about(problem: Problem) -> FieldPath:
    """The path in the spec of what is wrong, also of what is missing."""
    return (*problem.path[1:], *((problem.missing,) if problem.missing else ()))


def doubts_of(
    document: Document, problems: Iterable[Problem], key: Key, parts: Mapping[FieldPath, Key]
) -> tuple[Doubt, ...]:
    """The doubts of a document's resource.

    Shape: `parts` are the resources that are written inside of it, by their paths in the spec.
    """
    return tuple(
        Doubt(document.locate(problem), ((key, ()), _place(_about(problem), key, parts)))
        if problem.path[1:2] == ("bindings",)
        else Doubt(document.locate(problem), (_place(_about(problem), key, parts),))
        for problem in problems
    )


def _place(path: FieldPath, key: Key, parts: Mapping[FieldPath, Key]) -> tuple[Key, FieldPath]:
    part = parts.get(path[:2])
    return (part, path[2:]) if part is not None else (key, path)


def with_clashes(
    desired: Desired, clashes: Sequence[Clash]
) -> tuple[list[Diagnostic], dict[Key, Resource]]:
    """The diagnostics of clashes that no org may have, and the resources with the doubts of the
    others."""
    doubted, hard = dict(desired), []
    for clash in clashes:
        if not is_doubt(clash.problem):
            hard.append(_diagnostic(clash))
            continue
        path = _about(clash.problem)
        there = ((clash.resource.key, path), *((other.key, path) for other, _, _ in clash.others))
        resource = doubted[clash.resource.key]
        doubt = Doubt(_diagnostic(clash), there)
        doubted[resource.key] = replace(resource, doubts=(*resource.doubts, doubt))
    return hard, doubted


def _diagnostic(clash: Clash) -> Diagnostic:
    problem = clash.problem
    return Diagnostic(
        problem.code,
        problem.message,
        clash.resource.origin.at(_in_spec(problem.path)),
        problem.hint,
        problem.severity,
        tuple((other.origin.at(_in_spec(path)), word) for other, path, word in clash.others),
    )


def _in_spec(path: FieldPath) -> FieldPath:
    """The path as origins know it; what is outside the spec is at the resource's first line."""
    return path[1:] if path[:1] == ("spec",) else ()
