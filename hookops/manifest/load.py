"""Files -> the desired state: parse, validate, and check against each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hookops.kinds import KINDS, LISTED
from hookops.kinds.listed import Listed
from hookops.kinds.values import Clash
from hookops.manifest.document import Document
from hookops.manifest.doubts import doubts_of, is_doubt, with_clashes
from hookops.manifest.guess import Guesses
from hookops.manifest.names import check_names
from hookops.manifest.schema.files import schema
from hookops.manifest.sources import Documents, Sources, read_documents
from hookops.manifest.validate import validate
from hookops.manifest.waivers import check_waiver, read_waiver
from hookops.model.diagnostic import Diagnostic, Problem, by_position
from hookops.model.resource import Desired, Doubt, Json, Key, Resource
from hookops.model.source import dotted
from hookops.model.text import show

PROTECT = "hookops.dev/protect"
ADOPT = "hookops.dev/adopt"
ID = "hookops.dev/id"
_PREFIX = "hookops.dev/"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the manifests declare."""

    desired: Desired
    """Sorted by key; complete only when nothing certain is an error."""
    certain: tuple[Diagnostic, ...]
    """What is so whatever Okta has."""

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All, as far as it can be said without Okta: a doubt is a warning where the manifest says
        that Okta has it, and else an error."""
        found = (doubt for resource in self.desired.values() for doubt in resource.doubts)
        return by_position((*self.certain, *map(self._offline, found)))

    def _offline(self, doubt: Doubt) -> Diagnostic:
        owners = [self.desired[key] for key, _ in doubt.there]
        # A binding says nothing of its own; its hook, which has the doubt as well, does.
        if not all(one.adopt or one.id or one.key.kind not in LISTED for one in owners):
            return doubt.problem
        text = f"{doubt.problem.message}, unless Okta has exactly this already: plan looks"
        return replace(doubt.problem, message=text, severity="warning")


def load(paths: Sequence[Path], root: Path, *, allowed_secrets: Sequence[str] = ()) -> Loaded:
    """The same of files and folders without overlays."""
    return load_sources(Sources(tuple(paths), root), allowed_secrets=allowed_secrets)


def load_sources(sources: Sources, *, allowed_secrets: Sequence[str] = ()) -> Loaded:
    """Everything that the manifests of an organization declare, and all that is wrong with them.

    Shape: `allowed_secrets` are patterns of secrets that manifests may refer to besides
    `env:HOOKOPS_SECRET_*`.
    Raises: nothing for what users wrote or for files that cannot be read.
    """
    return load_documents(read_documents(sources), allowed_secrets)


def load_documents(read: Documents, allowed_secrets: Sequence[str] = ()) -> Loaded:
    """The same of documents that were read."""
    diagnostics = list(read.problems)
    resources: list[Resource] = []
    guess = Guesses()
    for document in read.documents:
        problems = tuple(_problems(document, allowed_secrets, guess))
        doubtful = tuple(problem for problem in problems if is_doubt(problem))
        rest = tuple(problem for problem in problems if not is_doubt(problem))
        hard = any(problem.severity == "error" for problem in rest)
        diagnostics += map(document.locate, problems if hard else rest)
        # A kind parses valid documents only, so that it needs no checks of its own.
        if not hard:
            resources += _resources(document, doubtful)
    desired, doubled = _unique(resources)
    clashes, doubted = with_clashes(desired, [*_clashes(desired)])
    diagnostics += [*doubled, *clashes, *_unknown(desired, guess)]
    return Loaded(MappingProxyType(doubted), by_position(diagnostics))


def _problems(
    document: Document, allowed_secrets: Sequence[str], guess: Guesses
) -> Iterator[Problem]:
    """The schema's problems, then those of the kind's rules at other places."""
    data = document.data
    kind = LISTED.get(data["kind"]) if isinstance(data.get("kind"), str) else None
    if kind is None:
        yield _unknown_kind(data, guess)
        return
    found = tuple(validate(data, kind.schema, guess))
    yield from found
    # A rule about a field that the schema already rejects would report the same mistake again.
    taken = {problem.path for problem in found}
    annotations = _annotations(data, kind.schema, guess)
    rules = [*kind.check(data, allowed_secrets), *annotations]
    yield from (problem for problem in rules if problem.path not in taken)
    # What a field's own rule says of a character is nearer to the point.
    taken |= {problem.path for problem in rules if problem.severity == "error"}
    names = (problem for problem in check_names(data) if problem.path not in taken)
    named = [problem for problem in names if problem.path not in document.unsafe]
    yield from (*named, *document.unsafe_values())


def _annotations(data: Mapping[str, Json], schema_name: str, guess: Guesses) -> Iterator[Problem]:
    """Annotations under hookops' own prefix that mean nothing: protect without its o."""
    metadata = data.get("metadata")
    given = metadata.get("annotations") if isinstance(metadata, Mapping) else None
    if not isinstance(given, Mapping):
        return
    yield from check_waiver(given)
    known = _known_annotations(schema_name)
    for name in given:
        # Others are notes of other tools; a warning, since a later version may know more.
        if name.startswith(_PREFIX) and name not in known:
            text = f"hookops has no annotation {show(name, 80)}, and ignores it"
            close = guess(name.removeprefix(_PREFIX), [n.removeprefix(_PREFIX) for n in known])
            hint = f"did you mean {_PREFIX}{close}" if close else f"there is: {', '.join(known)}"
            path = ("metadata", "annotations", name)
            yield Problem("unknown-annotation", path, text, hint, "warning", at_key=True)


def _known_annotations(schema_name: str) -> Mapping[str, Json]:
    """Those that the schema describes, wherever it has its metadata."""
    whole = schema(schema_name)
    metadata = whole["properties"]["metadata"]
    if "$ref" in metadata:
        metadata = whole["$defs"][metadata["$ref"].removeprefix("#/$defs/")]
    known: Mapping[str, Json] = (
        metadata.get("properties", {}).get("annotations", {}).get("properties", {})
    )
    return known


def _unknown_kind(data: Mapping[str, Json], guess: Guesses) -> Problem:
    names = " or ".join(LISTED)
    if "kind" not in data:
        return Problem("missing-field", (), f"the document needs the field kind: {names}")
    close = guess(data["kind"], list(LISTED)) if isinstance(data["kind"], str) else ""
    hint = f"did you mean {close}" if close else ""
    return Problem("unknown-kind", ("kind",), f"kind must be {names}", hint)


def _resources(document: Document, doubtful: Sequence[Problem]) -> Iterator[Resource]:
    """The document's own, with what is doubtful of it, then those that are written inside of it."""
    data = document.data
    kind: Listed[Any] = LISTED[data["kind"]]
    metadata = data["metadata"]
    annotations = metadata.get("annotations", {})
    key, spec = Key(kind.name, metadata["name"]), kind.parse(data)
    origin = document.origin(kind.aliases(data))
    labels = MappingProxyType(dict(metadata.get("labels", {})))
    # Bindings are written in their hook and planned by themselves: decision 8.
    parts = list(kind.parts(spec))
    doubts = doubts_of(document, doubtful, key, {path: part for part, _, path in parts})
    for part, inner, path in parts:
        yield Resource(part, inner, origin.below(path), labels=labels)
    yield Resource(
        key=key,
        spec=spec,
        origin=origin,
        protect=annotations.get(PROTECT) == "true",
        adopt=annotations.get(ADOPT) == "true",
        waiver=read_waiver(annotations),
        previous_names=tuple(metadata.get("previousNames", ())),
        id=annotations.get(ID, ""),
        labels=labels,
        doubts=doubts,
    )


def _unique(resources: Iterable[Resource]) -> tuple[dict[Key, Resource], list[Diagnostic]]:
    """One resource for each key, the first; the others are diagnostics."""
    desired: dict[Key, Resource] = {}
    doubled: list[Diagnostic] = []
    # By position among equals: the second declaration is the duplicate, in every run.
    for resource in sorted(resources, key=lambda r: (r.key, r.origin.start)):
        first = desired.setdefault(resource.key, resource)
        if first is not resource:
            code, text = KINDS[resource.key.kind].describe_duplicate(resource.key)
            related = ((first.origin.start, "first declared here"),)
            doubled.append(Diagnostic(code, text, resource.origin.start, related=related))
    return desired, doubled


def _clashes(desired: Desired) -> Iterator[Clash]:
    for kind in LISTED.values():
        mine = [resource for key, resource in desired.items() if key.kind == kind.name]
        yield from kind.check_together(mine)


def _unknown(desired: Desired, guess: Guesses) -> Iterator[Diagnostic]:
    """References to what nothing declares."""
    names: dict[str, list[str]] = {}
    for key in desired:
        names.setdefault(key.kind, []).append(key.name)
    for resource in desired.values():
        for path, key in KINDS[resource.key.kind].needs(resource.spec):
            # A declaration with errors is not desired, so it is reported here as well.
            if key in desired:
                continue
            close = guess(key.name, names.get(key.kind, ()))
            hint = f"did you mean {close}" if close else f"declare it: kind: {key.kind}"
            text = f"{dotted(path)}: no manifest declares {key}"
            yield Diagnostic("unknown-reference", text, resource.origin.at(path), hint)
