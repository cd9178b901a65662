"""An org -> manifests that say what is so already, and what no manifest can say.

What is written is read again as any manifest, before anybody sees it: a plan with it has no write.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from hookops.kinds import LISTED
from hookops.kinds.values import Declared, Declaring
from hookops.manifest.export.check import find_unsayable
from hookops.manifest.export.slugs import Named, slugs, variable
from hookops.manifest.export.values import About, Exported, LeftOut, Manifest
from hookops.manifest.load import ADOPT, ID
from hookops.model.registry.unsupported import Unsupported
from hookops.model.resource import Actual, Json, Key, Snapshot
from hookops.model.source import FieldPath
from hookops.model.text import show

VERSION = "hookops.dev/v1"
_ENV = "env:"


@dataclass(slots=True)
class Doubts:
    """What turned out not to be sayable so far, by id."""

    parts: dict[str, str] = field(default_factory=dict)
    """Why what is written inside of it is left out."""
    whole: dict[str, str] = field(default_factory=dict)
    """Why all of it is left out."""

    def add(self, manifest: Manifest, why: str, *, has_parts: bool) -> None:
        """What is inside is left out first: the rest may be sayable without."""
        id_ = manifest.actual.id
        if has_parts and id_ not in self.parts:
            self.parts[id_] = why
        else:
            self.whole[id_] = why


@dataclass(frozen=True, slots=True)
class Org:
    """What was read of an org, and what follows from the whole of it."""

    seen: Snapshot
    used: frozenset[tuple[str, str]]
    """(kind, id) of what something else refers to."""
    alike: Mapping[tuple[str, str, str], int]
    """How many there are of a kind, type and name."""


def in_org(actual: Actual) -> About:
    """From an org."""
    return About(f"({actual.id}) in Okta")


def export(
    seen: Snapshot,
    declared: Mapping[tuple[str, str], str] | None = None,
    taken: Collection[Key] = (),
    about: Callable[[Actual], About] = in_org,
) -> Exported:
    """A manifest of each thing, and what is left out.

    Shape: `declared` are names in Git of what manifests declare already, by (kind, id); `taken` are
    names that nothing else may have; `about` says where a thing is from.
    """
    known = dict(declared or {})
    org, doubts, names = _org(seen), Doubts(), {**_names(seen, known, taken), **known}
    while True:
        # A key that is left out is called by its id: what signs with it has to be written again.
        left = [a for a in seen.actuals if a.id not in doubts.whole and a.kind in LISTED]
        kept = {(a.kind, a.id): names[a.kind, a.id] for a in left}
        made = [_manifest(actual, kept, org, doubts, about(actual)) for actual in left]
        found = find_unsayable(made, set(known.values()))
        if not found:
            break
        for manifest, why in found:
            doubts.add(manifest, why, has_parts=bool(manifest.data["spec"].get("bindings")))
    others = [
        *(_left_out(a, doubts.whole[a.id]) for a in seen.actuals if a.id in doubts.whole),
        *(_unsupported(found) for found in seen.described.values()),
    ]
    return Exported(
        tuple(sorted(made, key=lambda manifest: manifest.key)),
        tuple(sorted(others, key=lambda other: (other.kind, other.id))),
    )


def _org(seen: Snapshot) -> Org:
    used = {found for a in seen.actuals for found in LISTED[a.kind].references(a.spec)}
    return Org(seen, frozenset(used), Counter(map(_identity, seen.actuals)))


def _identity(actual: Actual) -> tuple[str, str, str]:
    return actual.kind, actual.spec.type, actual.spec.name


def _names(
    seen: Snapshot, declared: Mapping[tuple[str, str], str], taken: Collection[Key]
) -> dict[tuple[str, str], str]:
    """A name in Git for each thing that has none, by (kind, id)."""
    made = {}
    for kind in LISTED.values():
        found = [a for a in seen.actuals if a.kind == kind.name and (a.kind, a.id) not in declared]
        things = [Named(a.id, a.spec.name, kind.short_type(a.spec.type)) for a in found]
        # Names of other kinds are no hindrance: a hook and its key may share one.
        reserved = {Key(name, slug) for (name, _), slug in declared.items()} | set(taken)
        names = slugs(things, {key.name for key in reserved if key.kind == kind.name})
        made.update({(kind.name, id_): slug for id_, slug in names.items()})
    return made


def _manifest(
    actual: Actual, names: Mapping[tuple[str, str], str], org: Org, doubts: Doubts, about: About
) -> Manifest:
    key = Key(actual.kind, names[actual.kind, actual.id])
    why = doubts.parts.get(actual.id, "")
    found: Declared = LISTED[actual.kind].declare(
        actual,
        Declaring(
            names,
            _ENV + variable(key.name),
            org.seen,
            is_used=(actual.kind, actual.id) in org.used,
            with_parts=not why,
        ),
    )
    return Manifest(
        key=key,
        actual=actual,
        data={
            "apiVersion": VERSION,
            "kind": actual.kind,
            "metadata": {"name": key.name, **_annotations(actual, org, about, found)},
            "spec": dict(found.spec),
        },
        comments=dict(_comments(found, why)),
        variables={ref.removeprefix(_ENV): what for ref, what in found.secrets.items()},
        about=about,
    )


def _comments(found: Declared, why: str) -> Iterator[tuple[FieldPath, tuple[str, ...]]]:
    for path, lines in found.comments.items():
        # What is written inside is left out for a reason that only reading it shows.
        reason = (f"The reason: {why}.",) if why and path == ("bindings",) else ()
        yield ("spec", *path), (*lines, *reason)


def _annotations(actual: Actual, org: Org, about: About, found: Declared) -> dict[str, Json]:
    if not about.exists:
        return {}
    # Only where nothing else says which one is meant: an id says nothing to a reader.
    several = org.alike[_identity(actual)] > 1
    own = {ADOPT: "true", **({ID: actual.id} if several else {})}
    return {"annotations": {**own, **found.annotations}}


def _left_out(actual: Actual, why: str) -> LeftOut:
    status = actual.spec.fields().get("status")
    about = ", ".join(filter(None, (actual.spec.type, status)))
    hidden = LISTED[actual.kind].hide_secrets(actual.raw)
    return LeftOut(actual.kind, actual.id, actual.spec.name, about, why, hidden)


def _unsupported(found: Unsupported) -> LeftOut:
    about = ", ".join(filter(None, (found.text("type"), found.text("status"))))
    why = "hookops does not know its type, status or channel"
    hidden: Json = LISTED[found.kind].hide_secrets(found.raw)
    return LeftOut(found.kind, found.id, found.text("name"), show(about), why, hidden)
